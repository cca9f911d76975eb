using System.Globalization;
using System.Text;

namespace MailSuite.Store.Mbox;

/// <summary>A message of an mbox: where it lies may change with every rewriting, which UID it has does not.</summary>
internal sealed class MboxMessage : Message
{
    internal required MboxEntry Entry { get; set; }
}

/// <summary>
/// One mbox file. UIDs, flags and keywords live in header fields that all mail programs of this world know: X-IMAPbase, X-UID, Status, X-Status, X-Keywords.
/// The file is locked for each look and each change, and not between them; what others did shows by its time and size.
/// </summary>
internal sealed class MboxMailbox : Mailbox
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(60);
    private const int MostKeywords = 60;

    private readonly string path, journal;
    private readonly Clock clock;
    private readonly List<MboxMessage> messages = [];
    private readonly List<string> keywords = [];
    private List<MboxEntry> entries = [];
    private readonly List<Message> expungedByUs = [];
    private (ulong Inode, long Size, long Modified) known;
    private bool hasBase;

    internal MboxMailbox(string path, string journal, Clock? clock = null) => (this.path, this.journal, this.clock) = (path, journal, clock ?? Clock.System);

    internal string Path => path;
    internal Clock Clock => clock;

    public override IReadOnlyList<Message> Messages => messages;
    public override IReadOnlyList<string> KeywordNames => keywords;
    public override int KeywordLimit => MostKeywords;
    public override bool KeepsStreams => false;
    public override IReadOnlyList<string> WatchPaths => [path];

    public override MailboxChanges Sync()
    {
        var changes = MailboxChanges.None;
        var e = Sys.TryStat(path, out var status);
        if (e != Errno.None)
            throw new UnixException(e, path);
        if ((status.Inode, status.Size, status.ModifiedNanos) != known)
        {
            bool mayWrite;
            using (var file = OpenFile(exclusive: false))
                (changes, mayWrite) = (Read(file.Fd), file.MayWrite);
            // Two that hold the lock for reading and want it for writing would wait for each other: it is given back in between.
            if (mayWrite && entries.Count > 0 && (!hasBase || messages.Exists(static m => m.Entry.Uid != m.Uid)))
                using (var file = OpenFile(exclusive: true))
                {
                    changes = Merge(changes, Read(file.Fd));
                    WriteBack(file.Fd, static m => m.Entry.Uid != m.Uid);
                }
        }
        if (expungedByUs.Count == 0)
            return changes;
        changes = changes with { Expunged = [.. changes.Expunged, .. expungedByUs] };
        expungedByUs.Clear();
        return changes;
    }

    private static MailboxChanges Merge(MailboxChanges a, MailboxChanges b) =>
        ReferenceEquals(a, MailboxChanges.None) ? b : new(a.Added + b.Added, [.. a.Flagged, .. b.Flagged], [.. a.Expunged, .. b.Expunged]);

    private sealed class OpenMbox(int fd, MboxLock? held, bool mayWrite) : IDisposable
    {
        internal int Fd => fd;
        internal bool MayWrite => mayWrite;

        public void Dispose()
        {
            held?.Dispose();
            Sys.CloseQuietly(fd);
        }
    }

    // Locked for reading, or for writing; also for reading the file is opened for writing when it can be, to keep UIDs in it.
    private OpenMbox OpenFile(bool exclusive)
    {
        var e = Sys.TryOpen(path, Sys.RdWr | Sys.NoFollow, 0, out int fd);
        bool mayWrite = e == Errno.None;
        if (!exclusive && e is Errno.ACCES or Errno.ROFS)
            fd = Sys.Open(path, Sys.RdOnly | Sys.NoFollow);
        else if (e != Errno.None)
            throw new UnixException(e, path);
        try
        {
            var held = MboxLock.Take(fd, path, exclusive || mayWrite && Sys.TryAccess(journal, 0) == Errno.None, LockTimeout);
            if (mayWrite)
                MboxRewrite.Recover(journal, fd);
            return new OpenMbox(fd, held, mayWrite);
        }
        catch
        {
            Sys.CloseQuietly(fd);
            throw;
        }
    }

    private MailboxChanges Read(int fd)
    {
        var status = Sys.Fstat(fd);
        var now = (status.Inode, status.Size, status.ModifiedNanos);
        if (now == known)
            return MailboxChanges.None;
        entries = new MboxScanner(fd, 0).Run();
        known = now;
        ReadBase();
        AssignUids();
        return Compare();
    }

    private void ReadBase()
    {
        hasBase = false;
        if (entries is not [{ Base: { } text }, ..])
            return;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || !uint.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint validity) || validity == 0
            || !uint.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint last) || last == uint.MaxValue)
            return;
        if (UidValidity != 0 && validity != UidValidity)
            Log.Warning($"{path}: UIDVALIDITY changed from {UidValidity} to {validity} while the mailbox was open");
        (UidValidity, hasBase) = (validity, true);
        // The pseudo message is not ours to write: the messages themselves say how far UIDs have come.
        if (entries[0].IsInternalData)
            last = Math.Max(last, entries.Max(static e => e.Uid == uint.MaxValue ? 0 : e.Uid));
        UidNext = Math.Max(UidNext, last + 1);
    }

    // UIDs grow through the file. From the first message on that has none, or one that cannot be, the rest gets new ones.
    private void AssignUids()
    {
        if (UidValidity == 0)
            UidValidity = (uint)Math.Clamp(clock.UnixSeconds, 1, uint.MaxValue - 1);
        uint last = 0;
        bool none = false;
        foreach (var e in entries)
        {
            if (e.IsInternalData)
                continue;
            if (!hasBase || none || e.Uid <= last || e.Uid >= UidNext)
                e.Uid = 0;
            none = e.Uid == 0;
            last = Math.Max(last, e.Uid);
        }
    }

    private MailboxChanges Compare()
    {
        var old = messages.ToDictionary(static m => m.Uid);
        var ours = entries.FindAll(static e => !e.IsInternalData);
        // A message that was given a UID which could not be written down (a read-only file) keeps it by its place.
        uint lastOld = messages.Count > 0 ? messages[^1].Uid : 0;
        var result = new List<MboxMessage>(ours.Count);
        var flagged = new List<Message>();
        int added = 0, unwritten = 0;
        uint last = 0;
        var unwrittenBefore = messages.FindAll(static m => m.Entry.Uid == 0);
        foreach (var e in ours)
        {
            MboxMessage? m = null;
            if (e.Uid != 0)
                old.Remove(e.Uid, out m);
            else if (unwritten < unwrittenBefore.Count && old.Remove(unwrittenBefore[unwritten].Uid, out m))
                unwritten++;
            // Two sessions may have thought of the same number for different mail before one of them wrote it down: what does not grow is new.
            if (m != null && m.Uid <= last)
            {
                old[m.Uid] = m;
                m = null;
            }
            ulong bits = Bits(e.Keywords);
            if (m == null)
            {
                m = new MboxMessage { Entry = e, Uid = e.Uid > lastOld && e.Uid > last ? e.Uid : UidNext, Flags = e.Flags, Keywords = bits, Recent = !e.Old };
                UidNext = Math.Max(UidNext, m.Uid + 1);
                added++;
            }
            else
            {
                if (m.Flags != e.Flags || m.Keywords != bits)
                    flagged.Add(m);
                (m.Entry, m.Flags, m.Keywords) = (e, e.Flags, bits);
            }
            result.Add(m);
            last = m.Uid;
        }
        foreach (var gone in old.Values)
            gone.Expunged = true;
        messages.Clear();
        messages.AddRange(result);
        return new MailboxChanges(added, flagged, [.. old.Values.OrderBy(static m => m.Uid)]);
    }

    private ulong Bits(IEnumerable<string> names)
    {
        ulong bits = 0;
        foreach (var name in names)
        {
            int at = keywords.FindIndex(k => Bytes.Same(k, name));
            if (at < 0 && keywords.Count < MostKeywords)
            {
                at = keywords.Count;
                keywords.Add(name);
            }
            if (at >= 0)
                bits |= 1UL << at;
        }
        return bits;
    }

    public override ulong KeywordBits(IEnumerable<string> names, bool create) =>
        Bits(names.Where(n => keywords.Exists(k => Bytes.Same(k, n)) || create && !ReadOnly && Maildir.KeywordFile.IsKeyword(n)));

    public override long SizeOf(Message message) => ((MboxMessage)message).Entry.Size;

    public override long ReceivedAt(Message message) => ((MboxMessage)message).Entry.Received;

    public override MessageStream? Open(Message message)
    {
        var m = (MboxMessage)message;
        // Under the lock, and a message of usual size is read at once: afterwards others may move it.
        using var file = OpenFile(exclusive: false);
        Keep(Read(file.Fd));
        if (m.Expunged)
            return null;
        var ranges = new List<FileRange>();
        long at = m.Entry.HeaderStart;
        foreach (var hidden in m.Entry.Hidden)
        {
            if (hidden.Offset > at)
                ranges.Add(new FileRange(at, hidden.Offset - at));
            at = hidden.Offset + hidden.Length;
        }
        if (m.Entry.End > at)
            ranges.Add(new FileRange(at, m.Entry.End - at));
        return new MessageStream(Sys.Open(path, Sys.RdOnly | Sys.NoFollow), [.. ranges], m.Entry.Size);
    }

    // A look in the middle of a command: what it found is told by the next sync.
    private void Keep(MailboxChanges changes) => expungedByUs.AddRange(changes.Expunged);

    public override void SetFlags(IReadOnlyList<Message> list, FlagChange change, MessageFlags flags, ulong bits)
    {
        if (ReadOnly || list.Count == 0)
            return;
        using var file = OpenFile(exclusive: true);
        Keep(Read(file.Fd));
        var changed = new HashSet<Message>();
        foreach (MboxMessage m in list)
            if (!m.Expunged && m.Apply(change, flags, bits, out var newFlags, out ulong newBits))
            {
                (m.Flags, m.Keywords) = (newFlags, newBits);
                changed.Add(m);
            }
        if (changed.Count > 0)
            WriteBack(file.Fd, changed.Contains);
    }

    public override void Expunge(IReadOnlyList<Message> list)
    {
        using var file = OpenFile(exclusive: true);
        Keep(Read(file.Fd));
        var doomed = list.Where(static m => !m.Expunged).Cast<MboxMessage>().ToHashSet();
        if (doomed.Count == 0)
            return;
        long from = doomed.Min(static m => m.Entry.Start);
        foreach (var m in doomed)
            m.Expunged = true;
        messages.RemoveAll(static m => m.Expunged);
        RewriteFrom(file.Fd, from, doomed.Select(static m => m.Entry).ToHashSet());
        expungedByUs.AddRange(doomed.OrderBy(static m => m.Uid));
    }

    // Writes the state of messages into their headers: in place where it fits, else by rewriting from the first of them on.
    private void WriteBack(int fd, Func<MboxMessage, bool> which)
    {
        long rewriteFrom = hasBase ? long.MaxValue : 0;
        foreach (var m in messages)
            if (which(m) && m.Entry.Start < rewriteFrom && !TryInPlace(fd, m))
                rewriteFrom = m.Entry.Start;
        if (rewriteFrom != long.MaxValue)
        {
            RewriteFrom(fd, rewriteFrom, []);
            return;
        }
        Sys.Fsync(fd);
        var status = Sys.Fstat(fd);
        known = (status.Inode, status.Size, status.ModifiedNanos);
    }

    private bool TryInPlace(int fd, MboxMessage m)
    {
        var meta = m.Entry.Meta;
        if (meta.Count == 0 || m.Entry.Uid != m.Uid)
            return false;
        long start = meta[0].Offset, end = start;
        foreach (var range in meta)
        {
            if (range.Offset != end)
                return false;
            end += range.Length;
        }
        if (MetaOf(m, end - start) is not { } text)
            return false;
        Sys.WriteAt(fd, text, start);
        m.Entry.Hidden.RemoveAll(meta.Contains);
        meta.Clear();
        meta.Add(new FileRange(start, end - start));
        m.Entry.Hidden.Add(meta[0]);
        m.Entry.Hidden.Sort(static (a, b) => a.Offset.CompareTo(b.Offset));
        return true;
    }

    // The lines that keep a message's state, as long as asked (null: that is too short), or with room to grow (-1).
    private byte[]? MetaOf(MboxMessage m, long length = -1)
    {
        var text = new StringBuilder();
        if (entries.Count > 0 && ReferenceEquals(m.Entry, entries[0]))
            text.Append(BaseLine());
        text.Append(CultureInfo.InvariantCulture, $"X-UID: {m.Uid}\n");
        text.Append("Status: ").Append((m.Flags & MessageFlags.Seen) != 0 ? "RO\n" : "O\n");
        text.Append("X-Status: ").Append((m.Flags & MessageFlags.Answered) != 0 ? "A" : "").Append((m.Flags & MessageFlags.Flagged) != 0 ? "F" : "")
            .Append((m.Flags & MessageFlags.Draft) != 0 ? "T" : "").Append((m.Flags & MessageFlags.Deleted) != 0 ? "D" : "").Append('\n');
        text.Append("X-Keywords: ").AppendJoin(' ', KeywordsOf(m));
        int size = Bytes.Count(text.ToString()) + 1;
        if (length >= 0 && size > length)
            return null;
        text.Append(' ', length >= 0 ? (int)(length - size) : 20).Append('\n');
        return Bytes.Of(text.ToString());
    }

    private string BaseLine()
    {
        var names = string.Join(' ', keywords);
        return string.Create(CultureInfo.InvariantCulture, $"X-IMAPbase: {UidValidity} {UidNext - 1:D10}{(names.Length > 0 ? " " : "")}{names}\n");
    }

    private void RewriteFrom(int fd, long from, HashSet<MboxEntry> without)
    {
        // Only what was read can be written again: anything else in the file would be lost.
        if (Sys.Fstat(fd).Size != known.Size)
            throw new InvalidOperationException($"{path}: rewriting a mailbox that was not read to its end");
        var byEntry = messages.ToDictionary(static m => m.Entry);
        // A message without its UID on paper would take the UIDs of all behind it.
        foreach (var m in messages)
            if (m.Entry.Uid != m.Uid)
                from = Math.Min(from, m.Entry.Start);
        // Who reads a UID above the last one that the base names takes it for forged: the base is written before the UIDs.
        if (from > entries[0].Start && messages.Exists(static m => m.Entry.Uid != m.Uid) && !(byEntry.TryGetValue(entries[0], out var head) && TryInPlace(fd, head)))
            from = entries[0].Start;
        var first = entries.Find(e => !without.Contains(e));
        // The base stands in the first message: if that goes, the next one needs it.
        if (entries.Count > 0 && !ReferenceEquals(first, entries[0]))
            entries.RemoveRange(0, first == null ? entries.Count : entries.IndexOf(first));
        using var rewrite = new MboxRewrite(journal);
        foreach (var e in entries)
            if (e.Start >= from && !without.Contains(e))
                WriteEntry(rewrite, fd, e, byEntry.GetValueOrDefault(e));
        rewrite.Apply(fd, from);
        known = default;
        var before = messages.ToList();
        Read(fd);
        // Only places have changed; what the caller knows of changes stays as it is.
        for (int i = 0; i < before.Count && i < messages.Count; i++)
            if (!ReferenceEquals(before[i], messages[i]))
                throw new InvalidOperationException($"{path}: messages changed by rewriting");
    }

    private void WriteEntry(MboxRewrite to, int fd, MboxEntry e, MboxMessage? m)
    {
        if (m == null)
        {
            to.Copy(fd, e.Start, e.Next - e.Start);
            return;
        }
        long at = e.Start, headerEnd = EndOfFields(fd, e);
        foreach (var meta in e.Meta)
        {
            to.Copy(fd, at, meta.Offset - at);
            at = meta.Offset + meta.Length;
        }
        to.Copy(fd, at, headerEnd - at);
        if (!EndsInNewline(fd, headerEnd))
            to.Write("\n"u8);
        to.Write(MetaOf(m)!);
        to.Write("\n"u8);
        to.Copy(fd, e.BodyStart, e.End - e.BodyStart);
        if (e.End > e.BodyStart && !EndsInNewline(fd, e.End))
            to.Write("\n"u8);
        to.Write("\n"u8);
        // What the message keeps of itself is compared with what is read back.
        (e.Uid, e.Old) = (m.Uid, true);
    }

    // Where the header's last field ends: before its empty line, or where a message without a body ends.
    private static long EndOfFields(int fd, MboxEntry e)
    {
        Span<byte> end = stackalloc byte[2];
        if (e.BodyStart - 2 >= e.HeaderStart && Sys.ReadAt(fd, end, e.BodyStart - 2) == 2 && end[1] == '\n')
            return end[0] == '\r' && e.BodyStart - 2 >= e.HeaderStart ? e.BodyStart - 2 : end[0] == '\n' ? e.BodyStart - 1 : e.BodyStart;
        return e.BodyStart - 1 == e.HeaderStart ? e.HeaderStart : e.BodyStart;
    }

    private static bool EndsInNewline(int fd, long end)
    {
        Span<byte> last = stackalloc byte[1];
        return Sys.ReadAt(fd, last, end - 1) == 1 && last[0] == '\n';
    }

    /// <summary>Appends messages under the lock: all of them, or the file is as it was.</summary>
    internal IReadOnlyList<uint> AppendAll(IReadOnlyList<MboxSave.Item> items, int source)
    {
        using var file = OpenFile(exclusive: true);
        Keep(Read(file.Fd));
        // Those before get their UIDs first, on paper too: UIDs grow through the file.
        if (messages.Count > 0 && (!hasBase || messages.Exists(static m => m.Entry.Uid != m.Uid)))
            WriteBack(file.Fd, static m => m.Entry.Uid != m.Uid);
        long size = Sys.Fstat(file.Fd).Size;
        var uids = new List<uint>();
        try
        {
            Sys.SeekTo(file.Fd, size);
            if (size > 0 && !EndsInNewline(file.Fd, size))
                Sys.Write(file.Fd, "\n"u8);
            bool first = entries.Count == 0;
            foreach (var item in items)
            {
                uids.Add(UidNext++);
                ulong bits = Bits(item.Keywords);
                var m = new MboxMessage { Entry = new MboxEntry(), Uid = uids[^1], Flags = item.Flags, Keywords = bits };
                Sys.Write(file.Fd, Bytes.Of(FromLine.Make("MAILER-DAEMON", item.Received)));
                CopyBytes(source, item.Start, item.HeaderEnd, file.Fd);
                if (first)
                    Sys.Write(file.Fd, Bytes.Of(string.Create(CultureInfo.InvariantCulture, $"X-IMAPbase: {UidValidity} {UidNext - 2 + (uint)items.Count:D10}\n")));
                first = false;
                Sys.Write(file.Fd, MetaOf(m)!);
                Sys.Write(file.Fd, "\n"u8);
                CopyBytes(source, item.HeaderEnd, item.End, file.Fd);
                Sys.Write(file.Fd, "\n"u8);
            }
            Sys.Fsync(file.Fd);
        }
        catch (UnixException)
        {
            Sys.Truncate(file.Fd, size);
            throw;
        }
        // What was appended must be known before anything is written over.
        bool hadBase = hasBase;
        Keep(Read(file.Fd));
        if (hadBase)
            UpdateBase(file.Fd);
        return uids;
    }

    // The last UID stands in ten digits, so that it can be written over.
    private void UpdateBase(int fd)
    {
        if (entries is not [{ IsInternalData: false } e, ..] || messages.Find(m => ReferenceEquals(m.Entry, e)) is not { } m || !TryInPlace(fd, m))
            RewriteFrom(fd, 0, []);
    }

    private static void CopyBytes(int from, long start, long end, int to)
    {
        var piece = new byte[65536];
        for (int n; start < end; start += n)
        {
            n = Sys.ReadAt(from, piece.AsSpan(0, (int)Math.Min(end - start, piece.Length)), start);
            if (n == 0)
                throw new UnixException(Errno.IO, "temporary file is too short");
            Sys.Write(to, piece.AsSpan(0, n));
        }
    }

    public override SaveBatch BeginSave() => new MboxSave(this, journal + ".save");
}
