using System.Globalization;

namespace MailSuite.Store.Mbox;

/// <summary>
/// Replaces an mbox from an offset to its end, so that a crash at any moment loses nothing: the new end is written to a journal beside the user's folders and
/// made durable first; whoever opens the mailbox next and finds a journal does the same work again. The file itself must stay the same file,
/// because delivery agents wait for its locks with it open.
/// </summary>
internal sealed class MboxRewrite : IDisposable
{
    private const int HeadSize = 64;

    private readonly string journal;
    private int fd;

    internal MboxRewrite(string journal)
    {
        this.journal = journal;
        fd = Sys.Open(journal, Sys.RdWr | Sys.Creat | Sys.Trunc | Sys.NoFollow, 0x180);
        Sys.Write(fd, new byte[HeadSize]);
    }

    /// <summary>How much the new end has so far.</summary>
    internal long Length { get; private set; }

    internal void Write(ReadOnlySpan<byte> bytes)
    {
        Sys.Write(fd, bytes);
        Length += bytes.Length;
    }

    internal void Write(string text) => Write(Bytes.Of(text));

    internal void Copy(int from, long offset, long length)
    {
        var piece = new byte[(int)Math.Clamp(length, 1, 65536)];
        for (int n; length > 0; offset += n, length -= n)
        {
            n = Sys.ReadAt(from, piece.AsSpan(0, (int)Math.Min(length, piece.Length)), offset);
            if (n == 0)
                throw new UnixException(Errno.IO, "mailbox became shorter while locked");
            Write(piece.AsSpan(0, n));
        }
    }

    /// <summary>Puts the new end in place of what is there from <paramref name="offset"/> on.</summary>
    internal void Apply(int mbox, long offset)
    {
        long oldSize = Sys.Fstat(mbox).Size;
        var head = Bytes.Of(string.Create(CultureInfo.InvariantCulture, $"mbox-journal {offset} {Length} {oldSize}").PadRight(HeadSize - 1) + "\n");
        Sys.WriteAt(fd, head, 0);
        Sys.Fsync(fd);
        Redo(fd, mbox, offset, Length, oldSize);
    }

    private static void Redo(int journalFd, int mbox, long offset, long length, long oldSize)
    {
        if (offset + length > oldSize)
            Sys.Truncate(mbox, offset + length);   // the size tells a recovery that the work had begun; also finds out about a full disk early where it can
        var piece = new byte[65536];
        for (long done = 0; done < length;)
        {
            int n = Sys.ReadAt(journalFd, piece.AsSpan(0, (int)Math.Min(length - done, piece.Length)), HeadSize + done);
            if (n == 0)
                throw new UnixException(Errno.IO, "mailbox journal is too short");
            Sys.WriteAt(mbox, piece.AsSpan(0, n), offset + done);
            done += n;
        }
        Sys.Truncate(mbox, offset + length);
        Sys.Fsync(mbox);
    }

    /// <summary>Finishes what a process that died had begun. The caller holds the locks.</summary>
    internal static void Recover(string journal, int mbox)
    {
        if (Sys.TryOpen(journal, Sys.RdOnly | Sys.NoFollow, 0, out int fd) != Errno.None)
            return;
        try
        {
            var head = new byte[HeadSize];
            var words = Bytes.Text(head.AsSpan(0, Sys.ReadAt(fd, head, 0))).Trim().Split(' ');
            if (words is ["mbox-journal", var o, var l, var s] && Number(o, out long offset) && Number(l, out long length) && Number(s, out long oldSize)
                && Sys.Fstat(fd).Size == HeadSize + length)
                Recover(fd, mbox, offset, length, oldSize);
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
        Sys.TryUnlink(journal);

        static bool Number(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    // Mail that came after the crash lies behind the size that the file had then: the old one, or that of the longer of both.
    private static void Recover(int fd, int mbox, long offset, long length, long oldSize)
    {
        long size = Sys.Fstat(mbox).Size, end = offset + length;
        if (size < oldSize || size == end && end < oldSize)
            return;   // it was cut to its new size: all was done
        long crashSize = size < Math.Max(end, oldSize) ? oldSize : Math.Max(end, oldSize);
        Log.Warning($"finishing the interrupted rewriting of a mailbox: {length} bytes at {offset}");
        var later = new byte[(int)Math.Min(size - crashSize, 64 << 20)];
        if (Sys.ReadAt(mbox, later, crashSize) != later.Length)
            throw new UnixException(Errno.IO, "mailbox became shorter while locked");
        Redo(fd, mbox, offset, length, oldSize);
        if (later.Length == 0)
            return;
        Sys.WriteAt(mbox, later, end);
        Sys.Fsync(mbox);
    }

    /// <summary>The journal is not needed any more, or never was.</summary>
    public void Dispose()
    {
        if (fd < 0)
            return;
        Sys.CloseQuietly(fd);
        fd = -1;
        Sys.TryUnlink(journal);
    }
}
