namespace MailSuite.Maps;

/// <summary>postmap(1)'s source format, a line at a time: "key whitespace value", where the key may have "quoted" parts.</summary>
internal static class PostmapSource
{
    /// <summary>Takes a logical line apart; false when it is none, after the warning that says why.</summary>
    /// <param name="source">Where the line stands, for warnings.</param>
    /// <param name="line">The line.</param>
    /// <param name="utf8">Is UTF-8 demanded?</param>
    /// <param name="skipped">What the warning adds: " -- ignoring this line" or nothing.</param>
    /// <param name="key">The key with its quotes.</param>
    /// <param name="value">The value.</param>
    public static bool Split(SourceLines source, ReadOnlySpan<byte> line, bool utf8, string skipped, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        key = value = default;
        if (utf8 && !System.Text.Unicode.Utf8.IsValid(line))
            return Ignored(source, $"non-UTF-8 input \"{Bytes.Text(line)}\" -- ignoring this line");
        int at = 0;
        bool quoted = false;
        for (; at < line.Length; at++)
        {
            if (line[at] == '\\')
            {
                // The escaped byte belongs to the key, whatever it is.
                if (++at == line.Length)
                    break;
            }
            else if (line[at] == '"')
                quoted = !quoted;
            else if (!quoted && SourceLines.IsSpace(line[at]))
                break;
        }
        if (quoted)
            return Ignored(source, $"unbalanced '\"' in '{Bytes.Text(line)}' -- ignoring this line");
        key = line[..at];
        value = SourceLines.Trim(line[at..]);
        if (key.IsEmpty || value.IsEmpty)
            return Ignored(source, "expected format: key whitespace value" + skipped);
        if (key[^1] == ':')
            Ignored(source, "record is in \"key: value\" format; is this an alias file?");
        return true;
    }

    private static bool Ignored(SourceLines source, string why)
    {
        Log.Warning($"{source.Path}, line {source.Line}: {why}");
        return false;
    }
}
