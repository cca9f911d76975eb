namespace MailSuite.Config;

/// <summary>The types of a main.cf parameter, by which postconf, checks and conversions differ.</summary>
public enum ParamKind
{
    /// <summary>Text in which $name is expanded.</summary>
    Text,
    /// <summary>Text that is kept as written; its owner expands it per use.</summary>
    Raw,
    /// <summary>A whole number.</summary>
    Number,
    /// <summary>A whole number that may exceed 31 bits (sizes in bytes).</summary>
    Long,
    /// <summary>An amount of time with a unit s, m, h, d or w.</summary>
    Time,
    /// <summary>yes or no.</summary>
    YesNo,
}

/// <summary>Text is no value of a parameter. The message names the parameter, in Postfix's words.</summary>
public sealed class BadValueException(string message) : Exception(message);

/// <summary>One parameter of main.cf: declared once, read by daemons, postconf and the manual alike.</summary>
public abstract class Param(string name, string defaultText, ParamKind kind)
{
    /// <summary>Its name in main.cf.</summary>
    public string Name { get; } = name;
    /// <summary>Its default as main.cf text; may refer to other parameters.</summary>
    public string Default { get; } = defaultText;
    /// <summary>Its type.</summary>
    public ParamKind Kind { get; } = kind;
    /// <summary>Smallest allowed value, 0 is no limit; for text, of its length.</summary>
    public long Min { get; init; }
    /// <summary>Largest allowed value; 0 is no limit.</summary>
    public long Max { get; init; }
    /// <summary>False when the suite does not act upon the parameter yet; postfix check then warns when it is set.</summary>
    public bool ActedUpon { get; private set; } = true;
    /// <summary>Postfix does not have it.</summary>
    public bool IsOwn { get; internal set; }
    /// <summary>Its place in a configuration's array of values; -1 when it has none.</summary>
    internal int Index { get; set; } = -1;

    /// <summary>Converts the configuration's value, which is remembered there; a bad one is a <see cref="FatalException"/>.</summary>
    internal abstract void CheckIn(MailConfig config);

    internal void MarkNotYet() => ActedUpon = false;

    /// <summary>Throws <see cref="FatalException"/> when expanded text is no value of this parameter.</summary>
    public abstract void Check(string expanded);
}

/// <summary>A parameter whose value is a <typeparamref name="T"/>.</summary>
public sealed class Param<T>(string name, string defaultText, ParamKind kind, Func<Param, string, T> parse) : Param(name, defaultText, kind)
{
    /// <summary>Converts expanded main.cf text; throws <see cref="BadValueException"/> when it is no such value.</summary>
    public T Parse(string expanded) => parse(this, expanded);

    /// <inheritdoc/>
    internal override void CheckIn(MailConfig config) => config.Get(this);

    /// <inheritdoc/>
    public override void Check(string expanded)
    {
        try
        {
            parse(this, expanded);
        }
        catch (BadValueException e)
        {
            throw new FatalException(e.Message);
        }
    }

    /// <summary>The same kind of parameter by another name, outside the table: one transport's own limit.</summary>
    internal Param<T> Named(string other) => new(other, Default, Kind, parse) { Min = Min, Max = Max };

    /// <summary>Says that the suite does not act upon it yet.</summary>
    public Param<T> NotYet()
    {
        MarkNotYet();
        return this;
    }
}
