namespace MailSuite.Smtpd.Restrictions;

/// <summary>An argument with options of its own: "{ name, option = value, { option = value with blanks } }".</summary>
internal sealed record BracedOptions(string Name, IReadOnlyList<(string Option, string Value)> Values)
{
    public static BracedOptions Parse(string text)
    {
        if (Words.Unbrace(text, out string inner) is { } wrong)
            throw new FatalException(wrong);
        var parts = new List<string>();
        int depth = 0, start = 0;
        for (int i = 0; i <= inner.Length; i++)
        {
            char ch = i == inner.Length ? ',' : inner[i];
            depth += ch == '{' ? 1 : ch == '}' ? -1 : 0;
            if (ch != ',' || depth > 0)
                continue;
            parts.Add(inner[start..i].Trim());
            start = i + 1;
        }
        parts.RemoveAll(static p => p.Length == 0);
        if (parts.Count == 0)
            throw new FatalException($"no name in \"{text}\"");
        var values = new List<(string, string)>();
        // "{ server default_action=DUNNO }" works without commas, too.
        var first = parts[0].AsSpan();
        string name = Words.Next(ref first)!;
        while (Words.Next(ref first) is { } option)
            values.Add(Option(option, text));
        foreach (string option in parts.Skip(1))
            values.Add(Option(option, text));
        return new BracedOptions(name, values);
    }

    private static (string, string) Option(string part, string whole)
    {
        if (part.StartsWith('{') && Words.Unbrace(part, out string inner) is null)
            part = inner;
        int at = part.IndexOf('=');
        return at > 0 ? (part[..at].Trim(), part[(at + 1)..].Trim()) : throw new FatalException($"malformed option in \"{whole}\": missing '=' after attribute name: \"{part}\"");
    }
}
