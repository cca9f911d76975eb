using System.Net;
using MailSuite.Mail;
using MailSuite.Net;
using MailSuite.Smtp;
using SocketAddress = MailSuite.Base.SocketAddress;

namespace MailSuite.Tests.Smtp;

/// <summary>A DNS of its own: "name TYPE" to values. "!" is a temporary failure; what is absent does not exist; "name TYPE+" is vouched for by DNSSEC.</summary>
internal sealed class FakeResolver(Dictionary<string, string[]> zone) : IResolver
{
    public DnsAnswer Lookup(string name, DnsType type)
    {
        bool authentic = zone.ContainsKey($"{name} {type}+");
        if (!zone.TryGetValue($"{name} {type}{(authentic ? "+" : "")}", out var values))
            return DnsAnswer.None(zone.Keys.Any(k => k.StartsWith(name + " ", StringComparison.Ordinal)) ? DnsStatus.NoData : DnsStatus.NotFound, name, type);
        if (values is ["!"])
            return DnsAnswer.None(DnsStatus.TryLater, name, type);
        if (values is ["."])
            return new DnsAnswer(DnsStatus.Refused, [], $"Domain {name} does not accept mail (nullMX)");
        return new DnsAnswer(DnsStatus.Found, [.. values.Select(v => type switch
        {
            DnsType.TLSA => new DnsRecord(name, type, 60, Data: Convert.FromHexString(v.Replace(" ", ""))),
            DnsType.SRV => new DnsRecord(name, type, 60, v.Split(' ')[3].TrimEnd('.'), int.Parse(v.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture),
                int.Parse(v.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), int.Parse(v.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture)),
            DnsType.MX => new DnsRecord(name, type, 60, v.Split(' ')[1], int.Parse(v.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)),
            _ => new DnsRecord(name, type, 60, Address: IPAddress.Parse(v)),
        })], "", authentic);
    }
}

/// <summary>Log lines of a test.</summary>
internal sealed class LogLines : ILogSink
{
    public List<string> Lines { get; } = [];

    public void Write(IReadOnlyList<LogLine> lines)
    {
        lock (Lines)
            Lines.AddRange(lines.Select(static l => l.Text));
    }
}

/// <summary>An SMTP client process in miniature: a queue directory, the services it calls, a channel like qmgr's.</summary>
internal sealed class SmtpBench : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("smtp").FullName;
    private readonly List<int> listeners = [];
    private readonly int qmgr;
    private readonly IpcChannel channel;
    private readonly Thread agent;
    private long serial;
    private bool disposed;

    public SmtpBench(string mainCf, Dictionary<string, string[]>? zone = null, bool lmtp = false)
    {
        Directory.SetCurrentDirectory(directory);
        foreach (var name in (string[])["active", "private"])
            Directory.CreateDirectory(name);
        foreach (var name in (string[])["bounce", "defer", "trace"])
            ServeBounce("private/" + name);
        Log.To(Captured);
        var config = MailConfig.FromText($"queue_directory = {directory}\nmyhostname = client.example\nmydomain = example\ninet_interfaces = 192.0.2.77\n"
            + $"inet_protocols = ipv4\ncompatibility_level = 3.6\nsmtp_connect_timeout = 2s\nsmtp_helo_timeout = 3s\n{mainCf}\n", directory);
        World = new SmtpWorld(new SmtpSettings(config, lmtp), new FakeResolver(zone ?? []), Clock.System, new Random(1));
        var run = new DeliveryRun(config) { StatusFilter = World.Settings.Maps(SmtpParams.DeliveryStatusFilter, LmtpParams.DeliveryStatusFilter) };
        (qmgr, int fd) = Sys.SocketPair();
        Sys.SetSocketTimeouts(qmgr, TimeSpan.FromSeconds(20));
        agent = new Thread(() =>
        {
            run.Serve(fd, batch => new SmtpDelivery(World, batch[0], run.SoftBounce).Run(), World.Cache.Expire);
            World.Cache.Clear();
            run.Bounce.Dispose();
            Sys.CloseQuietly(fd);
        }) { IsBackground = true };
        agent.Start();
        channel = new IpcChannel(qmgr);
        channel.Expect<ProtocolGreeting>();
    }

    public SmtpWorld World { get; }
    public LogLines Captured { get; } = new();
    /// <summary>What was told to bounce, defer and trace.</summary>
    public List<BounceRequest> Told { get; } = [];

    /// <summary>Delivers a message and returns qmgr's report. The log is in <see cref="Captured"/>.</summary>
    public DeliveryReport Deliver(string nexthop, string body, string[] recipients, string sender = "sender@example.com", int flags = 0, Func<DeliveryRequest, DeliveryRequest>? change = null, params string[] records)
    {
        string id = "3F1" + ++serial;
        int fd = Sys.Open("active/" + id, Sys.RdWr | Sys.Creat, 0x1C0);
        var writer = new RecordWriter(fd);
        var to = new List<DeliveryRecipient>();
        foreach (var r in recipients)
        {
            to.Add(new DeliveryRecipient(r, r, writer.Position, "", 0));
            writer.Write(RecordType.Recipient, r);
        }
        writer.Write(RecordType.Message, "");
        long offset = writer.Position;
        foreach (var line in body.Split('\n'))
            writer.Write(RecordType.Normal, line);
        foreach (var record in records)
            writer.Write((RecordType)record[0], record[1..]);
        long size = writer.Position - offset;
        writer.Write(RecordType.Extra, "");
        writer.Write(RecordType.End, "");
        writer.Flush();
        Sys.Close(fd);
        long now = Clock.System.UnixMicros;
        var request = new DeliveryRequest(serial, flags, "active", id, offset, size, nexthop, "8bit", 0, sender, "", 0, now, now, ClientAttributes.Empty, to);
        channel.Send(change?.Invoke(request) ?? request);
        return channel.Expect<DeliveryReport>();
    }

    /// <summary>The delivery lines without what varies: ports, times.</summary>
    public string[] Log_(int port)
    {
        lock (Captured.Lines)
            return [.. Captured.Lines.Select(l => System.Text.RegularExpressions.Regex.Replace(l, @"delay=[\d.]+, delays=[\d./]+", "D").Replace(":" + port, ":PORT"))];
    }

    /// <summary>Another delivery agent, which says that all is done.</summary>
    public List<DeliveryRequest> ServeAgent(string name)
    {
        var taken = new List<DeliveryRequest>();
        int listener = Sys.StreamSocket(1);
        Sys.TryBind(listener, SocketAddress.Unix("private/" + name));
        Sys.Listen(listener, 5);
        listeners.Add(listener);
        new Thread(() =>
        {
            while (Sys.TryAccept(listener, out int fd, out _) == Errno.None)
            {
                var peer = new IpcChannel(fd);
                peer.Send(new ProtocolGreeting(DeliveryRequest.Protocol));
                while (peer.Receive<DeliveryRequest>() is { } request)
                {
                    taken.Add(request);
                    peer.Send(new DeliveryReport(request.Serial, true, "", "", 0));
                }
                peer.Dispose();
            }
        }) { IsBackground = true }.Start();
        return taken;
    }

    /// <summary>The cleanup service; the lines of what it gets.</summary>
    public List<string> ServeCleanup()
    {
        var lines = new List<string>();
        Directory.CreateDirectory("public");
        int listener = Sys.StreamSocket(1);
        Sys.TryBind(listener, SocketAddress.Unix("public/cleanup"));
        Sys.Listen(listener, 5);
        listeners.Add(listener);
        new Thread(() =>
        {
            while (Sys.TryAccept(listener, out int fd, out _) == Errno.None)
            {
                var peer = new IpcChannel(fd);
                peer.Send(new ProtocolGreeting(CleanupStart.Protocol));
                peer.Receive<CleanupStart>();
                peer.Send(new CleanupStarted("4F11"));
                while (peer.Receive<CleanupContent>() is { } content)
                {
                    lock (lines)
                        lines.AddRange(Bytes.Text(content.Part).TrimEnd('\n').Split('\n'));
                    if (content.Last)
                        break;
                }
                peer.Send(new CleanupDone(CleanupResult.Queued));
                peer.Dispose();
            }
        }) { IsBackground = true }.Start();
        return lines;
    }

    private void ServeBounce(string path)
    {
        int listener = Sys.StreamSocket(1);
        Sys.TryBind(listener, SocketAddress.Unix(path));
        Sys.Listen(listener, 5);
        listeners.Add(listener);
        new Thread(() =>
        {
            while (Sys.TryAccept(listener, out int fd, out _) == Errno.None)
            {
                var peer = new IpcChannel(fd);
                peer.Send(new ProtocolGreeting(BounceRequest.Protocol));
                try
                {
                    while (peer.Receive<BounceRequest>() is { } told)
                    {
                        lock (Told)
                            Told.Add(told);
                        peer.Send(new StatusReply(0));
                    }
                }
                catch (IpcException)
                {
                }
                peer.Dispose();
            }
        }) { IsBackground = true }.Start();
    }

    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        channel.Dispose();
        agent.Join(10000);
        foreach (var listener in listeners)
            Sys.Shutdown(listener, 2);
        Log.To(new StandardErrorLog("test"));
        Directory.SetCurrentDirectory("/");
        Directory.Delete(directory, recursive: true);
    }
}
