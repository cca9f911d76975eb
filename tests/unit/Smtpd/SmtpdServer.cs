
using MailSuite.Daemon;
using MailSuite.Mail;
using MailSuite.Net;
using MailSuite.Smtpd;
using MailSuite.Tests.Transcripts;

namespace MailSuite.Tests.Smtpd;

/// <summary>smtpd in this process, with a queue in a throw-away directory.</summary>
internal sealed class SmtpdServer : ITranscriptServer
{
    private readonly string directory = System.IO.Directory.CreateTempSubdirectory("smtpd-test").FullName, before = System.IO.Directory.GetCurrentDirectory();
    private readonly Transcript transcript;
    private readonly FakePolicyServer? policy;
    private readonly FakeAnvil? anvil;
    private readonly FakeVerifyService? verify;

    public SmtpdServer(Transcript transcript)
    {
        this.transcript = transcript;
        foreach (string queue in (string[])["incoming", "hold", "maildrop"])
            System.IO.Directory.CreateDirectory(Path.Join(directory, queue));
        System.IO.Directory.SetCurrentDirectory(directory);
        Config = MailConfig.FromText($"""
            compatibility_level = 3.6
            queue_directory = {directory}
            myhostname = mx.example.com
            mydomain = example.com
            myorigin = example.com
            mydestination = example.com, localhost
            mynetworks = 127.0.0.0/8
            inet_interfaces = 127.0.0.1
            alias_maps =
            local_recipient_maps = {inline}
            smtpd_error_sleep_time = 0
            recipient_delimiter = +

            """ + transcript.MainCf);
        Settings = new SmtpdSettings(new DaemonContext("smtpd", Config, new DaemonOptions("smtpd", [])));
        Settings.Policy.Dns = new FakeDns(transcript.Dns);
        if (transcript.MainCf.Contains("smtpd_client_", StringComparison.Ordinal) && transcript.MainCf.Contains("_limit", StringComparison.Ordinal))
            anvil = new FakeAnvil();
        if (transcript.Policy.Count > 0)
            policy = new FakePolicyServer("policy", transcript.Policy);
        if (transcript.Verify.Count > 0)
            verify = new FakeVerifyService(transcript.Verify);
    }

    private const string inline = "inline:{root=root,bob=bob,carol=carol,a=a,b=b}";

    public MailConfig Config { get; }

    public SmtpdSettings Settings { get; }

    public void Serve(int fd)
    {
        var client = new Client(fd, fd, SocketAddress.Inet(System.Net.IPAddress.Parse(transcript.ClientAddress), 40000));
        string name = transcript.ClientName;
        var peer = SmtpPeer.Named(client, new PeerName(name, name, name == "unknown" ? 5 : 2, 2), transcript.ClientAddress, "40000");
        using var stream = new LineStream(client.NewTransport(), 32768);
        using var session = new SmtpSession(Settings, peer, stream);
        session.Run();
    }

    public IReadOnlyList<string> QueuedLines()
    {
        var lines = new List<string>();
        foreach (string queue in (string[])["incoming", "hold"])
            foreach (string path in System.IO.Directory.EnumerateFiles(Path.Join(directory, queue)).Order(StringComparer.Ordinal))
                Read(path, lines);
        lines.AddRange(policy?.Asked ?? []);
        return lines;
    }

    private static void Read(string path, List<string> lines)
    {
        int fd = Sys.Open(path, Sys.RdOnly);
        var reader = new RecordReader(fd);
        while (reader.Read(out var payload) is var type && type != RecordType.None)
            lines.Add((char)type + " " + Bytes.Text(payload));
        Sys.CloseQuietly(fd);
    }

    /// <summary>Files that exist and are not complete: there must be none when a session is over.</summary>
    public int Leftovers => System.IO.Directory.EnumerateFiles(Path.Join(directory, "incoming")).Count(static f => (File.GetUnixFileMode(f) & UnixFileMode.UserExecute) == 0);

    public void Dispose()
    {
        policy?.Dispose();
        verify?.Dispose();
        anvil?.Dispose();
        Settings.ClientLimits.Dispose();
        System.IO.Directory.SetCurrentDirectory(before);
        Assert.Equal(0, Leftovers);
        System.IO.Directory.Delete(directory, recursive: true);
    }
}
