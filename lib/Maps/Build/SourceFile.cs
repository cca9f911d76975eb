namespace MailSuite.Maps;

/// <summary>The text that a table is made from.</summary>
internal static class SourceFile
{
    /// <summary>Warns when it is newer than the table; a source that is being edited right now is about to be compiled.</summary>
    public static void WarnWhenNewer(string source, string database, FileStatus table)
    {
        if (Sys.TryStat(source, out var text) == Errno.None && text.ModifiedSeconds > table.ModifiedSeconds && text.ModifiedSeconds < Clock.System.UnixSeconds - 100)
            Log.Warning($"database {database} is older than source file {source}");
    }

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
