using System.Text;
using MailSuite.Net;
using SocketAddress = MailSuite.Base.SocketAddress;

namespace MailSuite.Tests.Net;

public sealed class DovecotAuthTests : IDisposable
{
    private const string Hello = "VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nMECH\tLOGIN\tplaintext\nMECH\tSECRET\tprivate\nSPID\t1\nCUID\t2\nCOOKIE\tab\nDONE\n";
    private static readonly AuthContext Context = new("smtp", "127.0.0.1", 25, "192.0.2.1", 4444, Secured: true);

    private readonly string path = Path.Join(Path.GetTempPath(), $"auth-{Environment.ProcessId}-{Random.Shared.Next()}");
    private readonly List<string> heard = [];
    private int listener = -1;

    /// <summary>A server that answers each line (after the two of the handshake) with what the script gives; each connection has a script.</summary>
    private void Serve(params string[][] scripts)
    {
        listener = Sys.StreamSocket(1);
        Sys.TryBind(listener, SocketAddress.Unix(path));
        Sys.Listen(listener, 5);
        new Thread(() =>
        {
            foreach (var script in scripts)
            {
                if (Sys.TryAccept(listener, out int fd, out _) != Errno.None)
                    return;
                using var stream = new LineStream(new FdTransport(fd));
                try
                {
                    stream.Write(script[0]);
                    stream.Flush();
                    for (int i = -1; i < script.Length; i++)
                    {
                        if (stream.ReadLine(20000, out var line) == LineEnd.End)
                            break;
                        if (i < 1)
                            continue;
                        heard.Add(Bytes.Text(line));
                        stream.Write(script[i]);
                        stream.Flush();
                    }
                }
                catch (PeerGoneException)
                {
                }
            }
        }) { IsBackground = true }.Start();
    }

    public void Dispose()
    {
        if (listener >= 0)
            Sys.Shutdown(listener, 2);
        File.Delete(path);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    [Fact]
    public void Mechanisms_are_listed_without_private_ones()
    {
        Serve([Hello]);
        using var client = new DovecotAuthClient(path);
        Assert.Equal(["PLAIN", "LOGIN"], client.Mechanisms(out _)!.Select(static m => m.Name));
    }

    [Fact]
    public void A_user_gets_in()
    {
        Serve([Hello, "OK\t1\tuser=bob\thome=/home/b\x0001tob\n"]);
        using var client = new DovecotAuthClient(path);
        var result = client.Authenticate("PLAIN", Base64("\0bob\0x"), Context, static _ => null);
        Assert.Equal((AuthStatus.Success, "bob", "/home/b\tob"), (result.Status, result.User, result.Fields["home"]));
        Assert.Equal($"AUTH\t1\tPLAIN\tservice=smtp\tnologin\tlip=127.0.0.1\trip=192.0.2.1\tlport=25\trport=4444\tsecured\tresp={Base64("\0bob\0x")}", heard[0]);
    }

    [Theory]
    [InlineData("FAIL\t1\tuser=bob\treason=no\x0001nway\n", AuthStatus.Failed, "no?way")]
    [InlineData("FAIL\t1\tuser=bob\ttemp\n", AuthStatus.TryLater, "")]
    [InlineData("FAIL\t1\tuser=bob\tcode=temp_fail\n", AuthStatus.TryLater, "")]
    [InlineData("OK\t1\n", AuthStatus.TryLater, "without user name")]
    [InlineData("OK\n", AuthStatus.TryLater, "malformed OK reply")]
    [InlineData("CONT\t1\tnot base64\n", AuthStatus.TryLater, "malformed CONT reply")]
    [InlineData("OK\t7\tuser=mallory\nFAIL\t1\n", AuthStatus.Failed, "")]
    [InlineData("SURPRISE\t1\nFAIL\t1\n", AuthStatus.Failed, "")]
    public void Answers_are_what_they_are(string answer, AuthStatus status, string reason)
    {
        Serve([Hello, answer]);
        using var client = new DovecotAuthClient(path);
        var result = client.Authenticate("PLAIN", Base64("\0bob\0x"), Context, static _ => null);
        Assert.Equal(status, result.Status);
        Assert.Contains(reason, result.Reason);
    }

    [Fact]
    public void A_conversation_and_one_that_is_given_up()
    {
        Serve([Hello, $"CONT\t1\t{Base64("Username:")}\n", $"CONT\t1\t{Base64("Password:")}\n", "OK\t1\tuser=bob\n", $"CONT\t2\t{Base64("Username:")}\n", ""]);
        using var client = new DovecotAuthClient(path);
        var said = new Queue<string>(["bob", "secret"]);
        var asked = new List<string>();
        Assert.Equal(AuthStatus.Success, client.Authenticate("LOGIN", null, Context, c => { asked.Add(c); return Base64(said.Dequeue()); }).Status);
        Assert.Equal([Base64("Username:"), Base64("Password:")], asked);
        Assert.Equal(AuthStatus.Cancelled, client.Authenticate("LOGIN", null, Context, static _ => null).Status);
        Assert.Equal($"CONT\t1\t{Base64("secret")}", heard[2]);
    }

    [Fact]
    public void A_server_that_restarted_is_asked_again()
    {
        Serve([Hello, "OK\t1\tuser=bob\n"], [Hello, "OK\t3\tuser=bob\n"]);
        using var client = new DovecotAuthClient(path);
        Assert.Equal(AuthStatus.Success, client.Authenticate("PLAIN", "eA==", Context, static _ => null).Status);
        Thread.Sleep(100);
        Assert.Equal(AuthStatus.Success, client.Authenticate("PLAIN", "eA==", Context, static _ => null).Status);
    }

    [Theory]
    [InlineData("VERSION\t2\t0\n", "unsupported protocol version 2.0")]
    [InlineData("VERSION\t1\t1\nSPID\t1\n", "wrong socket")]
    [InlineData("VERSION\t1\n", "malformed VERSION")]
    [InlineData("MECH\tPLAIN\nDONE\n", "no VERSION")]
    public void A_server_that_is_none_is_named(string hello, string error)
    {
        Serve([hello]);
        using var client = new DovecotAuthClient(path);
        Assert.Null(client.Mechanisms(out string said));
        Assert.Contains(error, said);
        Assert.Null(new DovecotAuthClient("/nonexistent/auth").Mechanisms(out said));
        Assert.EndsWith("No such file or directory", said);
    }

    [Fact]
    public void A_response_with_a_TAB_never_reaches_the_server()
    {
        Serve([Hello, ""]);
        using var client = new DovecotAuthClient(path);
        Assert.Equal(AuthStatus.Failed, client.Authenticate("PLAIN", "x\tuser=root", Context, static _ => null).Status);
        Assert.Empty(heard);
    }

    [Theory]
    [InlineData("noplaintext", "PLAIN plaintext", false)]
    [InlineData("noanonymous", "PLAIN plaintext", true)]
    [InlineData("noanonymous, noplaintext", "CRAM-MD5 dictionary active", true)]
    [InlineData("mutual_auth", "PLAIN plaintext", false)]
    [InlineData("mutual_auth", "SCRAM-SHA-256 mutual-auth", true)]
    public void Security_options_choose(string options, string mechanism, bool good)
    {
        var words = mechanism.Split(' ');
        Assert.Equal(good, new SaslMechanism(words[0], words[1..]).Satisfies(options, out _));
    }
}
