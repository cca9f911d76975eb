using System.Globalization;
using System.Text;

namespace MailSuite.Smtpd.Restrictions;

/// <summary>check_policy_service: what another program says of the step at hand.</summary>
internal static class PolicyService
{
    public static Verdict Check(PolicyCheck c, Element e)
    {
        var server = e.Server!;
        string action = server.Ask(Request(c, server.Context), c.Session.Settings.Context.Clock, c.Session.Wait) ?? server.DefaultAction;
        return AccessAction.Do(c, action, new AccessEntry(server.Name, "policy query", c.Subject, c.Kind));
    }

    /// <summary>The attributes in Postfix's order.</summary>
    private static byte[] Request(PolicyCheck c, string context)
    {
        var s = c.Session;
        var t = s.Transaction;
        var tls = s.Tls;
        bool counted = c.Stage == Stage.Data || c.Stage == Stage.EndOfData;
        var text = new StringBuilder(1024);
        void Put(string name, string value) => text.Append(name).Append('=').Append(Safe(value)).Append('\n');
        void PutNumber(string name, long value) => text.Append(CultureInfo.InvariantCulture, $"{name}={value}\n");
        Put("request", "smtpd_access_policy");
        // BDAT is told as DATA: servers were written before it was.
        Put("protocol_state", s.Where == "BDAT" ? "DATA" : s.Where);
        Put("protocol_name", s.Protocol);
        Put("client_address", s.Peer.Address);
        Put("client_name", s.Peer.Name);
        Put("client_port", s.Peer.Port);
        Put("reverse_client_name", s.Peer.ReverseName);
        Put("server_address", s.Peer.LocalAddress);
        Put("server_port", s.Peer.LocalPort);
        Put("helo_name", c.HeloName ?? "");
        Put("sender", c.SenderAddress);
        Put("recipient", c.RecipientAddress ?? "");
        PutNumber("recipient_count", counted ? t?.RecipientCount ?? 0 : 0);
        Put("queue_id", t?.Cleanup?.Id ?? "");
        Put("instance", c.Instance);
        PutNumber("size", t == null ? 0 : t.ContentSize > 0 ? t.ContentSize : t.DeclaredSize);
        Put("etrn_domain", c.EtrnDomain);
        Put("stress", c.Config.Get(SmtpdParams.Stress));
        Put("sasl_method", s.SaslMethod);
        Put("sasl_username", s.SaslUser);
        Put("sasl_sender", t?.Submitter ?? "");
        bool trusted = tls is { IsTrusted: true };
        Put("ccert_subject", trusted ? Xtext.Encode(tls!.PeerName) : "");
        Put("ccert_issuer", trusted ? Xtext.Encode(tls!.PeerIssuer) : "");
        Put("ccert_fingerprint", tls?.PeerFingerprint ?? "");
        Put("ccert_pubkey_fingerprint", tls?.PeerKeyFingerprint ?? "");
        Put("encryption_protocol", tls?.Protocol ?? "");
        Put("encryption_cipher", tls?.Cipher ?? "");
        PutNumber("encryption_keysize", tls?.UsedBits ?? 0);
        Put("tls_sni", tls?.ServerName ?? "");
        Put("policy_context", context);
        Put("compatibility_level", c.Config.Text(GlobalParams.CompatibilityLevel.Name));
        Put("mail_version", c.Config.Get(GlobalParams.MailVersion));
        text.Append('\n');
        return Bytes.Of(text.ToString());
    }

    /// <summary>A value must stay in its line.</summary>
    private static string Safe(string value) => value.AsSpan().IndexOfAny('\n', '\0', '\r') < 0 ? value : value.Replace('\n', '?').Replace('\r', '?').Replace('\0', '?');
}
