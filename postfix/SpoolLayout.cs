using MailSuite.Daemon;

namespace MailSuite.Postfix;

/// <summary>The directories of an instance, with owners and modes; and the files that daemons need inside a chroot.</summary>
internal static class SpoolLayout
{
    private enum Owner
    {
        Root,
        Mail,
    }

    /// <summary>
    /// One row per directory below the queue directory. maildrop is writable for everybody, unreadable and sticky: no program of ours is
    /// set-id, and pickup believes only what the kernel says of a file. public can be entered: each daemon asks the kernel who calls.
    /// </summary>
    private static readonly (string Name, Owner Owner, int Mode)[] Directories =
    [
        ("", Owner.Root, 0x1ED),            // 0755
        ("active", Owner.Mail, 0x1C0),      // 0700
        ("bounce", Owner.Mail, 0x1C0),
        ("corrupt", Owner.Mail, 0x1C0),
        ("defer", Owner.Mail, 0x1C0),
        ("deferred", Owner.Mail, 0x1C0),
        ("flush", Owner.Mail, 0x1C0),
        ("hold", Owner.Mail, 0x1C0),
        ("incoming", Owner.Mail, 0x1C0),
        ("maildrop", Owner.Mail, 0x3DB),    // 1733
        ("pid", Owner.Root, 0x1ED),
        ("private", Owner.Mail, 0x1C0),
        ("public", Owner.Mail, 0x1ED),
        ("saved", Owner.Mail, 0x1C0),
        ("trace", Owner.Mail, 0x1C0),
    ];

    private static readonly string[] JailFiles =
        ["etc/hosts", "etc/host.conf", "etc/localtime", "etc/nsswitch.conf", "etc/resolv.conf", "etc/services", "etc/passwd", "etc/group"];

    internal static void Create(Instance instance, bool repair)
    {
        bool root = Sys.EffectiveUid == 0;
        var owner = root ? MailOwner.Of(instance.Config) : new Credentials(Sys.EffectiveUid, Sys.EffectiveGid, []);
        foreach (var (name, who, mode) in Directories)
            Directory($"{instance.QueueDirectory}/{name}".TrimEnd('/'), who == Owner.Mail ? owner.Uid : root ? 0 : owner.Uid, mode, root, repair);
        Directory(instance.Config.Get(GlobalParams.DataDirectory), owner.Uid, 0x1C0, root, repair);
    }

    private static void Directory(string path, int uid, int mode, bool root, bool repair)
    {
        if (Sys.TryStat(path, out var status) == Errno.NOENT)
        {
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (Sys.TryMakeDirectory(path, mode) is var e and not Errno.None)
                throw new FatalException($"create directory {path}: {e.Text()}");
            Mend(path, uid, mode, root);
            return;
        }
        if (!status.IsDirectory)
            throw new FatalException($"{path} is not a directory");
        // A queue taken over from Postfix: its maildrop (0730) and public (0710) are closed to users, because there postdrop is set-gid.
        bool differs = status.Permissions != mode || root && status.Uid != uid;
        if (differs && (repair || path.EndsWith("/maildrop", StringComparison.Ordinal) || path.EndsWith("/public", StringComparison.Ordinal)))
            Mend(path, uid, mode, root);
    }

    private static void Mend(string path, int uid, int mode, bool root)
    {
        if (root)
            Sys.TryChown(path, uid, -1);
        if (Sys.TryChmod(path, mode) is var e and not Errno.None)
            Log.Warning($"chmod {path}: {e.Text()}");
    }

    /// <summary>Copies what the resolver and the account database read, as Debian's Postfix does at each start.</summary>
    internal static void FillJail(Instance instance)
    {
        if (Sys.EffectiveUid != 0 || !MasterCf.Load(instance.Config).Services.Any(static s => s.Chroot))
            return;
        string queueDirectory = instance.QueueDirectory;
        Sys.TryMakeDirectory(queueDirectory + "/etc", 0x1ED);
        Sys.TryChmod(queueDirectory + "/etc", 0x1ED);
        foreach (string file in JailFiles)
        {
            string target = $"{queueDirectory}/{file}";
            if (Sys.TryStat("/" + file, out var source) != Errno.None)
                continue;
            if (Sys.TryLstat(target, out var have) == Errno.None && have.IsRegular && have.Size == source.Size && have.ModifiedSeconds >= source.ModifiedSeconds)
                continue;
            try
            {
                Sys.ReplaceFile(target, Sys.ReadFile("/" + file), 0x1A4);
            }
            catch (UnixException e)
            {
                Log.Warning($"{target}: {e.Message}");
            }
        }
    }
}
