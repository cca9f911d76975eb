using MailSuite.Maps;

namespace MailSuite.Postfix.Checking;

/// <summary>Services that main.cf, master.cf and transport tables name, and that master.cf does not define; services whose programs are not there.</summary>
internal static class ServiceReferences
{
    private const int MostEntries = 100_000;
    private static readonly string[] Needed = ["cleanup/unix", "pickup/unix", "qmgr/unix", "bounce/unix", "defer/unix"];

    /// <summary>Parameters whose value is "transport:nexthop".</summary>
    private static readonly Param<string>[] Transports =
    [
        RewriteParams.DefaultTransport, RewriteParams.RelayTransport, LocalParams.Transport, VirtualParams.Transport, LocalParams.MailboxTransport, LocalParams.FallbackTransport,
        PickupParams.ContentFilter, SmtpParams.BestMxTransport,
    ];

    /// <summary>Tables of such values.</summary>
    private static readonly Param<string>[] TransportTables =
        [ProxymapParams.TransportMaps, RewriteParams.SenderDependentDefaultTransportMaps, LocalParams.MailboxTransportMaps, LocalParams.FallbackTransportMaps];

    public static void Check(Subject subject, Report report)
    {
        foreach (var s in subject.Services.Where(static s => !s.Entry.IsNeedless))
        {
            string path = s.Entry.Command.StartsWith('/') ? s.Entry.Command : $"{subject.Instance.DaemonDirectory}/{s.Entry.Command}";
            if (Sys.TryAccess(path, 1) is var e and not Errno.None)
                report.Warning($"{subject.Master.Path}: line {s.Entry.Line}: service \"{s.Entry.Name}\" will not be started: {path}: {e.Text()}",
                    "its clients wait in vain", "install the program, or put a # before the line");
        }
        foreach (string needed in Needed)
            if (!subject.Keys.Contains(needed))
                report.Warning($"{subject.Master.Path}: the service \"{needed[..needed.IndexOf('/')]}\" is not there: mail will not flow", "", "copy its line from the master.cf that we ship");
        if (subject.Config.Get(GlobalParams.MaillogFile).Length > 0 && !subject.Keys.Contains("postlog/unix-dgram"))
            report.Fatal("missing 'postlog' service in master.cf - run 'postfix upgrade-configuration'", "maillog_file is set, and nothing will be logged",
                "add the line: postlog unix-dgram n - n - 1 postlogd");
        foreach (var layer in subject.Layers)
        {
            foreach (var param in Transports.Where(p => layer.Says(p.Name)))
                Transport(subject, report, layer.Config.Get(param), layer.Of(param.Name));
            if (layer.Says(SmtpdParams.ProxyFilter.Name))
                Proxy(subject, report, layer.Config.Get(SmtpdParams.ProxyFilter), layer.Of(SmtpdParams.ProxyFilter.Name));
            foreach (string parameter in OpenRelay.Lists.Where(layer.Says))
                PolicyServices(subject, report, layer.Config.Text(parameter), layer.Of(parameter));
        }
        foreach (var param in TransportTables)
            Table(subject, report, param);
    }

    private static void Transport(Subject subject, Report report, string value, string where)
    {
        int colon = value.IndexOf(':');
        string name = colon < 0 ? value : value[..colon];
        subject.UsedTransports.Add(name);
        if (name.Length > 0 && !name.Contains('$') && !subject.Keys.Contains(name + "/unix"))
            report.Warning($"{where}: transport \"{name}\" is not defined in {subject.Master.Path}", "mail that is sent there stays in the queue (mail transport unavailable)", Near(subject, name));
    }

    private static string Near(Subject subject, string name)
    {
        var near = subject.Services.Where(static s => s.Entry.Type == "unix").Select(static s => s.Entry.Name).MinBy(n => Names.EditDistance(n, name));
        return near != null && Names.EditDistance(near, name) <= 2 ? $"did you mean {near}?" : $"add a line \"{name} unix - - n - - ...\" to master.cf";
    }

    /// <summary>A before-queue filter on this host is a service of ours more often than not; one elsewhere is not ours to judge.</summary>
    private static void Proxy(Subject subject, Report report, string value, string where)
    {
        if (value.StartsWith("unix:", StringComparison.Ordinal))
            UnixService(subject, report, value[5..], where);
    }

    private static void PolicyServices(Subject subject, Report report, string list, string where)
    {
        var words = Braces.Words(list);
        for (int i = 0; i + 1 < words.Count; i++)
            if (Bytes.Same(words[i], "check_policy_service") && words[i + 1].TrimStart('{', ' ') is var server && server.StartsWith("unix:", StringComparison.Ordinal))
                UnixService(subject, report, server[5..].Split(',', '}', ' ')[0], $"{where}: check_policy_service");
    }

    /// <summary>A socket below the queue directory is a service of master.cf, or somebody else listens there.</summary>
    private static void UnixService(Subject subject, Report report, string path, string where)
    {
        string full = path.StartsWith('/') ? path : $"{subject.Instance.QueueDirectory}/{path}";
        if (subject.Services.Any(s => s.Entry.Type != "inet" && s.Entry.SocketPath == path) || Sys.TryStat(full, out _) == Errno.None)
            return;
        report.Warning($"{where}: nobody listens on unix:{path}", "clients get 451 4.3.5, try again later", "define the service in master.cf, or start the program that makes the socket");
    }

    private static void Table(Subject subject, Report report, Param<string> param)
    {
        foreach (string word in Braces.Words(subject.Config.Get(param)))
        {
            if (TableFiles.IsRemote(word) || TableFiles.IsMissing(word))
                continue;
            using var table = Tables.Open(word, subject.Config);
            foreach (var (key, value) in (table.Entries() ?? []).Take(MostEntries))
                Transport(subject, report, value, $"{table.Name}: entry \"{key}\"");
        }
    }
}
