using System.Net.Sockets;
using System.Text;
using MailSuite.Tests.Transcripts;

namespace MailSuite.Tests.Smtpd;

/// <summary>S-11: whatever order commands come in, the server keeps to the rules of a small model and takes no message that no MAIL and RCPT began.</summary>
public sealed class SmtpdRandomTests
{
    private static readonly string[] Lines =
    [
        "HELO c", "EHLO c", "MAIL FROM:<a@x.example>", "MAIL FROM:<>", "MAIL FROM:<bad", "RCPT TO:<bob@example.com>", "RCPT TO:<nobody@example.com>",
        "RCPT TO:<x@elsewhere.example>", "DATA", "RSET", "NOOP", "VRFY bob@example.com", "VRFY \u00fc@x", "AUTH PLAIN AAAA", "STARTTLS", "BDAT 3 LAST\r\nx\r\n", "BDAT 3\r\ny\r\n", "BDAT 0", "ETRN x.example", "XCLIENT NAME=x", "XFORWARD NAME=x", "LHLO c", "junk", "",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void S_11_random_orders_agree_with_the_model(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 40; i++)
            OneSession(random);
    }

    private static void OneSession(Random random)
    {
        using var server = new SmtpdServer(Transcript.Parse("random", "main.cf: smtpd_hard_error_limit = 1000\nmain.cf: smtpd_soft_error_limit = 1000"));
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        listener.Listen(1);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 10_000, NoDelay = true };
        client.Connect(listener.LocalEndPoint!);
        var accepted = listener.Accept();
        accepted.Blocking = true;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                server.Serve((int)accepted.Handle);
            }
            catch (Exception e)
            {
                failure = e;
            }
            accepted.Dispose();
        });
        thread.Start();
        using var stream = new NetworkStream(client);
        using var reader = new StreamReader(stream);
        Reply(reader);
        // Chunks: none yet, some taken, or refused and being skipped until LAST.
        bool mail = false, chunks = false, skips = false;
        int recipients = 0, messages = 0;
        void Over() => (mail, recipients, chunks, skips) = (false, 0, false, false);
        for (int i = 0; i < 12; i++)
        {
            string line = Lines[random.Next(Lines.Length)];
            stream.Write(Encoding.UTF8.GetBytes(line.EndsWith('\n') ? line : line + "\r\n"));
            int code = Reply(reader);
            string verb = line.Split(' ')[0];
            switch (verb)
            {
                case "HELO" or "EHLO" or "RSET":
                    Assert.Equal(250, code);
                    Over();
                    break;
                case "MAIL":
                    Assert.Equal(mail || skips ? 503 : line.EndsWith("bad", StringComparison.Ordinal) ? 501 : 250, code);
                    mail |= code == 250;
                    break;
                case "RCPT":
                    Assert.Equal(!mail || chunks ? 503 : line.Contains("bob", StringComparison.Ordinal) ? 250 : line.Contains("nobody", StringComparison.Ordinal) ? 550 : 454, code);
                    recipients += code == 250 ? 1 : 0;
                    break;
                case "DATA":
                    Assert.Equal(!mail || chunks ? 503 : recipients == 0 ? 554 : 354, code);
                    if (code != 354)
                        break;
                    stream.Write("x\r\n.\r\n"u8);
                    Assert.Equal(250, Reply(reader));
                    messages++;
                    Over();
                    break;
                case "BDAT":
                    bool last = line.Contains("LAST", StringComparison.Ordinal), empty = line == "BDAT 0";
                    Assert.Equal(skips ? 551 : !mail ? 503 : recipients == 0 ? 554 : empty ? 551 : 250, code);
                    messages += code == 250 && last ? 1 : 0;
                    if (last || code != 250)
                        Over();
                    (chunks, skips) = (code == 250 && !last, code != 250 && !last);
                    break;
                case "ETRN":
                    Assert.Equal(mail || skips ? 503 : 458, code);
                    break;
                case "XCLIENT" or "XFORWARD":
                    Assert.Equal(mail ? 503 : 550, code);
                    break;
                case "NOOP":
                    Assert.Equal(250, code);
                    break;
                case "VRFY":
                    Assert.True(code is 252 or 4 or 454 or 550, $"{line}: {code}");
                    break;
                default:
                    Assert.InRange(code, 500, 599);
                    break;
            }
        }
        client.Dispose();
        Assert.True(thread.Join(10_000));
        Assert.Null(failure);
        Assert.Equal(messages, server.QueuedLines().Count(static l => l.StartsWith("E ", StringComparison.Ordinal)));
    }

    private static int Reply(StreamReader from)
    {
        string line;
        do
            line = from.ReadLine() ?? throw new InvalidOperationException("closed");
        while (line[3] == '-');
        return int.Parse(line.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture);
    }
}
