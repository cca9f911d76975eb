namespace MailSuite.Store.Maildir;

/// <summary>A message in a Maildir: a file whose base name is its identity and whose letters are its flags.</summary>
internal sealed class MaildirMessage : Message
{
    internal required string BaseName { get; init; }
    internal required string FileName { get; set; }
    internal bool InNew { get; set; }
    internal string UnknownLetters { get; set; } = "";
    internal int Scan { get; set; }
    internal long Size { get; set; } = -1;       // with CRLF; -1 not known yet
    internal long Received { get; set; } = -1;
    internal string Place => InNew ? "new" : "cur";
}

/// <summary>
/// One Maildir. Nothing is locked for reading or for flags: a flag change is a rename, and a file that is not where it was is looked for by its base name.
/// Only giving out UIDs takes the lock of dovecot-uidlist. A directory is read only when its modification time has moved.
/// </summary>
internal sealed class MaildirMailbox : Mailbox
{
    private const long RacyNanos = 1_000_000_000;

    private readonly string directory, root;
    private readonly Clock clock;
    private readonly UidList uids;
    private readonly KeywordFile keywords;
    private readonly List<MaildirMessage> messages = [];
    private readonly Dictionary<string, MaildirMessage> byName = new(StringComparer.Ordinal);
    private readonly List<Message> expungedByUs = [];
    private long curTime = -1, newTime = -1;
    private bool rescanSoon, warnedOfSize;
    private int scan;

    internal MaildirMailbox(string directory, string root, Clock? clock = null)
    {
        this.directory = directory;
        this.root = root;
        this.clock = clock ?? Clock.System;
        uids = new UidList(directory);
        keywords = new KeywordFile(directory);
    }

    internal string Directory => directory;
    internal string Root => root;
    internal UidList Uids => uids;
    internal KeywordFile KeywordFile => keywords;
    internal Clock Clock => clock;

    public override IReadOnlyList<Message> Messages => messages;
    public override IReadOnlyList<string> KeywordNames => keywords.Names;
    public override int KeywordLimit => KeywordFile.Limit;
    public override IReadOnlyList<string> WatchPaths => [$"{directory}/new", $"{directory}/cur"];

    internal string PathOf(MaildirMessage m) => $"{directory}/{m.Place}/{m.FileName}";

    public override MailboxChanges Sync()
    {
        bool uidsChanged = uids.Refresh();
        keywords.Refresh();
        long curNow = TimeOf("cur"), newNow = TimeOf("new");
        bool curChanged = curNow != curTime || rescanSoon && clock.UnixMicros * 1000 - Math.Max(curTime, newTime) > RacyNanos;
        MailboxChanges changes = MailboxChanges.None;
        if (curChanged || newNow != newTime || uidsChanged && uids.UidValidity != UidValidity)
            changes = new MaildirScan(this).Run(all: curChanged);
        UidNext = Math.Max(UidNext, uids.NextUid);
        if (expungedByUs.Count == 0)
            return changes;
        foreach (MaildirMessage m in expungedByUs)
            byName.Remove(m.BaseName);
        messages.RemoveAll(static m => m.Expunged);
        changes = changes with { Expunged = [.. changes.Expunged, .. expungedByUs] };
        expungedByUs.Clear();
        return changes;
    }

    private long TimeOf(string sub) => Sys.TryStat($"{directory}/{sub}", out var status) is var e && e == Errno.None ? status.ModifiedNanos : throw new UnixException(e, $"{directory}/{sub}");

    /// <summary>One look at the directories and what follows from it.</summary>
    private sealed class MaildirScan(MaildirMailbox box)
    {
        private readonly List<(string Base, string Name, bool InNew, bool Recent)> strangers = [];
        private readonly HashSet<string> strangerNames = new(StringComparer.Ordinal);
        private readonly List<Message> flagged = [], expunged = [];

        internal MailboxChanges Run(bool all)
        {
            Look(all);
            if (strangers.Exists(s => !box.uids.TryGet(s.Base, out var line) || line.Uid <= box.LastUid))
                GiveUids(all);
            else
                Admit(strangers);
            int added = box.lastAdded;
            box.lastAdded = 0;
            box.UidValidity = box.uids.UidValidity != 0 ? box.uids.UidValidity : box.UidValidity;
            return added == 0 && flagged.Count == 0 && expunged.Count == 0 ? MailboxChanges.None : new MailboxChanges(added, flagged, expunged);
        }

        // new/ first: what somebody moves from there to cur/ meanwhile is then found in cur/.
        private void Look(bool all)
        {
            strangers.Clear();
            strangerNames.Clear();
            int turn = ++box.scan;
            box.newTime = box.TimeOf("new");
            foreach (var name in Sys.List($"{box.directory}/new"))
                if (name[0] != '.')
                    Take(name, inNew: true);
            long newAfter = box.ReadOnly ? box.newTime : box.TimeOf("new");
            // Our own moves out of new/ are no news, but something may have come in between: look again a second later.
            box.rescanSoon = newAfter != box.newTime;
            box.newTime = newAfter;
            if (all)
            {
                box.curTime = box.TimeOf("cur");
                foreach (var name in Sys.List($"{box.directory}/cur"))
                    if (name[0] != '.')
                        Found(name, inNew: false, recent: false);
                Missing(turn);
            }
            else if (strangers.Count > 0)
            {
                box.curTime = box.TimeOf("cur");
                box.rescanSoon = true;
            }
            box.rescanSoon |= box.clock.UnixMicros * 1000 - Math.Max(box.curTime, box.newTime) < RacyNanos;
        }

        private void Take(string name, bool inNew)
        {
            if (box.ReadOnly)
            {
                Found(name, inNew, recent: true);
                return;
            }
            string target = name.Contains(":2,", StringComparison.Ordinal) ? name : MaildirName.BaseOf(name) + ":2,";
            var e = Sys.TryRename($"{box.directory}/new/{name}", $"{box.directory}/cur/{target}");
            if (e == Errno.None)
                Found(target, inNew: false, recent: true);
            else if (e is Errno.ACCES or Errno.ROFS or Errno.PERM)
                Found(name, inNew, recent: true);
            else if (e != Errno.NOENT)
                throw new UnixException(e, $"rename {box.directory}/new/{name}");
        }

        private void Found(string name, bool inNew, bool recent)
        {
            string baseName = MaildirName.BaseOf(name);
            if (!box.byName.TryGetValue(baseName, out var m))
            {
                // What we have just moved from new/ is seen again in cur/: still one message, one UID.
                if (strangerNames.Add(baseName))
                    strangers.Add((baseName, name, inNew, recent));
                return;
            }
            if (m.Expunged)
                return;
            if (m.Scan == box.scan && m.FileName != name && box.IsDouble(m, name, inNew))
            {
                // Two files of one base name are two messages (a careless copy): the second gets a name of its own.
                if (!box.ReadOnly)
                    Sys.TryRename($"{box.directory}/{(inNew ? "new" : "cur")}/{name}", $"{box.directory}/cur/{MaildirName.Unique(box.clock)}{name[baseName.Length..]}");
                box.rescanSoon = true;
                return;
            }
            m.Scan = box.scan;
            if (m.FileName == name && m.InNew == inNew)
                return;
            (m.FileName, m.InNew) = (name, inNew);
            var (flags, letters, unknown) = MaildirName.Read(name);
            m.UnknownLetters = unknown;
            if (flags != m.Flags || letters != m.Keywords)
            {
                (m.Flags, m.Keywords) = (flags, letters);
                flagged.Add(m);
            }
        }

        // A file that is renamed while the directory is read may be skipped by readdir: only what two looks miss is gone.
        private void Missing(int turn)
        {
            if (!box.messages.Exists(m => m.Scan != turn && !m.Expunged))
                return;
            foreach (var sub in (ReadOnlySpan<string>)["new", "cur"])
                foreach (var name in Sys.List($"{box.directory}/{sub}"))
                    if (box.byName.TryGetValue(MaildirName.BaseOf(name), out var m) && m.Scan != turn)
                        Found(name, sub == "new", recent: false);
            foreach (var m in box.messages)
                if (m.Scan != turn && !m.Expunged)
                {
                    m.Expunged = true;
                    expunged.Add(m);
                    box.byName.Remove(m.BaseName);
                }
            if (expunged.Count > 0)
                box.messages.RemoveAll(static m => m.Expunged);
        }

        private void GiveUids(bool all)
        {
            DotLock held;
            try
            {
                held = box.uids.Lock();
            }
            catch (UnixException e) when (e.Errno is Errno.ACCES or Errno.ROFS or Errno.PERM)
            {
                GiveUidsForThisSession();
                return;
            }
            using (held)
            {
                // Somebody may have given UIDs to files that came after our look; ours must not be told before theirs.
                if (box.uids.Refresh())
                {
                    var before = strangers.Where(static s => s.Recent).Select(static s => s.Base).ToHashSet(StringComparer.Ordinal);
                    Look(all: true);
                    for (int i = 0; i < strangers.Count; i++)
                        if (before.Contains(strangers[i].Base))
                            strangers[i] = strangers[i] with { Recent = true };
                }
                var fresh = strangers.Where(s => !box.uids.TryGet(s.Base, out var line) || line.Uid <= box.LastUid).Select(static s => s.Base).ToList();
                fresh.Sort(MaildirName.ByTime);
                // Who gives a message its UID is the first to be told of it.
                var unseen = fresh.ToHashSet(StringComparer.Ordinal);
                for (int i = 0; i < strangers.Count; i++)
                    if (unseen.Contains(strangers[i].Base))
                        strangers[i] = strangers[i] with { Recent = true };
                var present = box.byName.Keys.Concat(strangers.Select(static s => s.Base)).ToHashSet(StringComparer.Ordinal);
                if (fresh.Exists(f => box.uids.TryGet(f, out _)))
                    box.uids.Forget(fresh);   // a file that was away and came back: its old UID was told as expunged
                box.uids.Assign([.. fresh.Select(static f => (f, ""))], () => UidValidityFile.Next(box.root, box.clock), present.Contains, durable: false);
                if (all && box.uids.IsSparse(present.Count))
                    box.uids.Rewrite(present.Contains);
            }
            Admit(strangers);
        }

        // A mailbox that we may only read (a shared or a broken one) still needs numbers.
        private void GiveUidsForThisSession()
        {
            uint next = Math.Max(box.UidNext, box.uids.NextUid);
            strangers.Sort(static (a, b) => MaildirName.ByTime(a.Base, b.Base));
            foreach (var s in strangers)
                box.Admit(s.Base, s.Name, s.InNew, s.Recent, box.uids.TryGet(s.Base, out var line) && line.Uid > box.LastUid ? line.Uid : next++);
            box.UidNext = next;
            box.UidValidity = box.uids.UidValidity != 0 ? box.uids.UidValidity : 1;
        }

        private void Admit(List<(string Base, string Name, bool InNew, bool Recent)> list)
        {
            var numbered = new List<(uint Uid, int At)>(list.Count);
            for (int i = 0; i < list.Count; i++)
                if (box.uids.TryGet(list[i].Base, out var line))
                    numbered.Add((line.Uid, i));
            numbered.Sort();
            foreach (var (uid, at) in numbered)
                box.Admit(list[at].Base, list[at].Name, list[at].InNew, list[at].Recent, uid);
        }
    }

    private int lastAdded;

    internal void KnowUids() => (UidValidity, UidNext) = (uids.UidValidity, Math.Max(UidNext, uids.NextUid));

    internal uint LastUid => messages.Count > 0 ? messages[^1].Uid : 0;

    private void Admit(string baseName, string name, bool inNew, bool recent, uint uid)
    {
        if (byName.ContainsKey(baseName))
            return;
        if (uids.TryGet(baseName, out var line))
            baseName = line.BaseName;   // the same text: keep it once
        var (flags, letters, unknown) = MaildirName.Read(name);
        var m = new MaildirMessage
        {
            BaseName = baseName, FileName = name, InNew = inNew, Recent = recent, Uid = uid, Flags = flags, Keywords = letters, UnknownLetters = unknown, Scan = scan,
            Size = MaildirName.SizeField(baseName, 'W'),
        };
        messages.Add(m);
        byName.Add(baseName, m);
        lastAdded++;
    }

    // readdir may show one file under its old and its new name when it is renamed meanwhile.
    private bool IsDouble(MaildirMessage m, string name, bool inNew) =>
        Sys.TryLstat(PathOf(m), out var one) == Errno.None && Sys.TryLstat($"{directory}/{(inNew ? "new" : "cur")}/{name}", out var two) == Errno.None && one.Inode != two.Inode;

    /// <summary>Does something with a message's file; when it is not where it was, looks for it by its base name once. False: it is gone.</summary>
    private bool WithFile(MaildirMessage m, Func<string, Errno> work)
    {
        for (int attempt = 0; ; attempt++)
        {
            var e = work(PathOf(m));
            if (e == Errno.None)
                return true;
            if (e != Errno.NOENT)
                throw new UnixException(e, PathOf(m));
            if (attempt == 3 || !Relocate(m))
                return false;
        }
    }

    private bool Relocate(MaildirMessage m)
    {
        for (int look = 0; look < 2; look++)
            foreach (var sub in (ReadOnlySpan<string>)["new", "cur"])
                foreach (var name in Sys.List($"{directory}/{sub}"))
                    if (MaildirName.BaseOf(name) == m.BaseName)
                    {
                        (m.FileName, m.InNew) = (name, sub == "new");
                        m.UnknownLetters = MaildirName.Read(name).Unknown;
                        return true;
                    }
        return false;
    }

    public override MessageStream? Open(Message message)
    {
        var m = (MaildirMessage)message;
        int fd = -1;
        if (m.Expunged || !WithFile(m, path => Sys.TryOpen(path, Sys.RdOnly | Sys.NoFollow, 0, out fd)))
            return null;
        var status = Sys.Fstat(fd);
        // A wrong ,W= would break the protocol's counts. A right ,S= is the proof that nobody changed the file since both were written.
        bool trusted = m.Size >= 0 && status.Size == MaildirName.SizeField(m.BaseName, 'S');
        var stream = new MessageStream(fd, [new FileRange(0, status.Size)], trusted ? m.Size : -1);
        if (m.Size >= 0 && m.Size != stream.Length && !warnedOfSize && (warnedOfSize = true))
            Log.Warning($"{PathOf(m)}: size in file name is wrong: {m.Size} instead of {stream.Length}");
        m.Size = stream.Length;
        m.Received = status.ModifiedSeconds;
        return stream;
    }

    public override long SizeOf(Message message)
    {
        var m = (MaildirMessage)message;
        if (m.Size < 0)
            using (Open(m))
                m.Size = Math.Max(m.Size, 0);
        return m.Size;
    }

    public override long ReceivedAt(Message message)
    {
        var m = (MaildirMessage)message;
        if (m.Received < 0)
        {
            FileStatus status = default;
            m.Received = !m.Expunged && WithFile(m, path => Sys.TryLstat(path, out status)) ? status.ModifiedSeconds : Math.Min(MaildirName.TimeOf(m.BaseName), clock.UnixSeconds);
        }
        return m.Received;
    }

    /// <summary>Gives the message's file a second name, in another Maildir of the same file system.</summary>
    internal bool LinkTo(MaildirMessage m, string target, out long size)
    {
        size = 0;
        FileStatus status = default;
        var e = Errno.None;
        if (m.Expunged || !WithFile(m, path => (e = Sys.TryLink(path, target)) is Errno.XDEV or Errno.PERM ? Errno.None : e) || e != Errno.None)
            return false;
        bool known = Sys.TryLstat(target, out status) == Errno.None;
        size = status.Size;
        return known;
    }

    public override string FileNameOf(Message message) => ((MaildirMessage)message).BaseName;

    public override string? KeptUidl(Message message) => uids.TryGet(((MaildirMessage)message).BaseName, out var line) ? line.Extra('P') : null;

    public override ulong KeywordBits(IEnumerable<string> names, bool create)
    {
        ulong bits = 0;
        foreach (var name in names)
        {
            int at = keywords.Names.FindIndex(n => Bytes.Same(n, name));
            if (at < 0 && create && !ReadOnly && KeywordFile.IsKeyword(name))
                using (uids.Lock())
                    at = keywords.Add(name);
            if (at >= 0)
                bits |= 1UL << at;
        }
        return bits;
    }

    public override void SetFlags(IReadOnlyList<Message> list, FlagChange change, MessageFlags flags, ulong bits)
    {
        bool renamed = false;
        ulong nameless = ulong.MaxValue;      // letters without a name in dovecot-keywords mean something to somebody
        for (int i = 0; i < keywords.Names.Count; i++)
            if (keywords.Names[i].Length > 0)
                nameless &= ~(1UL << i);
        foreach (MaildirMessage m in list)
        {
            if (m.Expunged || !m.Apply(change, flags, change == FlagChange.Replace ? bits | m.Keywords & nameless : bits, out var newFlags, out ulong newBits))
                continue;
            string name = "";
            if (!WithFile(m, path => Sys.TryRename(path, $"{directory}/cur/{name = MaildirName.With(m.BaseName, newFlags, (uint)newBits, m.UnknownLetters)}")))
                continue;
            (m.Flags, m.Keywords, m.FileName, m.InNew) = (newFlags, newBits, name, false);
            renamed = true;
        }
        if (renamed)
            OwnChange();
    }

    // What we did ourselves needs no look at the directory; what others did in the same moment will be found a second later.
    private void OwnChange()
    {
        curTime = TimeOf("cur");
        newTime = TimeOf("new");
        rescanSoon = true;
    }

    public override void Expunge(IReadOnlyList<Message> list)
    {
        long bytes = 0;
        int count = 0;
        bool counted = MaildirSize.IsKept(root);
        foreach (MaildirMessage m in list)
        {
            if (m.Expunged)
                continue;
            long size = MaildirName.SizeField(m.BaseName, 'S');
            if (counted && size < 0 && Sys.TryLstat(PathOf(m), out var status) == Errno.None)
                size = status.Size;
            if (WithFile(m, Sys.TryUnlink))
                (bytes, count) = (bytes + Math.Max(size, 0), count + 1);
            m.Expunged = true;
            expungedByUs.Add(m);
        }
        if (count == 0)
            return;
        OwnChange();
        if (counted)
            MaildirSize.Add(root, -bytes, -count);
    }

    public override SaveBatch BeginSave() => new MaildirSave(this);
}
