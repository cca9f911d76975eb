using System.Globalization;

namespace MailSuite.Config;

/// <summary>Where parameters are declared: each call makes one row of the table of all parameters.</summary>
public static class Table
{
    private static readonly SortedDictionary<string, Param> Rows = new(StringComparer.Ordinal);
    private static readonly SortedDictionary<string, Param> OwnRows = new(StringComparer.Ordinal);
    private static bool complete;

    private static Param<T> Row<T>(Param<T> row)
    {
        Rows.Add(row.Name, row);
        return row;
    }

    /// <summary>Text; $name is expanded. <paramref name="min"/> is its least length.</summary>
    public static Param<string> Text(string name, string defaultText, int min = 0) =>
        Row(new Param<string>(name, defaultText, ParamKind.Text, ParseText) { Min = min });

    /// <summary>Text that its owner expands itself.</summary>
    public static Param<string> Raw(string name, string defaultText) => Row(new Param<string>(name, defaultText, ParamKind.Raw, ParseText));

    /// <summary>A whole number.</summary>
    public static Param<int> Number(string name, string defaultText, int min = 0, int max = 0) =>
        Row(new Param<int>(name, defaultText, ParamKind.Number, static (p, s) => (int)ParseNumber(p, s)) { Min = min, Max = max });

    /// <summary>A whole number of up to 63 bits.</summary>
    public static Param<long> Long(string name, string defaultText, long min = 0, long max = 0) =>
        Row(new Param<long>(name, defaultText, ParamKind.Long, ParseNumber) { Min = min, Max = max });

    /// <summary>An amount of time. The unit at the end of the default is the unit of values without one. Limits in seconds.</summary>
    public static Param<TimeSpan> Time(string name, string defaultText, int min = 0, int max = 0) =>
        Row(new Param<TimeSpan>(name, defaultText, ParamKind.Time, static (p, s) => ParseTime(p, s, p.Default[^1])) { Min = min, Max = max });

    /// <summary>yes or no.</summary>
    public static Param<bool> YesNo(string name, string defaultText) => Row(new Param<bool>(name, defaultText, ParamKind.YesNo, ParseYesNo));

    /// <summary>Declares parameters that Postfix does not have: what pop3d, imapd, auth and the like need. They work as all others do, and stand in a list of their own.</summary>
    public static class Own
    {
        private static Param<T> Row<T>(Param<T> row)
        {
            OwnRows.Add(row.Name, row);
            return row;
        }

        /// <summary>Text; $name is expanded.</summary>
        public static Param<string> Text(string name, string defaultText, int min = 0) =>
            Row(new Param<string>(name, defaultText, ParamKind.Text, ParseText) { Min = min });

        /// <summary>Text that its owner expands itself.</summary>
        public static Param<string> Raw(string name, string defaultText) => Row(new Param<string>(name, defaultText, ParamKind.Raw, ParseText));

        /// <summary>A whole number.</summary>
        public static Param<int> Number(string name, string defaultText, int min = 0, int max = 0) =>
            Row(new Param<int>(name, defaultText, ParamKind.Number, static (p, s) => (int)ParseNumber(p, s)) { Min = min, Max = max });

        /// <summary>A whole number of up to 63 bits.</summary>
        public static Param<long> Long(string name, string defaultText, long min = 0, long max = 0) =>
            Row(new Param<long>(name, defaultText, ParamKind.Long, ParseNumber) { Min = min, Max = max });

        /// <summary>An amount of time; the unit at the end of the default is the unit of values without one.</summary>
        public static Param<TimeSpan> Time(string name, string defaultText, int min = 0, int max = 0) =>
            Row(new Param<TimeSpan>(name, defaultText, ParamKind.Time, static (p, s) => ParseTime(p, s, p.Default[^1])) { Min = min, Max = max });

        /// <summary>yes or no.</summary>
        public static Param<bool> YesNo(string name, string defaultText) => Row(new Param<bool>(name, defaultText, ParamKind.YesNo, ParseYesNo));
    }

    /// <summary>The parameters that are not Postfix's, in the order of their names: postconf -d does not print them.</summary>
    public static IReadOnlyCollection<Param> AllOwn
    {
        get
        {
            Complete();
            return OwnRows.Values;
        }
    }

    /// <summary>All of Postfix's parameters, in the order of their names.</summary>
    public static IReadOnlyCollection<Param> All
    {
        get
        {
            Complete();
            return Rows.Values;
        }
    }

    /// <summary>The parameter of a name, or null.</summary>
    public static Param? Find(string name)
    {
        Complete();
        return Rows.GetValueOrDefault(name) ?? OwnRows.GetValueOrDefault(name);
    }

    private static void Complete()
    {
        if (complete)
            return;
        complete = true;
        ParamOwners.DeclareAll();
    }

    private static string ParseText(Param p, string s) =>
        s.Length >= p.Min ? s : throw new FatalException($"bad string length {s.Length} < {p.Min}: {p.Name} = {s}");

    private static long ParseNumber(Param p, string s)
    {
        if (!long.TryParse(s, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) || p.Kind == ParamKind.Number && value != (int)value)
            throw new FatalException($"bad numerical configuration: {p.Name} = {s}");
        return InRange(p, value);
    }

    private static long InRange(Param p, long value)
    {
        if (value < p.Min)
            throw new FatalException($"invalid {p.Name} parameter value {value} < {p.Min}");
        if (p.Max > 0 && value > p.Max)
            throw new FatalException($"invalid {p.Name} parameter value {value} > {p.Max}");
        return value;
    }

    /// <summary>Reads "30", "30s", "5m", "1h", "2d", "1w"; <paramref name="unit"/> is for a bare number.</summary>
    public static TimeSpan ParseTime(Param p, string s, char unit)
    {
        var digits = s.AsSpan();
        if (digits.Length > 0 && !char.IsAsciiDigit(digits[^1]))
        {
            unit = char.ToLowerInvariant(digits[^1]);
            digits = digits[..^1];
        }
        int seconds = unit switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, 'w' => 604800, _ => 0 };
        if (seconds == 0 || !int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count)
            || (long)count * seconds is var total && (total > int.MaxValue || total < int.MinValue))
            throw new FatalException($"parameter {p.Name}: bad time value or unit: {s}");
        return TimeSpan.FromSeconds(InRange(p, (long)count * seconds));
    }

    private static bool ParseYesNo(Param p, string s) =>
        Bytes.Same(s, "yes") || (Bytes.Same(s, "no") ? false : throw new FatalException($"bad boolean configuration: {p.Name} = {s}"));
}
