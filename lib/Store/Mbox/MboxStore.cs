namespace MailSuite.Store.Mbox;

/// <summary>A directory of mbox files, with INBOX among them or in the mail spool. A file has nothing below it; a directory is no mailbox.</summary>
internal sealed class MboxStore : MailStore
{
    private const int DepthLimit = 16;

    private readonly string root, inbox;
    private readonly SubscriptionFile subscriptions;

    internal MboxStore(MailLocation where)
    {
        // "mbox:/var/mail/user" names the one mailbox itself.
        bool isFile = where.Inbox == null && Sys.TryStat(where.Root, out var status) == Errno.None && status.IsRegular;
        inbox = where.Inbox ?? (isFile ? where.Root : where.Root + "/inbox");
        root = isFile ? where.Root[..where.Root.LastIndexOf('/')] + "/.mail" : where.Root;
        subscriptions = new SubscriptionFile(root + "/.subscriptions", Separator);
    }

    public override char Separator => '/';

    private string PathOf(string name) => FolderName.IsInbox(name) ? inbox : $"{root}/{name}";

    private bool IsValid(string name) =>
        FolderName.IsInbox(name) || FolderName.IsValid(name, Separator) && !Array.Exists(name.Split(Separator), static p => p[0] == '.' || p.EndsWith(".lock", StringComparison.Ordinal));

    private string Journal(string name)
    {
        MakeDirectory(root);
        MakeDirectory(root + "/.imap");
        return $"{root}/.imap/{name.Replace('/', '\\')}.journal";
    }

    private static void MakeDirectory(string path)
    {
        var e = Sys.TryMakeDirectory(path, 0x1C0);
        if (e is not (Errno.None or Errno.EXIST))
            throw new UnixException(e, "create " + path);
    }

    public override IReadOnlyList<FolderInfo> List()
    {
        var found = new List<FolderInfo> { new("INBOX", true, false, false) };
        var names = new List<FolderInfo>();
        ListDirectory(root, "", names, 0);
        found.AddRange(names.Where(n => !FolderName.IsInbox(n.Name) && PathOf(n.Name) != inbox).OrderBy(static n => n.Name, StringComparer.Ordinal));
        return found;
    }

    private void ListDirectory(string directory, string prefix, List<FolderInfo> to, int depth)
    {
        if (depth > DepthLimit || Sys.TryList(directory, out var entries) != Errno.None)
            return;
        foreach (var entry in entries)
        {
            if (!IsValid(prefix + entry) || Sys.TryLstat($"{directory}/{entry}", out var status) != Errno.None)
                continue;
            if (status.IsRegular)
                to.Add(new FolderInfo(prefix + entry, true, false, false));
            else if (status.IsDirectory)
            {
                int before = to.Count;
                to.Add(default);
                ListDirectory($"{directory}/{entry}", prefix + entry + "/", to, depth + 1);
                to[before] = new FolderInfo(prefix + entry, false, true, to.Count > before + 1);
            }
        }
    }

    public override FolderAnswer Find(string name)
    {
        if (!IsValid(name))
            return FolderAnswer.BadName;
        if (FolderName.IsInbox(name))
            return FolderAnswer.Done;
        return Sys.TryLstat(PathOf(name), out var status) != Errno.None ? FolderAnswer.NotFound : status.IsRegular ? FolderAnswer.Done : FolderAnswer.Refused;
    }

    public override FolderAnswer Open(string name, bool readOnly, out Mailbox? mailbox)
    {
        mailbox = null;
        var answer = Find(name);
        if (answer != FolderAnswer.Done)
            return answer;
        bool isInbox = FolderName.IsInbox(name);
        if (isInbox && Sys.TryStat(inbox, out _) == Errno.NOENT)
        {
            if (inbox.StartsWith(root + "/", StringComparison.Ordinal))
                MakeDirectory(root);
            var e = Sys.TryOpen(inbox, Sys.WrOnly | Sys.Creat | Sys.NoFollow, 0x180, out int fd);
            Sys.CloseQuietly(fd);
            if (e != Errno.None)
                throw new UnixException(e, "create " + inbox);
        }
        mailbox = new MboxMailbox(PathOf(name), Journal(isInbox ? "INBOX" : name)) { Name = isInbox ? "INBOX" : name, ReadOnly = readOnly };
        return FolderAnswer.Done;
    }

    public override FolderAnswer Create(string name)
    {
        bool directory = name.EndsWith(Separator);
        name = name.TrimEnd(Separator);
        if (!IsValid(name))
            return FolderAnswer.BadName;
        if (FolderName.IsInbox(name) || Sys.TryLstat(PathOf(name), out _) == Errno.None)
            return FolderAnswer.Exists;
        MakeDirectory(root);
        for (int at = name.IndexOf('/'); at > 0; at = name.IndexOf('/', at + 1))
            if (Sys.TryLstat($"{root}/{name[..at]}", out var status) != Errno.None)
                MakeDirectory($"{root}/{name[..at]}");
            else if (!status.IsDirectory)
                return FolderAnswer.Refused;
        if (directory)
        {
            MakeDirectory(PathOf(name));
            return FolderAnswer.Done;
        }
        int fd = Sys.Open(PathOf(name), Sys.WrOnly | Sys.Creat | Sys.Excl | Sys.NoFollow, 0x180);
        Sys.Close(fd);
        return FolderAnswer.Done;
    }

    public override FolderAnswer Delete(string name)
    {
        if (FolderName.IsInbox(name))
            return FolderAnswer.Refused;
        if (!IsValid(name))
            return FolderAnswer.BadName;
        var e = Sys.TryUnlink(PathOf(name));
        if (e is Errno.ISDIR or Errno.PERM)
            e = Sys.TryRemoveDirectory(PathOf(name));
        return e switch
        {
            Errno.None => FolderAnswer.Done,
            Errno.NOENT or Errno.NOTDIR => FolderAnswer.NotFound,
            Errno.NOTEMPTY => FolderAnswer.Refused,
            _ => throw new UnixException(e, "remove " + PathOf(name)),
        };
    }

    public override FolderAnswer Rename(string from, string to)
    {
        to = to.TrimEnd(Separator);
        if (!IsValid(from) || !IsValid(to))
            return FolderAnswer.BadName;
        if (FolderName.IsInbox(to) || Sys.TryLstat(PathOf(to), out _) == Errno.None)
            return FolderAnswer.Exists;
        if (FolderName.IsInbox(from))
            return FolderAnswer.Refused;
        if (Sys.TryLstat(PathOf(from), out _) != Errno.None)
            return FolderAnswer.NotFound;
        if (to.StartsWith(from + Separator, StringComparison.Ordinal))
            return FolderAnswer.Refused;
        for (int at = to.IndexOf('/'); at > 0; at = to.IndexOf('/', at + 1))
            MakeDirectory($"{root}/{to[..at]}");
        var e = Sys.TryRename(PathOf(from), PathOf(to));
        return e == Errno.None ? FolderAnswer.Done : e is Errno.NOTDIR ? FolderAnswer.Refused : throw new UnixException(e, $"rename {PathOf(from)}");
    }

    public override IReadOnlyList<string> Subscriptions() => subscriptions.Read();

    public override FolderAnswer Subscribe(string name, bool on)
    {
        if (!IsValid(name))
            return FolderAnswer.BadName;
        MakeDirectory(root);
        subscriptions.Set(FolderName.IsInbox(name) ? "INBOX" : name, on);
        return FolderAnswer.Done;
    }
}
