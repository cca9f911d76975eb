namespace MailSuite.Smtpd.Restrictions;

/// <summary>One restriction: its name in main.cf and what it does. A name that has no row here is a configuration error that names it.</summary>
/// <param name="Name">Lower case.</param>
/// <param name="Judge">Gives the verdict.</param>
/// <param name="Takes">What follows the name.</param>
/// <param name="GuardsRelaying">Counts as a working instance for the check that this host is no open relay.</param>
internal sealed record Restriction(string Name, Func<PolicyCheck, Element, Verdict> Judge, Takes Takes = Takes.Nothing, bool GuardsRelaying = false)
{
    /// <summary>All restrictions. Aliases are rows of their own.</summary>
    public static readonly Restriction[] Table =
    [
        // Generic.
        new("permit", static (_, _) => Verdict.Permit),
        new("reject", Generic.Reject, GuardsRelaying: true),
        new("defer", Generic.Defer, GuardsRelaying: true),
        new("defer_if_permit", Generic.DeferIfPermit, GuardsRelaying: true),
        new("defer_if_reject", Generic.DeferIfReject),
        new("warn_if_reject", static (check, _) => check.WarnNext()),
        new("reject_unauth_pipelining", Generic.UnauthPipelining),
        new("reject_plaintext_session", Generic.PlaintextSession),
        new("sleep", Generic.Sleep, Takes.Number),
        new("reject_multi_recipient_bounce", Generic.MultiRecipientBounce),
        // Client.
        new("permit_mynetworks", ClientRestrictions.Mynetworks),
        new("permit_inet_interfaces", ClientRestrictions.InetInterfaces),
        new("permit_sasl_authenticated", ClientRestrictions.SaslAuthenticated),
        new("permit_tls_all_clientcerts", ClientRestrictions.TlsAllClientCerts),
        new("check_client_access", ClientRestrictions.Access, Takes.Table),
        new("check_reverse_client_hostname_access", ClientRestrictions.ReverseAccess, Takes.Table),
        new("check_sasl_access", ClientRestrictions.SaslAccess, Takes.Table),
        new("reject_unknown_client_hostname", ClientRestrictions.UnknownHostname),
        new("reject_unknown_client", ClientRestrictions.UnknownHostname),
        new("reject_unknown_reverse_client_hostname", ClientRestrictions.UnknownReverseHostname),
        // HELO.
        new("check_helo_access", HeloRestrictions.Access, Takes.Table),
        new("reject_invalid_helo_hostname", HeloRestrictions.Invalid),
        new("reject_invalid_hostname", HeloRestrictions.Invalid),
        new("reject_non_fqdn_helo_hostname", HeloRestrictions.NonFqdn),
        new("reject_non_fqdn_hostname", HeloRestrictions.NonFqdn),
        new("reject_unknown_helo_hostname", HeloRestrictions.Unknown),
        new("reject_unknown_hostname", HeloRestrictions.Unknown),
        // Sender.
        new("check_sender_access", SenderRestrictions.Access, Takes.Table),
        new("reject_non_fqdn_sender", SenderRestrictions.NonFqdn),
        new("reject_unknown_sender_domain", SenderRestrictions.UnknownDomain),
        new("reject_unknown_address", SenderRestrictions.UnknownDomain),
        new("reject_unlisted_sender", SenderRestrictions.Unlisted),
        // Relay and recipient.
        new("check_recipient_access", RecipientRestrictions.Access, Takes.Table),
        new("reject_unauth_destination", RecipientRestrictions.UnauthDestination, GuardsRelaying: true),
        new("defer_unauth_destination", RecipientRestrictions.DeferUnauthDestination, GuardsRelaying: true),
        new("permit_auth_destination", RecipientRestrictions.AuthDestination),
        new("reject_non_fqdn_recipient", RecipientRestrictions.NonFqdn),
        new("reject_unknown_recipient_domain", RecipientRestrictions.UnknownDomain),
        new("reject_unlisted_recipient", RecipientRestrictions.Unlisted),
        new("check_recipient_maps", RecipientRestrictions.Unlisted),
        // ETRN.
        new("check_etrn_access", Generic.EtrnAccess, Takes.Table),
    ];

    /// <summary>The row of a name; null when there is none.</summary>
    public static Restriction? Find(string name) => Array.Find(Table, row => Bytes.Same(row.Name, name));
}

/// <summary>What follows a restriction's name.</summary>
internal enum Takes { Nothing, Table, Number }
