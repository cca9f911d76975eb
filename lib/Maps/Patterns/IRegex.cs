namespace MailSuite.Maps;

/// <summary>One compiled pattern of a library.</summary>
internal interface IRegex : IDisposable
{
    /// <summary>The number of its groups.</summary>
    int Groups { get; }

    /// <summary>Does the key match? <paramref name="groups"/> gets start and end of the whole and of each group, -1 for one that took no part.</summary>
    LookupStatus Match(ReadOnlySpan<byte> keyAndNul, Span<int> groups);
}

/// <summary>What a pattern language of a table needs: its flags and its compiler.</summary>
internal abstract class RegexLanguage
{
    /// <summary>The table type.</summary>
    public abstract string Type { get; }

    /// <summary>The options without flags.</summary>
    public abstract uint DefaultOptions { get; }

    /// <summary>Can a pattern be followed by "!" and a pattern that must not match?</summary>
    public virtual bool AllowsExclusion => false;

    /// <summary>What a rule with an open end gets: "skipping" or "ignoring".</summary>
    public virtual string OpenEnd => "skipping";

    /// <summary>What is said of $0: "out-of-range" or "out of range".</summary>
    public virtual string OutOfRange => "out-of-range";

    /// <summary>A flag letter that older versions of the library knew; NUL when there is none.</summary>
    public virtual char ObsoleteFlag => '\0';

    /// <summary>The option bit that a flag letter turns over; 0 when there is no such flag.</summary>
    public abstract uint Flag(char letter);

    /// <summary>Compiles a pattern; null with the library's own words when it is wrong.</summary>
    public abstract IRegex? Compile(string pattern, uint options, out string problem);
}
