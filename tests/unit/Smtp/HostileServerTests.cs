using System.Diagnostics;
using MailSuite.Mail;

namespace MailSuite.Tests.Smtp;

/// <summary>Servers that mean harm, or are out of order altogether: every recipient has an end, in bounded time and memory, and nothing that they say leaves its place.</summary>
public class HostileServerTests
{
    private const string Limits = "smtp_helo_timeout = 1s\nsmtp_mail_timeout = 1s\nsmtp_rcpt_timeout = 1s\nsmtp_data_init_timeout = 1s\nsmtp_data_xfer_timeout = 1s\nsmtp_data_done_timeout = 1s\nsmtp_starttls_timeout = 1s";
    private const string Hello = "S: 220 hi\nC: EHLO client.example\nS: 250-x\nS: 250 8BITMIME\n";
    private const string Envelope = Hello + "C: MAIL FROM:<sender@example.com> BODY=8BITMIME\nS: 250 ok\nC: RCPT TO:<a@x>\nS: 250 ok\nC: DATA\n";

    private static string End(string script, out List<BounceRequest> told, string mainCf = "", string body = "x")
    {
        using var server = new FakeServer(script);
        using var bench = new SmtpBench(Limits + "\n" + mainCf);
        var watch = Stopwatch.StartNew();
        bench.Deliver($"[127.0.0.1]:{server.Port}", body, ["a@x"]);
        // No measurement, only a difference between a second and for ever.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15));
        told = bench.Told;
        Assert.All(bench.Captured.Lines, static l => Assert.True(l.Length <= 2000 && !l.Any(static c => c is < ' ' or '\x7f')));
        return bench.Captured.Lines[^1];
    }

    [Theory]
    [InlineData("drip 2", "while receiving the initial server greeting")]
    [InlineData("drip 220-hi\\r\\n", "while receiving the initial server greeting")]
    [InlineData("S: 220 hi\nC: EHLO client.example\ndrip 250-x\\r\\n", "while performing the EHLO handshake")]
    [InlineData(Hello + "C: MAIL FROM:<sender@example.com> BODY=8BITMIME\ndrip 2", "while sending MAIL FROM")]
    [InlineData(Envelope + "drip 3", "while sending DATA command")]
    [InlineData(Envelope + "S: 354 go\nC..\ndrip 250-\\r\\n", "while sending end of data -- message may be sent more than once")]
    [InlineData("S: 220 hi\nC: EHLO client.example\nstall", "while performing the EHLO handshake")]
    public void A_reply_that_comes_a_byte_at_a_time_has_one_limit(string script, string end) =>
        Assert.EndsWith($"dsn=4.4.2, status=deferred (conversation with 127.0.0.1[127.0.0.1] timed out {end})", End(script, out _));

    [Fact]
    public void A_server_that_does_not_read_the_message_is_left() =>
        Assert.EndsWith("status=deferred (conversation with 127.0.0.1[127.0.0.1] timed out while sending message body)",
            End(Envelope + "S: 354 go\nstall", out _, body: string.Join('\n', Enumerable.Repeat(new string('x', 900), 30000))));

    [Theory]
    [InlineData("flood")]
    [InlineData("S: 220 hi\nC: EHLO client.example\nflood")]
    [InlineData(Envelope + "flood")]
    public void R_04_an_endless_line_is_cut_off(string script) => Assert.Contains("status=deferred (", End(script, out _));

    [Fact]
    public void R_04_what_a_refusal_says_stays_one_line_of_bearable_length()
    {
        string[] lines = [.. Enumerable.Range(0, 400).Select(i => $"S: 550-5.1.1 {i} \u0001\u001b[2Jnew\rline {new string('y', 100)}"), "S: 550 5.1.1 end"];
        string line = End(Envelope.Replace("S: 250 ok\nC: DATA\n", string.Join('\n', lines) + "\n"), out var told);
        Assert.Contains("dsn=5.1.1, status=bounced (host 127.0.0.1[127.0.0.1] said: 550-5.1.1 0 ??[2Jnew?line", line);
        var dsn = Assert.Single(told).Dsn;
        Assert.All((string[])[dsn.Reason, dsn.Diagnostic], static t => Assert.True(t.Length < 10000 && !t.Any(static c => c is < ' ' or '\x7f')));
    }

    [Fact]
    public void Answers_before_the_questions_do_not_answer_the_next_message()
    {
        string early = Envelope + "S! 354 go\\r\\n250 2.0.0 one\\r\\n250 2.0.0 two\\r\\n250 2.0.0 three\\r\\n\nC..";
        using var server = new FakeServer(early, Envelope + "S: 354 go\nC..\nS: 250 2.0.0 honest");
        using var bench = new SmtpBench(Limits);
        for (int i = 0; i < 2; i++)
            bench.Deliver($"[127.0.0.1]:{server.Port}", "x", ["a@x"]);
        Assert.Contains("status=sent (250 2.0.0 honest)", bench.Captured.Lines[^1]);
        Assert.Equal(2, server.Connections);
    }

    [Theory]
    [InlineData("C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: Ym9i\nS: 334 UGFzc3dvcmQ6\nC: c2VjcmV0\nS: 334 bW9yZQ==\nC: *\nS: 334 bW9yZQ==")]
    [InlineData("C: AUTH LOGIN\nS: 334 %%%\nC: *\nS: 501 ok")]
    public void A_login_without_end_is_given_up(string exchange) =>
        Assert.EndsWith("status=deferred (SASL authentication failed; cannot authenticate to server 127.0.0.1[127.0.0.1]: authentication failure)",
            End($"S: 220 hi\nC: EHLO client.example\nS: 250-x\nS: 250 AUTH LOGIN\n{exchange}", out _, "smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = static:bob:secret\nsmtp_sasl_security_options ="));

    [Fact]
    public void Thousands_of_keywords_and_mechanisms_are_borne() => Assert.Contains("status=sent",
        End("S: 220 hi\nC: EHLO client.example\n" + string.Concat(Enumerable.Repeat($"S: 250-AUTH {string.Join(' ', Enumerable.Range(0, 300).Select(static i => "M" + i))}\n", 400))
            + "S: 250 8BITMIME\n" + Envelope[Hello.Length..] + "S: 354 go\nC..\nS: 250 taken", out _));
}
