using System.Globalization;

namespace MailSuite.Config;

/// <summary>Where parameters are declared: each call makes one row of the table of all parameters.</summary>
public static class Table
{
    private static readonly Dictionary<string, Param> Rows = new(StringComparer.Ordinal);
    private static Param[]? all, allOwn;

    private static Param<T> Row<T>(Param<T> row)
    {
        row.Index = Rows.Count;
        Rows.Add(row.Name, row);
        return row;
    }

    /// <summary>Text; $name is expanded. The limits are of its length in bytes.</summary>
    public static Param<string> Text(string name, string defaultText, int min = 0, int max = 0) =>
        Row(new Param<string>(name, defaultText, ParamKind.Text, ParseText) { Min = min, Max = max });

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
        Row(new Param<TimeSpan>(name, defaultText, ParamKind.Time, static (p, s) => ReadTime(p, s, p.Default[^1])) { Min = min, Max = max });

    /// <summary>yes or no.</summary>
    public static Param<bool> YesNo(string name, string defaultText) => Row(new Param<bool>(name, defaultText, ParamKind.YesNo, ParseYesNo));

    /// <summary>How many parameters have been declared so far: programs touch only the owners that they need.</summary>
    internal static int Count => Rows.Count;

    /// <summary>Declares parameters that Postfix does not have: what pop3d, imapd, auth and the like need. They work as all others do, and stand in a list of their own.</summary>
    public static class Own
    {
        private static Param<T> Ours<T>(Param<T> row)
        {
            row.IsOwn = true;
            return row;
        }

        /// <summary>Text; $name is expanded.</summary>
        public static Param<string> Text(string name, string defaultText, int min = 0) => Ours(Table.Text(name, defaultText, min));

        /// <summary>Text that its owner expands itself.</summary>
        public static Param<string> Raw(string name, string defaultText) => Ours(Table.Raw(name, defaultText));

        /// <summary>A whole number.</summary>
        public static Param<int> Number(string name, string defaultText, int min = 0, int max = 0) => Ours(Table.Number(name, defaultText, min, max));

        /// <summary>A whole number of up to 63 bits.</summary>
        public static Param<long> Long(string name, string defaultText, long min = 0, long max = 0) => Ours(Table.Long(name, defaultText, min, max));

        /// <summary>An amount of time; the unit at the end of the default is the unit of values without one.</summary>
        public static Param<TimeSpan> Time(string name, string defaultText, int min = 0, int max = 0) => Ours(Table.Time(name, defaultText, min, max));

        /// <summary>yes or no.</summary>
        public static Param<bool> YesNo(string name, string defaultText) => Ours(Table.YesNo(name, defaultText));
    }

    /// <summary>All of Postfix's parameters, in the order of their names.</summary>
    public static IReadOnlyList<Param> All => all ??= Sorted(own: false);

    /// <summary>The parameters that are not Postfix's, in the order of their names: postconf -d does not print them.</summary>
    public static IReadOnlyList<Param> AllOwn => allOwn ??= Sorted(own: true);

    private static Param[] Sorted(bool own)
    {
        ParamOwners.DeclareAll();
        Param[] list = [.. Rows.Values.Where(p => p.IsOwn == own)];
        Array.Sort(list, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return list;
    }

    /// <summary>The parameter of a name, or null. Declares no more owners than it must: every process pays for each of them.</summary>
    public static Param? Find(string name)
    {
        if (Rows.TryGetValue(name, out var row))
            return row;
        bool settled = ParamOwners.DeclareFor(name);
        if (Rows.TryGetValue(name, out row) || settled)
            return row;
        ParamOwners.DeclareAll();
        return Rows.GetValueOrDefault(name);
    }

    /// <summary>The parameter of a name if this process has declared it, for its own use or for that of all programs.</summary>
    internal static Param? Declared(string name) => Rows.GetValueOrDefault(name);

    private static string ParseText(Param p, string s)
    {
        int length = Bytes.Count(s);
        if (length < p.Min)
            throw new BadValueException($"bad string length {length} < {p.Min}: {p.Name} = {s}");
        if (p.Max > 0 && length > p.Max)
            throw new BadValueException($"bad string length {length} > {p.Max}: {p.Name} = {s}");
        return s;
    }

    private static long ParseNumber(Param p, string s)
    {
        if (!long.TryParse(s, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) || p.Kind == ParamKind.Number && value is > int.MaxValue or < int.MinValue)
            throw new BadValueException($"bad numerical configuration: {p.Name} = {s}");
        if (p.Min > 0 && value < p.Min)
            throw new BadValueException($"invalid {p.Name} parameter value {value} < {p.Min}");
        if (p.Max > 0 && value > p.Max)
            throw new BadValueException($"invalid {p.Name} parameter value {value} > {p.Max}");
        return value;
    }

    /// <summary>Reads an amount of time that stands elsewhere than in main.cf (a command-line option); <paramref name="unit"/> is for a bare number.</summary>
    public static TimeSpan ParseTime(Param p, string s, char unit)
    {
        try
        {
            return ReadTime(p, s, unit);
        }
        catch (BadValueException e)
        {
            throw new FatalException(e.Message);
        }
    }

    /// <summary>Reads "30", "30s", "5m", "1h", "2d", "1w". What follows a unit is ignored, as Postfix does.</summary>
    private static TimeSpan ReadTime(Param p, string s, char unit)
    {
        int digits = 0;
        if (s.Length > 0 && s[0] is '+' or '-')
            digits++;
        while (digits < s.Length && char.IsAsciiDigit(s[digits]))
            digits++;
        if (digits < s.Length)
            unit = s[digits];
        int scale = unit switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, 'w' => 604800, _ => 0 };
        int count = 0;
        if (s.Length == 0 || scale == 0 || digits > 0 && !int.TryParse(s.AsSpan(0, digits), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out count)
            || count < 0 || (long)count * scale > int.MaxValue)
            throw new BadValueException($"parameter {p.Name}: bad time value or unit: {s}");
        int seconds = count * scale;
        if (p.Min > 0 && seconds < p.Min)
            throw new BadValueException($"invalid {p.Name}: {seconds} (min {p.Min})");
        if (p.Max > 0 && seconds > p.Max)
            throw new BadValueException($"invalid {p.Name}: {seconds} (max {p.Max})");
        return TimeSpan.FromSeconds(seconds);
    }

    private static bool ParseYesNo(Param p, string s) =>
        Bytes.Same(s, "yes") || (Bytes.Same(s, "no") ? false : throw new BadValueException($"bad boolean configuration: {p.Name} = {s}"));
}
