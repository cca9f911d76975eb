using MailSuite.Daemon;
using MailSuite.Net;
using MailSuite.Smtpd;
using MailSuite.Tests.Transcripts;

namespace MailSuite.Tests.Smtpd;

/// <summary>Under which name a client is counted.</summary>
public sealed class ClientLimitsTests
{
    [Theory]
    [InlineData("192.0.2.7", "", "smtpd:192.0.2.7")]
    [InlineData("192.0.2.7", "smtpd_client_ipv4_prefix_length = 24", "smtpd:192.0.2.0/24")]
    [InlineData("192.0.2.255", "smtpd_client_ipv4_prefix_length = 25", "smtpd:192.0.2.128/25")]
    [InlineData("2001:db8:1:2:3:4:5:6", "", "smtpd:2001:db8:1:2:3::/84")]
    [InlineData("2001:db8:1:2:3:f4f4:5:6", "", "smtpd:2001:db8:1:2:3:f000::/84")]
    [InlineData("2001:db8::7", "smtpd_client_ipv6_prefix_length = 128", "smtpd:2001:db8::7")]
    public void S_23_a_network_counts_as_one_client(string address, string setting, string ident)
    {
        using var server = new SmtpdServer(Transcript.Parse("ident", "main.cf: " + setting));
        var peer = SmtpPeer.Named(new Client(0, 1, null), new PeerName("x", "x", 2, 2), address, "1");
        Assert.Equal(ident, server.Settings.ClientLimits.IdentOf(peer));
    }
}
