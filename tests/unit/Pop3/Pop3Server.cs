using System.Net.Sockets;
using System.Reflection;
using MailSuite.Auth;
using MailSuite.Daemon;
using MailSuite.Pop3d;
using MailSuite.Protocol.Pop3;
using MailSuite.Tests.Transcripts;

namespace MailSuite.Tests.Pop3;

/// <summary>pop3d with a real authentication server and a Maildir of three messages, in this process, for one conversation.</summary>
internal sealed class Pop3Server : ITranscriptServer
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), "pop3-" + Guid.NewGuid().ToString("N")[..10]);
    private readonly TestAuth auth;
    private readonly Door door;

    public Pop3Server(Transcript transcript)
    {
        string maildir = Path.Combine(folder, "Maildir");
        foreach (string sub in (string[])["new", "cur", "tmp"])
            Directory.CreateDirectory(Path.Combine(maildir, sub));
        // A body with dots, a message without an end of line, and one that is all header. UIDs are given beforehand, so that UIDLs can be foretold.
        Message(maildir, 1, "Subject: one\nFrom: a@example.com\n\nFirst line\n.\n..two dots\nLast line\n");
        Message(maildir, 2, "Subject: two\r\n\r\nno end of line");
        Message(maildir, 3, "Subject: three\n");
        File.WriteAllText(Path.Combine(maildir, "dovecot-uidlist"), "3 V1795323337 N4 G0123456789abcdef0123456789abcdef\n1 :1795323331.M1P1.vm\n2 :1795323332.M1P2.vm\n3 :1795323333.M1P3.vm\n");
        File.WriteAllText(Path.Combine(folder, "passwd-file"), $"alice:{{PLAIN}}secret:{Sys.EffectiveUid + 1000}:1000::{folder}::userdb_mail=maildir:{maildir}\n");
        var config = MailConfig.FromText($"""
            myhostname = mx.example.com
            auth_backends = passwd-file
            auth_passwd_file = {folder}/passwd-file
            auth_failure_delay = 0s
            pop3d_auth_path = {folder}/auth
            pop3d_session_path =
            pop3d_lock_timeout = 0s
            {transcript.MainCf}
            """);
        auth = new TestAuth(config, folder + "/auth");
        door = new Door(config, null, new MailboxRole(config, UidlFormat.Parse("%08Xu%08Xv")!, static _ => true));
    }

    private static void Message(string maildir, int number, string text) => File.WriteAllText(Path.Combine(maildir, "cur", $"179532333{number}.M1P{number}.vm:2,"), text);

    public void Serve(int fd) => door.Serve(new Client(fd, fd, Sys.PeerAddress(fd)));

    /// <summary>The Maildir's messages that are left.</summary>
    public IReadOnlyList<string> QueuedLines() => [.. Directory.GetFiles(Path.Combine(folder, "Maildir", "cur")).Select(static f => Path.GetFileName(f)!).Order(StringComparer.Ordinal), "end"];

    public void Dispose()
    {
        auth.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>The authentication server on a thread and a socket of its own.</summary>
internal sealed class TestAuth : IDisposable
{
    private readonly Loop loop = new();
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Thread thread;
    private volatile bool stopping;

    public TestAuth(MailConfig config, string path)
    {
        var service = new AuthService();
        Set(service, nameof(EventService.Context), new DaemonContext("auth", config, new DaemonOptions("auth", [])));
        Set(service, nameof(EventService.Loop), loop);
        service.PreJail();
        service.PostJail();
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(16);
        int fd = (int)listener.Handle;
        Sys.SetNonBlocking(fd, true);
        loop.Watching(fd, PollFd.In, _ =>
        {
            if (Sys.TryAccept(fd, out int client, out var peer, nonBlocking: true) == Errno.None)
                service.Accepted(new Client(client, client, peer));
        });
        thread = new Thread(() =>
        {
            while (!stopping)
                loop.Turn(50);
        });
        thread.Start();
    }

    private static void Set(EventService service, string property, object value) =>
        typeof(EventService).GetProperty(property, BindingFlags.Public | BindingFlags.Instance)!.GetSetMethod(nonPublic: true)!.Invoke(service, [value]);

    public void Dispose()
    {
        stopping = true;
        thread.Join();
        listener.Dispose();
    }
}
