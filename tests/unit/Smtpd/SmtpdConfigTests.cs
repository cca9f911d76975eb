using MailSuite.Tests.Transcripts;

namespace MailSuite.Tests.Smtpd;

/// <summary>Configurations with which smtpd must not start, each told by name.</summary>
public sealed class SmtpdConfigTests
{
    [Theory]
    [InlineData("smtpd_recipient_restrictions = reject_rbl_client", "reject_rbl_client requires a domain name")]
    [InlineData("smtpd_recipient_restrictions = reject_rbl_client rbl.example=127.0.0", "bad address filter")]
    [InlineData("smtpd_recipient_restrictions = reject_rbl_client rbl.example=127.0.0.[9..3]", "bad address filter")]
    [InlineData("smtpd_data_restrictions = hash:/x", "specify one of (check_client_access")]
    [InlineData("smtpd_restriction_classes = cls\nmain.cf: smtpd_client_restrictions = cls", "restriction class `cls' needs a definition")]
    [InlineData("smtpd_restriction_classes = cls\nmain.cf: cls = cls\nmain.cf: smtpd_client_restrictions = cls", "nested too deep")]
    [InlineData("smtpd_client_restrictions = check_policy_service { unix:policy, what=7 }", "unexpected attribute")]
    [InlineData("smtpd_client_restrictions = check_policy_service { unix:policy, timeout=seven }", "smtpd_policy_service_timeout")]
    [InlineData("reject_tempfail_action = perhaps", "unknown_address_tempfail_action = perhaps")]
    [InlineData("smtpd_client_restrictions = check_policy_service tcp:private/policy", "invalid attribute transport name")]
    [InlineData("smtpd_sender_restrictions = no_such_thing", "no_such_thing")]
    [InlineData("smtpd_recipient_restrictions = check_recipient_access", "requires maptype:mapname")]
    [InlineData("smtpd_relay_restrictions = permit_mynetworks", "specify at least one working instance of: reject_unauth_destination")]
    [InlineData("smtpd_sasl_auth_enable = yes", "smtpd_sasl_type = cyrus")]
    [InlineData("smtpd_forbid_bare_newline = perhaps", "smtpd_forbid_bare_newline")]
    [InlineData("smtpd_soft_error_limit = many", "smtpd_soft_error_limit")]
    [InlineData("local_header_rewrite_clients = permit_everybody", "permit_everybody")]
    public void A_bad_setting_is_named_and_stops_the_server(string setting, string named)
    {
        string before = System.IO.Directory.GetCurrentDirectory();
        try
        {
            var e = Assert.Throws<FatalException>(() => new SmtpdServer(Transcript.Parse("bad", "main.cf: " + setting)));
            Assert.Contains(named, e.Message, StringComparison.Ordinal);
        }
        finally
        {
            System.IO.Directory.SetCurrentDirectory(before);
        }
    }
}
