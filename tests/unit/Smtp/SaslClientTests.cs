using System.Security.Cryptography;
using MailSuite.Protocol.Sasl;

namespace MailSuite.Tests.Smtp;

public class SaslClientTests
{
    private const string Nonce = "rOprNGfwEbeRWgbNEkqO";
    private const string First = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private const string Last = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    private static ScramClient Pencil() => new(HashAlgorithmName.SHA256, "user", "pencil", Nonce);

    [Fact]
    public void The_example_of_RFC_7677()
    {
        var client = Pencil();
        Assert.Equal("n,,n=user,r=" + Nonce, Bytes.Text(client.Initial!));
        Assert.Equal("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", Bytes.Text(client.Respond(Bytes.Of(First))!));
        Assert.False(client.MayEnd);
        Assert.Empty(client.Respond(Bytes.Of(Last))!);
        Assert.True(client.MayEnd);
    }

    [Theory]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2147483647")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999999999999999")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=somebodyelse,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=%%%,i=4096")]
    [InlineData("")]
    [InlineData(",,,,")]
    public void A_09_a_challenge_that_costs_too_much_or_is_not_ours_is_given_up(string first) => Assert.Null(Pencil().Respond(Bytes.Of(first)));

    [Fact]
    public void A_server_that_does_not_know_the_password_is_not_believed()
    {
        var client = Pencil();
        client.Respond(Bytes.Of(First));
        Assert.Null(client.Respond(Bytes.Of("v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")));
        Assert.False(client.MayEnd);
    }

    private static string Login(string mainCf, string exchange, out List<string> misfits, int times = 1, string offer = "AUTH SCRAM-SHA-256 CRAM-MD5 PLAIN LOGIN XOAUTH2")
    {
        string script = $"S: 220 hi\nC: EHLO client.example\nS: 250-x\nS: 250 {offer}\n{exchange}";
        using var server = new FakeServer([.. Enumerable.Repeat(script, times)]);
        using var bench = new SmtpBench($"smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = inline:{{ 127.0.0.1=bob:secret, {{ special@example.com = eve:hush }} }}\nsmtp_sasl_security_options =\n{mainCf}");
        for (int i = 0; i < times; i++)
            bench.Deliver($"[127.0.0.1]:{server.Port}", "x", ["a@x"], sender: mainCf.Contains("sender_dependent") ? "special@example.com" : "sender@example.com");
        bench.Dispose();
        misfits = server.Misfits;
        return bench.Log_(server.Port)[^1];
    }

    private const string Rest = "C: MAIL FROM:<sender@example.com>\nS: 250 ok\nC: RCPT TO:<a@x>\nS: 250 ok\nC: DATA\nS: 354 go\nC..\nS: 250 taken\nC: QUIT";

    [Fact]
    public void A_token_is_sent_by_XOAUTH2()
    {
        string token = Convert.ToBase64String("user=bob\u0001auth=Bearer secret\u0001\u0001"u8);
        Assert.Contains("status=sent", Login("smtp_sasl_mechanism_filter = xoauth2", $"C: AUTH XOAUTH2 {token}\nS: 235 in\n{Rest}", out var misfits));
        Assert.Empty(misfits);
    }

    [Fact]
    public void An_error_report_of_XOAUTH2_is_answered_with_nothing()
    {
        string token = Convert.ToBase64String("user=bob\u0001auth=Bearer secret\u0001\u0001"u8);
        string end = Login("smtp_sasl_mechanism_filter = !plain, !login, xoauth2", $"C: AUTH XOAUTH2 {token}\nS: 334 eyJzdGF0dXMiOiI0MDEifQ==\nC: \nS: 535 5.7.8 expired", out var misfits);
        Assert.EndsWith("dsn=4.7.8, status=deferred (SASL authentication failed; server 127.0.0.1[127.0.0.1] said: 535 5.7.8 expired)", end);
        Assert.Empty(misfits);
    }

    [Fact]
    public void A_server_that_says_yes_without_proof_is_not_believed()
    {
        string end = Login("smtp_sasl_mechanism_filter = scram-sha-256", "S: 235 welcome", out _);
        Assert.EndsWith("dsn=4.7.0, status=deferred (SASL authentication failed; cannot authenticate to server 127.0.0.1[127.0.0.1]: authentication failure)", end);
    }

    [Theory]
    [InlineData("smtp_sasl_security_options = noplaintext, nodictionary, mutual_auth\nsmtp_sasl_mechanism_filter = plain, login")]
    [InlineData("smtp_sasl_mechanism_filter = gssapi")]
    public void Without_a_mechanism_there_is_no_login(string mainCf) =>
        Assert.EndsWith("dsn=4.7.0, status=deferred (SASL authentication failed; cannot authenticate to server 127.0.0.1[127.0.0.1]: no mechanism available)", Login(mainCf, "C: QUIT", out _));

    [Fact]
    public void A_password_belongs_to_a_sender()
    {
        string exchange = $"C: AUTH PLAIN {Convert.ToBase64String("\0eve\0hush"u8)}\nS: 235 in\n{Rest.Replace("sender@", "special@").Replace("com>\nS: 250 ok\nC: RCPT", "com> AUTH=<>\nS: 250 ok\nC: RCPT")}";
        Assert.Contains("status=sent", Login("smtp_sender_dependent_authentication = yes\nsmtp_sasl_mechanism_filter = plain\nsmtp_send_dummy_mail_auth = yes", exchange, out var misfits));
        Assert.Empty(misfits);
    }

    [Theory]
    [InlineData("", "dsn=4.7.8, status=deferred")]
    [InlineData("smtp_sasl_auth_soft_bounce = no", "dsn=5.7.8, status=bounced")]
    public void A_login_that_failed_is_not_repeated(string mainCf, string end)
    {
        string line = Login("smtp_sasl_auth_cache_name = btree:x\nsmtp_sasl_mechanism_filter = plain\n" + mainCf, "C: AUTH PLAIN AGJvYgBzZWNyZXQ=\nS: 535 5.7.8 no", out var misfits, times: 2);
        Assert.EndsWith(end + " (SASL [CACHED] authentication failed; server 127.0.0.1[127.0.0.1] said: 535 5.7.8 no)", line);
        Assert.Contains(misfits, static m => m.Contains("QUIT"));
    }
}
