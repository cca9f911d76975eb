namespace MailSuite.Smtpd.Restrictions;

/// <summary>One restriction: its name in main.cf and what it does. A name that has no row here is a configuration error that names it.</summary>
/// <param name="Name">Lower case.</param>
/// <param name="Judge">Gives the verdict.</param>
/// <param name="Takes">What follows the name.</param>
/// <param name="GuardsRelaying">Counts as a working instance for the check that this host is no open relay.</param>
/// <param name="About">What a permission by it is about, for smtpd_log_access_permit_actions; null where the restriction logs for itself.</param>
internal sealed record Restriction(string Name, Func<PolicyCheck, Element, Verdict> Judge, Takes Takes = Takes.Nothing, bool GuardsRelaying = false, Permission? About = null)
{
    /// <summary>All restrictions. Aliases are rows of their own.</summary>
    public static readonly Restriction[] Table =
    [
        // Generic.
        new("permit", static (_, _) => Verdict.Permit, About: Permission.List),
        new("reject", Generic.Reject, GuardsRelaying: true),
        new("defer", Generic.Defer, GuardsRelaying: true),
        new("defer_if_permit", Generic.DeferIfPermit, GuardsRelaying: true),
        new("defer_if_reject", Generic.DeferIfReject),
        new("warn_if_reject", static (check, _) => check.WarnNext()),
        new("check_policy_service", PolicyService.Check, Takes.Server),
        new("reject_unauth_pipelining", Generic.UnauthPipelining),
        new("reject_plaintext_session", Generic.PlaintextSession),
        new("sleep", Generic.Sleep, Takes.Number),
        new("reject_multi_recipient_bounce", Generic.MultiRecipientBounce),
        // Client.
        new("permit_mynetworks", ClientRestrictions.Mynetworks, About: Permission.Client),
        new("permit_inet_interfaces", ClientRestrictions.InetInterfaces, About: Permission.Client),
        new("permit_sasl_authenticated", ClientRestrictions.SaslAuthenticated, About: Permission.Client),
        new("permit_tls_clientcerts", Certificates.PermitListed, About: Permission.Client),
        new("permit_tls_all_clientcerts", Certificates.PermitTrusted, About: Permission.Client),
        new("permit_dnswl_client", DnsLists.PermitClient, Takes.Domain, About: Permission.Client),
        new("permit_rhswl_client", DnsLists.PermitClientName, Takes.Domain, About: Permission.Client),
        new("check_client_access", ClientRestrictions.Access, Takes.Table),
        new("check_reverse_client_hostname_access", ClientRestrictions.ReverseAccess, Takes.Table),
        new("check_client_a_access", static (c, e) => ServerAccess.OfClient(c, e, DnsType.A), Takes.Table),
        new("check_client_mx_access", static (c, e) => ServerAccess.OfClient(c, e, DnsType.MX), Takes.Table),
        new("check_client_ns_access", static (c, e) => ServerAccess.OfClient(c, e, DnsType.NS), Takes.Table),
        new("check_reverse_client_hostname_a_access", static (c, e) => ServerAccess.OfReverseClient(c, e, DnsType.A), Takes.Table),
        new("check_reverse_client_hostname_mx_access", static (c, e) => ServerAccess.OfReverseClient(c, e, DnsType.MX), Takes.Table),
        new("check_reverse_client_hostname_ns_access", static (c, e) => ServerAccess.OfReverseClient(c, e, DnsType.NS), Takes.Table),
        new("check_ccert_access", Certificates.Access, Takes.CertificateTable),
        new("check_sasl_access", ClientRestrictions.SaslAccess, Takes.Table),
        new("reject_unknown_client_hostname", ClientRestrictions.UnknownHostname),
        new("reject_unknown_client", ClientRestrictions.UnknownHostname),
        new("reject_unknown_reverse_client_hostname", ClientRestrictions.UnknownReverseHostname),
        new("reject_rbl_client", DnsLists.RejectClient, Takes.Domain),
        new("reject_rbl", DnsLists.RejectClient, Takes.Domain),
        new("reject_rhsbl_client", DnsLists.RejectClientName, Takes.Domain),
        new("reject_rhsbl_reverse_client", DnsLists.RejectReverseClientName, Takes.Domain),
        new("permit_naked_ip_address", static (c, _) => c.NoLonger("permit_naked_ip_address", "permit_mynetworks or permit_sasl_authenticated")),
        // HELO.
        new("check_helo_access", HeloRestrictions.Access, Takes.Table),
        new("check_helo_a_access", static (c, e) => ServerAccess.OfHelo(c, e, DnsType.A), Takes.Table),
        new("check_helo_mx_access", static (c, e) => ServerAccess.OfHelo(c, e, DnsType.MX), Takes.Table),
        new("check_helo_ns_access", static (c, e) => ServerAccess.OfHelo(c, e, DnsType.NS), Takes.Table),
        new("reject_invalid_helo_hostname", HeloRestrictions.Invalid),
        new("reject_invalid_hostname", HeloRestrictions.Invalid),
        new("reject_non_fqdn_helo_hostname", HeloRestrictions.NonFqdn),
        new("reject_non_fqdn_hostname", HeloRestrictions.NonFqdn),
        new("reject_unknown_helo_hostname", HeloRestrictions.Unknown),
        new("reject_unknown_hostname", HeloRestrictions.Unknown),
        new("reject_rhsbl_helo", DnsLists.RejectHelo, Takes.Domain),
        // Sender.
        new("check_sender_access", SenderRestrictions.Access, Takes.Table),
        new("check_sender_a_access", static (c, e) => ServerAccess.OfSender(c, e, DnsType.A), Takes.Table),
        new("check_sender_mx_access", static (c, e) => ServerAccess.OfSender(c, e, DnsType.MX), Takes.Table),
        new("check_sender_ns_access", static (c, e) => ServerAccess.OfSender(c, e, DnsType.NS), Takes.Table),
        new("reject_non_fqdn_sender", SenderRestrictions.NonFqdn),
        new("reject_unknown_sender_domain", SenderRestrictions.UnknownDomain),
        new("reject_unknown_address", SenderRestrictions.UnknownDomain),
        new("reject_unlisted_sender", SenderRestrictions.Unlisted),
        new("reject_unverified_sender", AddressVerification.Sender),
        new("reject_sender_login_mismatch", SenderLogin.Mismatch),
        new("reject_authenticated_sender_login_mismatch", SenderLogin.AuthenticatedMismatch),
        new("reject_unauthenticated_sender_login_mismatch", SenderLogin.UnauthenticatedMismatch),
        new("reject_known_sender_login_mismatch", SenderLogin.KnownMismatch),
        new("reject_rhsbl_sender", DnsLists.RejectSender, Takes.Domain),
        // Relay and recipient.
        new("check_recipient_access", RecipientRestrictions.Access, Takes.Table),
        new("check_recipient_a_access", static (c, e) => ServerAccess.OfRecipient(c, e, DnsType.A), Takes.Table),
        new("check_recipient_mx_access", static (c, e) => ServerAccess.OfRecipient(c, e, DnsType.MX), Takes.Table),
        new("check_recipient_ns_access", static (c, e) => ServerAccess.OfRecipient(c, e, DnsType.NS), Takes.Table),
        new("reject_unauth_destination", RecipientRestrictions.UnauthDestination, GuardsRelaying: true),
        new("defer_unauth_destination", RecipientRestrictions.DeferUnauthDestination, GuardsRelaying: true),
        new("permit_auth_destination", RecipientRestrictions.AuthDestination, About: Permission.Recipient),
        new("permit_mx_backup", MxBackup.Permit, About: Permission.Recipient),
        new("reject_non_fqdn_recipient", RecipientRestrictions.NonFqdn),
        new("reject_unknown_recipient_domain", RecipientRestrictions.UnknownDomain),
        new("reject_unlisted_recipient", RecipientRestrictions.Unlisted),
        new("check_recipient_maps", RecipientRestrictions.Unlisted),
        new("reject_unverified_recipient", AddressVerification.Recipient),
        new("reject_rhsbl_recipient", DnsLists.RejectRecipient, Takes.Domain),
        new("reject_maps_rbl", static (c, _) => c.NoLonger("reject_maps_rbl", "reject_rbl_client domain-name")),
        new("check_relay_domains", static (c, _) => c.NoLonger("check_relay_domains", "permit_mynetworks, reject_unauth_destination")),
        // ETRN.
        new("check_etrn_access", EtrnRestrictions.Access, Takes.Table),
    ];

    /// <summary>The row of a name; null when there is none.</summary>
    public static Restriction? Find(string name) => Array.Find(Table, row => Bytes.Same(row.Name, name));
}

/// <summary>What follows a restriction's name.</summary>
internal enum Takes { Nothing, Table, Number, Domain, Server, CertificateTable }

/// <summary>What a permission is about: the client, the recipient, or whatever its list is about.</summary>
internal enum Permission { Client, Recipient, List }
