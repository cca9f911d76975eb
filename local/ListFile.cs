namespace MailSuite.Local;

/// <summary>Reads .forward and :include: files: a line is a list of addresses; lines that begin with "#" are none.</summary>
internal static class ListFile
{
    private const int MaxSize = 16 << 20;
    private const int OtherWrite = 2;

    /// <summary>Why a file must not be obeyed, in Postfix's words behind its name; empty when it may.</summary>
    public static string Objection(FileStatus status, int? owner) =>
        !status.IsRegular ? "is not a regular file"
        : owner is { } uid && status.Uid != 0 && status.Uid != uid ? $"has bad owner uid {status.Uid}"
        : (status.Mode & OtherWrite) != 0 ? "is world writable"
        : "";

    /// <summary>
    /// The lines of a file. It is judged again once it is open: what was looked at before may have been exchanged meanwhile. Throws
    /// <see cref="UnixException"/>; null with the objection when it is not to be obeyed. Whose it is, is told of what was opened, too.
    /// </summary>
    public static List<string>? Read(string path, int? owner, out string objection) => Read(path, owner, out objection, out _);

    /// <summary>The same, and whose file it is.</summary>
    public static List<string>? Read(string path, int? owner, out string objection, out int fileOwner)
    {
        // Without O_NONBLOCK a FIFO would hold us for ever.
        int fd = Sys.Open(path, Sys.RdOnly | Sys.NonBlock);
        try
        {
            var status = Sys.Fstat(fd);
            objection = Objection(status, owner);
            fileOwner = status.Uid;
            if (objection.Length > 0)
                return null;
            if (status.Size > MaxSize)
                throw new UnixException(Errno.FBIG, "read " + path);
            var content = new byte[status.Size];
            int size = 0;
            while (size < content.Length && Sys.Read(fd, content.AsSpan(size)) is > 0 and var n)
                size += n;
            return [.. Bytes.Text(content.AsSpan(0, size)).Split('\n').Where(static l => l.Length > 0 && l[0] != '#' && !string.IsNullOrWhiteSpace(l)).Select(static l => l.Replace("\0", "", StringComparison.Ordinal))];
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }
}
