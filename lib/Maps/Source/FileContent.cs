namespace MailSuite.Maps;

/// <summary>Values that are files (postmap -F): the source names files, the table holds the base64 of their content.</summary>
internal static class FileContent
{
    private const int Limit = 1 << 20;

    /// <summary>The base64 of the files named in a list, one after the other with a newline between; false when one cannot be read.</summary>
    public static bool TryEncode(string list, out string content, out string problem)
    {
        var bytes = new List<byte>();
        foreach (string file in Braces.Words(list))
        {
            try
            {
                bytes.AddRange(Sys.ReadFile(file, Limit));
            }
            catch (UnixException e)
            {
                (content, problem) = ("", $"open {file}: {e.Errno.Text()}");
                return false;
            }
            bytes.Add((byte)'\n');
        }
        problem = bytes.Count > 0 ? "" : $"empty pathname list: >>{list}<<'";
        content = bytes.Count > 0 ? Convert.ToBase64String(bytes.ToArray(), 0, bytes.Count - 1) : "";
        return bytes.Count > 0;
    }

    /// <summary>The files named in a value, where they are wanted as they are; false when one cannot be read.</summary>
    public static bool TryRead(string list, TableOptions options, out string content, out string problem)
    {
        (content, problem) = (list, "");
        if ((options & TableOptions.FileContent) == 0)
            return true;
        if (!TryEncode(list, out string encoded, out problem))
            return false;
        content = Decode(encoded)!;
        return true;
    }

    /// <summary>The content behind a value, or null when it is not base64.</summary>
    public static string? Decode(string value)
    {
        var bytes = new byte[value.Length];
        return value.AsSpan().IndexOfAny(" \t\r\n") < 0 && Convert.TryFromBase64String(value, bytes, out int count) ? Bytes.Text(bytes.AsSpan(0, count)) : null;
    }
}
