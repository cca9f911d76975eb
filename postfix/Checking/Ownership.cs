namespace MailSuite.Postfix.Checking;

/// <summary>Files and directories that belong to somebody else than they should, or that others can write; in the words of Postfix's check.</summary>
internal static class Ownership
{
    private const int GroupWrite = 0x10, OtherWrite = 2, MostFiles = 100_000, MaxDepth = 8;
    private static readonly string[] QueueTrees = ["saved", "incoming", "active", "defer", "deferred", "bounce", "hold", "trace", "corrupt", "public", "private", "flush"];
    private static readonly string[] JailTrees = ["bin", "etc", "lib", "sbin", "usr"];

    public static void Check(Subject subject, Report report)
    {
        var instance = subject.Instance;
        string queue = instance.QueueDirectory, owner = subject.Config.Get(GlobalParams.MailOwner);
        bool isRoot = Sys.EffectiveUid == 0;
        if (Accounts.User(owner, out var account) != AccountAnswer.Found || account == null)
            return;   // said already
        // Where one user does everything, everything is his.
        var root = isRoot ? (Name: "root", Uid: 0) : (account.Name, account.Uid);
        string Mine(string path) => $"chown {root.Name} {path}";
        foreach (string path in (string[])[queue + "/.", queue + "/pid"])
            Judge(path, root, report, Mine(path));
        // "/." as find(1) says it in Postfix's script, for those who look for its lines.
        Tree(subject.Config.Directory + "/.", 0, (path, status) =>
        {
            Judge(path, status, root, report, Mine(path), writable: true);
            if (status.IsLink && Sys.ReadLink(path) is { } target && target.Contains('/') && !path.EndsWith("/makedefs.out", StringComparison.Ordinal))
                report.Warning($"symlink leaves directory: {path}", "whoever can change what it leads to can change the configuration", "put the file itself there");
        });
        Tree(subject.Config.Get(GlobalParams.DataDirectory) + "/.", 0, (path, status) => Judge(path, status, (owner, account.Uid), report, $"chown {owner} {path}", writable: true));
        int left = MostFiles;
        foreach (string name in QueueTrees)
            Tree($"{queue}/{name}", 0, (path, status) =>
            {
                if (!status.IsFifo && !status.IsSocket && left-- > 0)
                    Judge(path, status, (owner, account.Uid), report, $"chown {owner} {path}", writable: false);
            });
        if (isRoot)
            foreach (string name in JailTrees)
                Tree($"{queue}/{name}", 0, (path, status) =>
                {
                    Judge(path, status, root, report, Mine(path), writable: false);
                    if (status.IsRegular)
                        Compare(path, path[queue.Length..], status, report);
                });
        if (subject.Config.Directory == "/etc/postfix")
            OtherSystems(report);
        if (Sys.TryList(queue + "/corrupt", out var damaged) == Errno.None)
            foreach (string name in damaged)
                report.Warning($"damaged message: corrupt/{name}", "it is kept, and never delivered", $"postcat {queue}/corrupt/{name} shows what can be read of it");
    }

    /// <summary>What another mail system has left behind.</summary>
    private static void OtherSystems(Report report)
    {
        if (Sys.TryStat("/usr/sbin/sendmail", out var ours) != Errno.None || Sys.TryStat("/usr/lib/sendmail", out var old) != Errno.None || ours.Inode == old.Inode && ours.Device == old.Device
            || ours.Size == old.Size && Sys.ReadFile("/usr/sbin/sendmail").AsSpan().SequenceEqual(Sys.ReadFile("/usr/lib/sendmail")))
            return;
        report.Warning("/usr/lib/sendmail and /usr/sbin/sendmail differ");
        report.Warning("Replace one by a symbolic link to the other", "programs that call the other one hand their mail to another mail system", "ln -sf ../sbin/sendmail /usr/lib/sendmail");
    }

    /// <summary>A copy for the chroot that is not what the host has.</summary>
    private static void Compare(string copy, string original, FileStatus status, Report report)
    {
        if (Sys.TryStat(original, out var there) == Errno.None && there.IsRegular && Sys.TryAccess(original, 4) == Errno.None
            && (there.Size != status.Size || !Sys.ReadFile(copy).AsSpan().SequenceEqual(Sys.ReadFile(original))))
            report.Warning($"{copy} and {original} differ", "programs in the chroot see the older one", $"cp {original} {copy}");
    }

    private static void Judge(string path, (string Name, int Uid) owner, Report report, string cure)
    {
        if (Sys.TryStat(path, out var status) == Errno.None)
            Judge(path, status, owner, report, cure, writable: true);
    }

    private static void Judge(string path, FileStatus status, (string Name, int Uid) owner, Report report, string cure, bool writable)
    {
        if (status.Uid != owner.Uid)
            report.Warning($"not owned by {owner.Name}: {path}", "its owner can change what the mail system relies upon", cure);
        if (status.IsLink && Sys.TryStat(path, out var target) == Errno.None)
            status = target;
        if (writable && !status.IsLink && (status.Permissions & (GroupWrite | OtherWrite)) != 0)
            report.Warning($"group or other writable: {path}", "others can change what the mail system relies upon", $"chmod go-w {path}");
    }

    private static void Tree(string path, int depth, Action<string, FileStatus> judge)
    {
        if (Sys.TryLstat(path, out var status) != Errno.None)
            return;
        judge(path, status);
        if (!status.IsDirectory || depth >= MaxDepth || Sys.TryList(path, out var names) != Errno.None)
            return;
        foreach (string name in names)
            Tree($"{path}/{name}", depth + 1, judge);
    }
}
