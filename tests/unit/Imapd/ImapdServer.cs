using MailSuite.Imapd;
using MailSuite.Net;
using MailSuite.Store;
using MailSuite.Tests.Transcripts;

namespace MailSuite.Tests.Imapd;

/// <summary>imapd in this process, with a Maildir of two messages in a throw-away directory, and an authentication server that knows u1 with the password "pw".</summary>
internal sealed class ImapdServer : ITranscriptServer
{
    private readonly string directory = System.IO.Directory.CreateTempSubdirectory("imapd-test").FullName;
    private readonly Transcript transcript;
    private readonly MailConfig config;
    private readonly FakeAuthServer auth;

    public ImapdServer(Transcript transcript)
    {
        this.transcript = transcript;
        auth = new FakeAuthServer(directory + "/auth");
        config = MailConfig.FromText($"""
            myhostname = mx.example.com
            imapd_auth_path = {directory}/auth
            imapd_timeout = 10s
            imapd_idle_poll_interval = 1s

            """ + transcript.MainCf);
        foreach (var sub in (string[])["cur", "new", "tmp"])
            System.IO.Directory.CreateDirectory($"{directory}/mail/{sub}");
        Put("cur/1000000000.M1P1.h,S=75,W=80:2,S", "From: Joe <joe@example.com>\nTo: ann@example.org\nSubject: first\n\nHello Ann.\n");
        Put("cur/1000000100.M1P1.h:2,", "From: ann@example.org\nSubject: second\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Type: text/html\n\n<p>\n--b--\n");
    }

    private void Put(string name, string text)
    {
        File.WriteAllText($"{directory}/mail/{name}", text);
        File.SetLastWriteTimeUtc($"{directory}/mail/{name}", new DateTime(2001, 9, 9, 1, 46, 40, DateTimeKind.Utc));
    }

    public void Serve(int fd)
    {
        using var stream = new LineStream(new FdTransport(fd));
        stream.Transport.SetTimeout(TimeSpan.FromSeconds(10));
        string client = $"{transcript.ClientName}[{transcript.ClientAddress}]";
        if (!transcript.Name.StartsWith("door-", StringComparison.Ordinal))
        {
            MailboxOpening.Run(config, stream, MailStore.Open($"maildir:{directory}/mail", "u1", directory), "u1", client, "* PREAUTH ready\r\n");
            return;
        }
        using var asker = new DovecotAuthClient(config.Get(ImapdParams.AuthPath), TimeSpan.FromSeconds(10));
        var door = new DoorSession(config, stream, new AuthContext("imap", "192.0.2.1", 143, transcript.ClientAddress, 40000, Secured: false, Login: true), client, asker, null);
        try
        {
            string reason = door.Run();
            if (door.Login != null)
                door.TellLater();
            else
                Log.Info(LogLines.Ended(reason, client));
        }
        catch (PeerGoneException)
        {
        }
    }

    public IReadOnlyList<string> QueuedLines() => [];

    public void Dispose()
    {
        auth.Dispose();
        System.IO.Directory.Delete(directory, recursive: true);
    }
}
