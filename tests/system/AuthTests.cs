using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace MailSuite.Tests.Sys;

/// <summary>The authentication server, asked by others and in its own language.</summary>
public sealed class AuthTests
{
    [Needs("/usr/sbin/postfix", "swaks", Root = true)]
    public void Debians_Postfix_asks_our_auth()
    {
        using var instance = new Instance().Start();
        using var debian = new DebianPostfix();
        debian.Start($"[127.0.0.1]:{instance.Smtp}", $"smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\nsmtpd_sasl_path = {instance.Folder}/spool/private/auth\n");
        foreach (string mechanism in (string[])["PLAIN", "LOGIN"])
        {
            Assert.Contains("235 2.7.0 Authentication successful", Login(mechanism, "wonderland"));
            Assert.Contains("535 5.7.8 Error: authentication failed", Login(mechanism, "wrong"));
        }
        string Login(string mechanism, string password) => Tool.Run("swaks", ["--server", "127.0.0.1", "--port", debian.Port.ToString(), "--auth", mechanism,
            "--auth-user", "alice@virtual.example", "--auth-password", password, "--quit-after", "AUTH", "--timeout", "30"]).Out;
    }

    private static (Socket, StreamReader) Ask(Instance instance)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 15_000 };
        socket.Connect(new UnixDomainSocketEndPoint(Path.Combine(instance.Folder, "spool/private/auth")));
        return (socket, new StreamReader(new NetworkStream(socket), Encoding.Latin1));
    }

    private static string Plain(string user, string password) => Convert.ToBase64String(Encoding.Latin1.GetBytes($"\0{user}\0{password}"));

    private static string Handshake(StreamReader from)
    {
        var all = new StringBuilder();
        while (from.ReadLine() is { } line)
        {
            all.AppendLine(line);
            if (line == "DONE")
                break;
        }
        return all.ToString();
    }

    [Needs]
    public void Failures_are_held_back_and_hold_nobody_else_up()
    {
        using var instance = new Instance().User("alice", "wonderland").Start();
        var (socket, from) = Ask(instance);
        using var _ = socket;
        string hello = Handshake(from);
        Assert.StartsWith("VERSION\t1\t", hello);
        Assert.Contains("\nMECH\tPLAIN\tplaintext\n", hello);
        Assert.Matches("\nCOOKIE\t[0-9a-f]{32}\n", hello);
        var text = new StringBuilder("VERSION\t1\t1\nCPID\t77\n");
        for (int i = 1; i <= 20; i++)
            text.Append($"AUTH\t{i}\tPLAIN\tservice=smtp\tnologin\tresp={Plain(i % 2 == 0 ? "alice" : "mallory", "wrong")}\n");
        text.Append($"AUTH\t21\tPLAIN\tservice=smtp\tnologin\tresp={Plain("alice", "wonderland")}\n");
        var watch = Stopwatch.StartNew();
        socket.Send(Encoding.Latin1.GetBytes(text.ToString()));
        Assert.Equal("OK\t21\tuser=alice", from.ReadLine());
        Assert.True(watch.Elapsed.TotalSeconds < 1.5, $"the right password waited {watch.Elapsed}");
        for (int i = 1; i <= 20; i++)
            Assert.StartsWith("FAIL\t", from.ReadLine());
        Assert.InRange(watch.Elapsed.TotalSeconds, 1.9, 8);
        Assert.DoesNotContain("wrong", instance.Log);
    }

    [Needs]
    public void A_ticket_is_good_once_and_only_with_its_cookie()
    {
        using var instance = new Instance().User("alice", "wonderland").Start();
        var (socket, from) = Ask(instance);
        using var _ = socket;
        string cookie = Handshake(from).Split("COOKIE\t")[1][..32];
        void Say(string line) => socket.Send(Encoding.Latin1.GetBytes(line + "\n"));
        Say("VERSION\t1\t1\nCPID\t77\nAUTH\t5\tPLAIN\tservice=pop3\tresp=" + Plain("alice", "wonderland"));
        Assert.Equal("OK\t5\tuser=alice", from.ReadLine());
        Say($"REQUEST\t1\t77\t5\t{new string('0', 32)}");
        Assert.Equal("NOTFOUND\t1", from.ReadLine());
        Say($"REQUEST\t2\t77\t5\t{cookie}");
        Assert.StartsWith($"USER\t2\talice\tuid={instance.Uid}\t", from.ReadLine());
        Say($"REQUEST\t3\t77\t5\t{cookie}");
        Assert.Equal("NOTFOUND\t3", from.ReadLine());
    }

    [Needs]
    public void Nonsense_closes_one_connection_and_nothing_else()
    {
        using var instance = new Instance().User("alice", "wonderland").Start();
        foreach (string nonsense in (string[])["AUTH\t1\tPLAIN\tservice=smtp\n", "VERSION\t2\t0\n", "VERSION\t1\t1\nCPID\t1\nAUTH\t0\tPLAIN\n",
            "VERSION\t1\t1\nCPID\t1\nAUTH\tx\tPLAIN\tservice=smtp\n", "VERSION\t1\t1\nCPID\t1\nAUTH\n", new string('A', 20000)])
        {
            var (socket, from) = Ask(instance);
            using var _ = socket;
            Handshake(from);
            try
            {
                socket.Send(Encoding.Latin1.GetBytes(nonsense));
                Assert.Null(from.ReadLine());
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // Closed while we were still sending.
            }
        }
        foreach (string mistake in (string[])["PLAIN\tservice=smtp\tresp=!!!!", "PLAIN\tservice=smtp\tresp=AAAA", "PLAIN\tresp=AAAA", "NONE\tservice=smtp",
            "PLAIN\tservice=smtp\tresp=" + Convert.ToBase64String(new byte[9000])])
        {
            var (socket, from) = Ask(instance);
            using var _ = socket;
            Handshake(from);
            socket.Send(Encoding.Latin1.GetBytes($"VERSION\t1\t1\nCPID\t1\nAUTH\t1\t{mistake}\n"));
            Assert.StartsWith("FAIL\t1", from.ReadLine());
            socket.Send(Encoding.Latin1.GetBytes($"AUTH\t2\tPLAIN\tservice=smtp\tresp={Plain("alice", "wonderland")}\n"));
            Assert.Equal("OK\t2\tuser=alice", from.ReadLine());
        }
        Assert.DoesNotContain("panic", instance.Log);
    }
}
