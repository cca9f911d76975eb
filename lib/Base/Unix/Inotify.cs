namespace MailSuite.Base;

/// <summary>Tells when files change (inotify(7)). Only that something happened: what it was is looked up where it is.</summary>
public sealed unsafe class Inotify : IDisposable
{
    // Modified, attributes, closed after writing, moved in or out, created, deleted, itself moved or deleted.
    private const uint Changes = 0x2 | 0x8 | 0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x800;

    /// <summary>Readable when something happened; -1 when the kernel gives no more watchers.</summary>
    public int Fd { get; } = Native.inotify_init1(0x800 | 0x80000);   // non-blocking, close-on-exec

    /// <summary>Watches a file or a directory; false when it cannot.</summary>
    public bool Watch(string path)
    {
        fixed (byte* p = Native.CString(path))
            return Fd >= 0 && Native.inotify_add_watch(Fd, p, Changes) >= 0;
    }

    /// <summary>Forgets what has happened so far.</summary>
    public void Clear()
    {
        byte* buffer = stackalloc byte[4096];
        while (Fd >= 0 && Native.read(Fd, buffer, 4096) > 0)
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Sys.CloseQuietly(Fd);
}
