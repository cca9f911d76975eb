namespace MailSuite.Maps;

/// <summary>Values that are files (postmap -F): the source names files, the table holds the base64 of their content.</summary>
internal static class FileContent
{
    private const int Limit = 1 << 20;

    /// <summary>The base64 of the files named in a list, one after the other.</summary>
    public static string Encode(string list)
    {
        var content = new List<byte>();
        foreach (string file in Braces.Words(list))
        {
            try
            {
                content.AddRange(Sys.ReadFile(file, Limit));
            }
            catch (UnixException e)
            {
                throw new TableUnavailableException($"open {file}: {e.Errno.Text()}");
            }
            content.Add((byte)'\n');
        }
        return content.Count > 0 ? Convert.ToBase64String(content.ToArray(), 0, content.Count - 1) : throw new TableUnavailableException($"empty file list: \"{list}\"");
    }

    /// <summary>The content behind a value, or null when it is not base64.</summary>
    public static string? Decode(string value)
    {
        var bytes = new byte[value.Length];
        return Convert.TryFromBase64String(value, bytes, out int count) ? Bytes.Text(bytes.AsSpan(0, count)) : null;
    }
}
