namespace MailSuite.Maps;

/// <summary>The text that a table is made from.</summary>
internal static class SourceFile
{
    /// <summary>Opens it for reading and gives it with what fstat(2) tells of it.</summary>
    public static void Use(string path, Action<int, FileStatus> work)
    {
        var error = Sys.TryOpen(path, Sys.RdOnly, 0, out int fd);
        if (error != Errno.None)
            throw new FatalException($"open {path}: {error.Text()}");
        try
        {
            work(fd, Sys.Fstat(fd));
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }
}
