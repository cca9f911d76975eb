namespace MailSuite.Postfix.Checking;

/// <summary>Names in main.cf and master.cf that no program reads, and $names that nobody defines. postconf finds them, as in Postfix's own check; here the nearest real name is added.</summary>
internal static class Names
{
    private const string Unused = ": unused parameter: ", Undefined = ": undefined parameter: ";

    public static void Check(Subject subject, Report report)
    {
        foreach (string option in (string[])["-nx", "-Px"])
        {
            string[] arguments = ["postconf", "-c", subject.Config.Directory, option];
            foreach (string line in Child.Errors(subject.Instance, $"{subject.Instance.CommandDirectory}/postconf", arguments, out _))
                if (!line.Contains("overriding earlier entry", StringComparison.Ordinal))
                    report.Foreign(line, Effect(line), Cure(line));
        }
    }

    private static string Effect(string line) => NameIn(line, Unused) != null ? "no program reads it" : NameIn(line, Undefined) != null ? "it stands for nothing" : "";

    private static string Cure(string line) => (NameIn(line, Unused) ?? NameIn(line, Undefined)) is not { } name ? ""
        : Nearest(name) is { } real ? $"did you mean {real}?"
        : NameIn(line, Unused) != null ? "remove it" : "define it, or take it out";

    /// <summary>The name that a warning is about; null when it is another warning.</summary>
    private static string? NameIn(string line, string warning) => line.IndexOf(warning, StringComparison.Ordinal) is >= 0 and var at ? line[(at + warning.Length)..].Split('=')[0] : null;

    /// <summary>The parameter whose name differs least; null when none is near.</summary>
    internal static string? Nearest(string name)
    {
        (string? best, int distance) = (null, Math.Max(2, name.Length / 5) + 1);
        foreach (var param in Table.All.Concat(Table.AllOwn))
            if (Math.Abs(param.Name.Length - name.Length) < distance && EditDistance(name, param.Name) is var d && d < distance)
                (best, distance) = (param.Name, d);
        return best;
    }

    /// <summary>How many letters must be put in, taken out, replaced, or swapped with their neighbour.</summary>
    internal static int EditDistance(string a, string b)
    {
        int[] beforeLast = [], last = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }
            (beforeLast, last) = (last, row);
        }
        return last[b.Length];
    }
}
