namespace MailSuite.Store.Maildir;

/// <summary>maildirsize (Maildir++ quota): kept up to date where it exists, by appending "bytes count"; never created here.</summary>
internal static class MaildirSize
{
    internal static bool IsKept(string root) => Sys.TryAccess($"{root}/maildirsize", 2) == Errno.None;

    internal static void Add(string root, long bytes, int count)
    {
        if (Sys.TryOpen($"{root}/maildirsize", Sys.WrOnly | Sys.Append | Sys.NoFollow, 0, out int fd) != Errno.None)
            return;
        Sys.WriteOnce(fd, Bytes.Of($"{bytes} {count}\n"));
        Sys.CloseQuietly(fd);
    }
}
