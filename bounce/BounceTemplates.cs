namespace MailSuite.Bounce;

/// <summary>The four templates in use: the built-in ones, and what bounce_template_file puts in their place (bounce(5)).</summary>
internal sealed class BounceTemplates
{
    private readonly Dictionary<string, BounceTemplate> byName = new(StringComparer.Ordinal);

    internal BounceTemplates(MailConfig config)
    {
        foreach (var template in (BounceTemplate[])[BounceTemplate.Failure, BounceTemplate.Delay, BounceTemplate.Success, BounceTemplate.Verify])
            byName[template.Name] = template;
        string path = config.Get(BounceParams.TemplateFile);
        if (path.Length > 0)
            Read(path, Bytes.Text(Sys.ReadFile(path, 1 << 20)));
    }

    internal BounceTemplate this[string name] => byName[name];

    /// <summary>Reads "name = &lt;&lt;EOF", header, empty line, text, "EOF". A template with a fault is ignored, with a warning.</summary>
    internal void Read(string path, string content)
    {
        string[] lines = content.Split('\n');
        for (int at = 0; at < lines.Length; at++)
        {
            string line = lines[at].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            int equals = line.IndexOf('=');
            string name = equals < 0 ? line : line[..equals].Trim(), value = equals < 0 ? "" : line[(equals + 1)..].Trim();
            if (!value.StartsWith("<<", StringComparison.Ordinal) || value[2..].Trim() is not { Length: > 0 } end)
                throw new FatalException($"{path}, line {at + 1}: missing end marker after <<");
            int first = at + 1, last = Array.FindIndex(lines, first, l => l.TrimEnd() == end);
            if (last < 0)
                throw new FatalException($"{path}, line {first}: missing \"{end}\" end marker");
            if (!byName.TryGetValue(name, out var builtIn))
                Log.Warning($"{path}, line {first}: unknown template name: {name} -- ignoring this template");
            else if (Parse(path, builtIn, lines[first..last]) is { } parsed)
                byName[name] = parsed;
            at = last;
        }
    }

    private static BounceTemplate? Parse(string path, BounceTemplate builtIn, string[] lines)
    {
        var result = builtIn;
        int at = 0;
        for (; at < lines.Length && lines[at].Length > 0; at++)
        {
            int colon = lines[at].IndexOf(':');
            string label = colon < 0 ? lines[at] : lines[at][..colon].Trim(), value = colon < 0 ? "" : lines[at][(colon + 1)..].Trim();
            string? wrong = value.Length == 0 ? "empty" : !System.Text.Ascii.IsValid(value) ? "non-ASCII" : null;
            if (wrong != null)
                return Ignored($"{wrong} \"{label}\" header value");
            if (Bytes.Same(label, "Charset"))
                result = result with { Charset = value };
            else if (Bytes.Same(label, "From"))
                result = result with { From = value };
            else if (Bytes.Same(label, "Subject"))
                result = result with { Subject = value };
            else if (!Bytes.Same(label, "Postmaster-Subject"))
                return Ignored($"unknown \"{label}\" header label");
            else if (builtIn.Undelivered)
                result = result with { PostmasterSubject = value };
            else
                return Ignored($"inapplicable \"{label}\" header label");
        }
        string body = string.Join('\n', lines.Skip(at + 1));
        if (body.Length == 0)
            return Ignored("missing message text");
        if (!System.Text.Ascii.IsValid(body) && Bytes.Same(result.Charset, "us-ascii"))
            return Ignored("8-bit message text, please specify a charset value other than us-ascii,");
        return result with { Body = body };

        BounceTemplate? Ignored(string why)
        {
            Log.Warning($"{path}: {why} in {builtIn.Name} template -- ignoring this template");
            return null;
        }
    }
}
