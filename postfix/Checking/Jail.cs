namespace MailSuite.Postfix.Checking;

/// <summary>What programs in the chroot need of the host and do not find there. (What they find there as it was once, Ownership tells.)</summary>
internal static class Jail
{
    private static readonly string[] Files = ["etc/resolv.conf", "etc/services", "etc/hosts", "etc/nsswitch.conf", "etc/localtime", "etc/host.conf"];

    /// <summary>Each start and reload copies them; so they are missed only while the mail system runs.</summary>
    public static void Check(Subject subject, Report report)
    {
        if (subject.Services.FirstOrDefault(static s => s.Entry.Chroot) is not { } jailed || Sys.EffectiveUid != 0 || !subject.Instance.IsRunning)
            return;
        string queue = subject.Instance.QueueDirectory;
        foreach (string file in Files)
        {
            string inside = $"{queue}/{file}";
            if (Sys.TryStat("/" + file, out var outside) != Errno.None || !outside.IsRegular)
                continue;
            if (Sys.TryStat(inside, out _) is var e and not Errno.None)
                report.Warning($"{inside}: {e.Text()}", $"service \"{jailed.Entry.Name}\" runs with {queue} as its root: names and times may come out wrong", "postfix reload copies it; or n in the chroot column of master.cf");
        }
    }
}
