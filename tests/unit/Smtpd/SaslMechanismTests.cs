using MailSuite.Tests.Imapd;

namespace MailSuite.Tests.Smtpd;

/// <summary>Which of the authentication server's mechanisms are offered, and taken (smtpd_sasl_mechanism_filter, smtpd_sasl_security_options).</summary>
public sealed class SaslMechanismTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"sasl-{Environment.ProcessId}-{Random.Shared.Next()}");
    private readonly FakeAuthServer server;

    public SaslMechanismTests() => server = new FakeAuthServer(path, "PLAIN\tplaintext", "LOGIN\tplaintext", "EXTERNAL", "ANONYMOUS\tanonymous", "SCRAM-SHA-256\tmutual-auth");

    public void Dispose()
    {
        server.Dispose();
        File.Delete(path);
    }

    private LiveSession Session(params string[] more) => new(["smtpd_sasl_auth_enable = yes", "smtpd_sasl_type = dovecot", $"smtpd_sasl_path = {path}", .. more]);

    [Theory]
    [InlineData("PLAIN LOGIN SCRAM-SHA-256")]
    [InlineData("PLAIN LOGIN", "smtpd_sasl_mechanism_filter = plain, login")]
    [InlineData("LOGIN SCRAM-SHA-256", "smtpd_sasl_mechanism_filter = !plain, !external, static:rest")]
    [InlineData("PLAIN LOGIN EXTERNAL SCRAM-SHA-256", "smtpd_sasl_mechanism_filter =")]
    [InlineData("SCRAM-SHA-256", "smtpd_sasl_security_options = noanonymous, noplaintext")]
    [InlineData("PLAIN LOGIN ANONYMOUS SCRAM-SHA-256", "smtpd_sasl_security_options =")]
    [InlineData("SCRAM-SHA-256", "smtpd_sasl_mechanism_filter = plain, scram-sha-256", "smtpd_sasl_security_options = noplaintext")]
    public void The_filter_decides_what_is_offered(string offered, params string[] more)
    {
        using var s = Session(more);
        s.Hear();
        string line = Assert.Single(s.Say("EHLO c").Split('\n'), static l => l.Contains("AUTH", StringComparison.Ordinal));
        Assert.Equal(offered, line[9..]);
    }

    /// <summary>What is not offered is not taken either.</summary>
    [Theory]
    [InlineData("login", "535 5.7.8 Error: authentication failed: Invalid authentication mechanism")]
    [InlineData("plain", "235 2.7.0 Authentication successful")]
    public void The_filter_decides_what_is_taken(string filter, string reply)
    {
        using var s = Session("smtpd_sasl_mechanism_filter = " + filter);
        s.Hear();
        s.Say("EHLO c");
        Assert.Equal(reply, s.Say("AUTH PLAIN " + Convert.ToBase64String("\0u1\0pw"u8)));
    }

    [Fact]
    public void Without_a_mechanism_auth_is_not_offered()
    {
        using var s = Session("smtpd_sasl_mechanism_filter = cram-md5");
        s.Hear();
        Assert.DoesNotContain("AUTH", s.Say("EHLO c"));
    }
}
