namespace MailSuite.Store.Maildir;

/// <summary>A Maildir++ tree: INBOX in the root, the folder A.B in the directory ".A.B" beside cur, new and tmp.</summary>
internal sealed class MaildirStore : MailStore
{
    private const int PrivateDirectory = 0x1C0;   // 0700

    private readonly string root, inbox;
    private readonly SubscriptionFile subscriptions;

    internal MaildirStore(MailLocation where)
    {
        root = where.Root;
        inbox = where.Inbox ?? where.Root;
        subscriptions = new SubscriptionFile($"{root}/subscriptions", Separator, $"{root}/courierimapsubscribed");
    }

    public override char Separator => '.';

    // "INBOX.x" is no child of INBOX here but a folder of that name, as with Dovecot's default namespace.
    private string DirectoryOf(string name) => FolderName.IsInbox(name) ? inbox : $"{root}/.{name}";

    private static bool IsMaildir(string directory) => Sys.TryLstat(directory + "/cur", out var status) == Errno.None && status.IsDirectory;

    private bool IsValid(string name) => FolderName.IsInbox(name) || FolderName.IsValid(name, Separator);

    public override IReadOnlyList<FolderInfo> List()
    {
        var existing = new SortedSet<string>(StringComparer.Ordinal);
        var e = Sys.TryList(root, out var entries);
        if (e is not (Errno.None or Errno.NOENT))
            throw new UnixException(e, root);
        foreach (var entry in entries)
            if (entry.Length > 1 && entry[0] == '.' && IsValid(entry[1..]) && !FolderName.IsInbox(entry[1..]) && IsMaildir($"{root}/{entry}"))
                existing.Add(entry[1..]);
        var all = new SortedSet<string>(existing, StringComparer.Ordinal);
        foreach (var name in existing)
            for (int at = name.LastIndexOf('.'); at > 0; at = name.LastIndexOf('.', at - 1))
                all.Add(name[..at]);
        all.Remove("INBOX");
        var result = new List<FolderInfo> { new("INBOX", true, true, existing.Any(static n => n.StartsWith("INBOX.", StringComparison.Ordinal))) };
        foreach (var name in all)
            result.Add(new FolderInfo(name, existing.Contains(name), true, existing.Any(n => n.Length > name.Length && n[name.Length] == '.' && n.StartsWith(name, StringComparison.Ordinal))));
        return result;
    }

    public override FolderAnswer Find(string name)
    {
        if (!IsValid(name))
            return FolderAnswer.BadName;
        return FolderName.IsInbox(name) || IsMaildir(DirectoryOf(name)) ? FolderAnswer.Done : FolderAnswer.NotFound;
    }

    public override FolderAnswer Open(string name, bool readOnly, out Mailbox? mailbox)
    {
        mailbox = null;
        var answer = Find(name);
        if (answer != FolderAnswer.Done)
            return answer;
        bool isInbox = FolderName.IsInbox(name);
        if (isInbox && !IsMaildir(inbox))
            Make(inbox);
        mailbox = new MaildirMailbox(DirectoryOf(name), root) { Name = isInbox ? "INBOX" : name, ReadOnly = readOnly };
        return FolderAnswer.Done;
    }

    private static void Make(string directory)
    {
        int old = Sys.Umask(0x3F);
        try
        {
            MakeParents(directory);
            foreach (var sub in (ReadOnlySpan<string>)["tmp", "new", "cur"])
                if (Sys.TryMakeDirectory($"{directory}/{sub}", PrivateDirectory) is var e and not (Errno.None or Errno.EXIST))
                    throw new UnixException(e, $"create {directory}/{sub}");
        }
        finally
        {
            Sys.Umask(old);
        }
    }

    private static void MakeParents(string directory)
    {
        for (int at = directory.IndexOf('/', 1); ; at = directory.IndexOf('/', at + 1))
        {
            string part = at < 0 ? directory : directory[..at];
            var e = Sys.TryMakeDirectory(part, PrivateDirectory);
            if (e is not (Errno.None or Errno.EXIST) && (at < 0 || Sys.TryStat(part, out _) != Errno.None))
                throw new UnixException(e, "create " + part);
            if (at < 0)
                return;
        }
    }

    public override FolderAnswer Create(string name)
    {
        name = name.TrimEnd(Separator);   // "A." announces folders below A, which need no preparation here
        if (!IsValid(name))
            return FolderAnswer.BadName;
        if (FolderName.IsInbox(name) || IsMaildir(DirectoryOf(name)))
            return FolderAnswer.Exists;
        if (!IsMaildir(inbox))
            Make(inbox);
        Make(DirectoryOf(name));
        var e = Sys.TryOpen($"{DirectoryOf(name)}/maildirfolder", Sys.WrOnly | Sys.Creat | Sys.NoFollow, 0x180, out int fd);
        Sys.CloseQuietly(fd);
        if (e != Errno.None)
            throw new UnixException(e, $"create {DirectoryOf(name)}/maildirfolder");
        // A UIDVALIDITY of its own from the start: after DELETE and CREATE in one second clients must see another.
        using var box = new MaildirMailbox(DirectoryOf(name), root) { Name = name, ReadOnly = false };
        using var held = box.Uids.Lock();
        box.Uids.Refresh();
        box.Uids.Assign([], () => UidValidityFile.Next(root, box.Clock), static _ => true, durable: true);
        return FolderAnswer.Done;
    }

    public override FolderAnswer Delete(string name)
    {
        if (FolderName.IsInbox(name))
            return FolderAnswer.Refused;
        var found = Find(name);
        if (found != FolderAnswer.Done)
            return found;
        // One rename makes it vanish as a whole; the name cannot be that of a folder, and what is left of it after a crash is removed next time.
        string doomed = $"{root}/..DOVECOT-TRASHED";
        string own = $"{doomed}.{Sys.ProcessId}.{Clock.System.UnixMicros}";
        if (Sys.TryRename(DirectoryOf(name), own) is var e and not Errno.None)
            return e == Errno.NOENT ? FolderAnswer.NotFound : throw new UnixException(e, $"remove {DirectoryOf(name)}");
        RemoveTree(own, depth: 0);
        return FolderAnswer.Done;
    }

    private static void RemoveTree(string directory, int depth)
    {
        foreach (var name in Sys.List(directory))
        {
            string path = $"{directory}/{name}";
            if (Sys.TryUnlink(path) is Errno.ISDIR or Errno.PERM && depth < 8)
                RemoveTree(path, depth + 1);
        }
        Sys.TryRemoveDirectory(directory);
    }

    public override FolderAnswer Rename(string from, string to)
    {
        to = to.TrimEnd(Separator);
        if (!IsValid(from) || !IsValid(to))
            return FolderAnswer.BadName;
        if (FolderName.IsInbox(to) || IsMaildir(DirectoryOf(to)))
            return FolderAnswer.Exists;
        if (FolderName.IsInbox(from))
            return RenameInbox(to);
        var below = List().Where(f => f.Exists && (f.Name == from || f.Name.StartsWith(from + Separator, StringComparison.Ordinal))).Select(static f => f.Name).ToList();
        if (below.Count == 0)
            return FolderAnswer.NotFound;
        if (to.StartsWith(from + Separator, StringComparison.Ordinal))
            return FolderAnswer.Refused;
        foreach (var name in below)
            if (!IsValid(to + name[from.Length..]))
                return FolderAnswer.BadName;
            else if (IsMaildir(DirectoryOf(to + name[from.Length..])))
                return FolderAnswer.Exists;
        foreach (var name in below)
            Sys.Rename(DirectoryOf(name), DirectoryOf(to + name[from.Length..]));
        return FolderAnswer.Done;
    }

    private FolderAnswer RenameInbox(string to)
    {
        var made = Create(to);
        if (made != FolderAnswer.Done)
            return made;
        Open("INBOX", false, out var source);
        Open(to, false, out var target);
        using (source)
        using (target)
        {
            source!.Sync();
            using (var batch = target!.BeginSave())
            {
                foreach (var m in source.Messages)
                    batch.Copy(source, m);
                batch.Commit();
            }
            source.Expunge(source.Messages);
        }
        return FolderAnswer.Done;
    }

    public override IReadOnlyList<string> Subscriptions() => subscriptions.Read();

    public override FolderAnswer Subscribe(string name, bool on)
    {
        if (!IsValid(name))
            return FolderAnswer.BadName;
        if (!IsMaildir(inbox))
            Make(inbox);
        subscriptions.Set(FolderName.IsInbox(name) ? "INBOX" : name, on);
        return FolderAnswer.Done;
    }
}
