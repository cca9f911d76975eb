using System.Globalization;
using MailSuite.Protocol.Pop3;
using MailSuite.Store;

namespace MailSuite.Pop3d;

/// <summary>
/// The INBOX as POP3 sees it: messages numbered from 1 as they were at the login, whatever others do meanwhile. What is marked is deleted by
/// <see cref="Update"/> alone. One session at a time holds it.
/// </summary>
internal sealed class Maildrop : IDisposable
{
    private readonly Mailbox mailbox;
    private readonly UidlFormat format;
    private readonly Message[] messages;
    private readonly long[] sizes;
    private readonly bool[] deleted, read;
    private readonly bool marksSeen;
    private readonly int sessionLock;

    private Maildrop(Mailbox mailbox, string user, UidlFormat format, bool marksSeen, int sessionLock)
    {
        (this.mailbox, User, this.format, this.marksSeen, this.sessionLock) = (mailbox, user, format, marksSeen, sessionLock);
        mailbox.Sync();
        messages = [.. mailbox.Messages];
        sizes = new long[messages.Length];
        Array.Fill(sizes, -1);
        deleted = new bool[messages.Length];
        read = new bool[messages.Length];
    }

    /// <summary>Opens a user's INBOX; null when another session holds it. Trouble is an exception.</summary>
    internal static Maildrop? Open(MailConfig config, UidlFormat format, string location, string user, string home)
    {
        var store = MailStore.Open(location, user, home);
        if (store.Open("INBOX", readOnly: false, out var mailbox) != FolderAnswer.Done)
            throw new UnixException(Errno.NOENT, "INBOX");
        int fd = -1;
        try
        {
            fd = Lock(mailbox!, config.Get(Pop3dParams.LockTimeout));
            if (fd == -1)
            {
                mailbox!.Dispose();
                return null;
            }
            return new Maildrop(mailbox!, user, format, config.Get(Pop3dParams.MarkSeen), fd);
        }
        catch
        {
            Sys.CloseQuietly(fd);
            mailbox!.Dispose();
            throw;
        }
    }

    // A Maildir needs no lock for what we do, but two POP3 sessions would fetch the same mail twice (RFC 1939 4): an flock(2) on its directory, which costs
    // no file and cannot stay behind. The files of an mbox have locks of their own. -2: nothing to lock; -1: somebody else has it.
    private static int Lock(Mailbox mailbox, TimeSpan wait)
    {
        if (mailbox.WatchPaths is not [var path, ..] || Sys.TryStat(path, out var status) != Errno.None || !status.IsDirectory)
            return -2;
        int fd = Sys.Open(path, Sys.RdOnly);
        long until = Clock.System.Milliseconds + (long)wait.TotalMilliseconds;
        while (!Sys.Lock(fd, exclusive: true, wait: false))
        {
            if (Clock.System.Milliseconds >= until)
            {
                Sys.CloseQuietly(fd);
                return -1;
            }
            Thread.Sleep(50);
        }
        return fd;
    }

    /// <summary>Whose it is.</summary>
    internal string User { get; }

    /// <summary>Messages at the login, deleted ones included: numbers do not change.</summary>
    internal int Count => messages.Length;

    /// <summary>Messages that are not marked as deleted.</summary>
    internal int Remaining => deleted.Count(static d => !d);

    /// <summary>Their size together.</summary>
    internal long RemainingSize
    {
        get
        {
            long sum = 0;
            for (int n = 1; n <= Count; n++)
                if (!IsDeleted(n))
                    sum += SizeOf(n);
            return sum;
        }
    }

    internal bool IsDeleted(int number) => deleted[number - 1];

    /// <summary>Why a message number cannot be used; null when it can.</summary>
    internal Pop3Reply? Refusal(int number) =>
        number < 1 || number > Count ? Replies.NoSuch(number, Count) : IsDeleted(number) ? Replies.Deleted(number) : null;

    /// <summary>The size with CRLF line ends; 0 when the message has gone meanwhile.</summary>
    internal long SizeOf(int number)
    {
        ref long size = ref sizes[number - 1];
        if (size < 0)
            size = messages[number - 1].Expunged ? 0 : mailbox.SizeOf(messages[number - 1]);
        return size;
    }

    internal string UidlOf(int number)
    {
        var m = messages[number - 1];
        return mailbox.KeptUidl(m) ?? format.Write(m.Uid, mailbox.UidValidity, mailbox.FileNameOf(m)) ?? m.Uid.ToString(CultureInfo.InvariantCulture);
    }

    internal MessageStream? Open(int number) => mailbox.Open(messages[number - 1]);

    internal void WasRead(int number) => read[number - 1] = true;

    internal void Delete(int number) => deleted[number - 1] = true;

    /// <summary>RSET: nothing is marked any more.</summary>
    internal void Reset() => Array.Clear(deleted);

    /// <summary>The UPDATE state: removes what is marked; how many messages that were.</summary>
    internal int Update()
    {
        var seen = messages.Where((m, i) => read[i] && !deleted[i] && marksSeen && (m.Flags & MessageFlags.Seen) == 0).ToList();
        if (seen.Count > 0)
            mailbox.SetFlags(seen, FlagChange.Add, MessageFlags.Seen, 0);
        var gone = messages.Where((_, i) => deleted[i]).ToList();
        if (gone.Count > 0)
            mailbox.Expunge(gone);
        return gone.Count;
    }

    public void Dispose()
    {
        mailbox.Dispose();
        Sys.CloseQuietly(sessionLock);
    }
}
