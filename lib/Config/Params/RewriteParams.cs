namespace MailSuite.Config;

/// <summary>Parameters whose owner is rewrite.</summary>
public static class RewriteParams
{
    /// <summary>Whether a recipient may begin with "-", which commands could take for an option.</summary>
    public static readonly Param<bool> AllowMinUser = Table.YesNo("allow_min_user", "no");

    /// <summary>Whether user%domain means user@domain.</summary>
    public static readonly Param<bool> AllowPercentHack = Table.YesNo("allow_percent_hack", "yes");

    /// <summary>Whether @$myorigin completes an address without a domain.</summary>
    public static readonly Param<bool> AppendAtMyorigin = Table.YesNo("append_at_myorigin", "yes");

    /// <summary>Whether .$mydomain completes a domain without a dot.</summary>
    public static readonly Param<bool> AppendDotMydomain = Table.YesNo("append_dot_mydomain", "${{$compatibility_level} <level {1} ? {yes} : {no}}");

    /// <summary>Transport for domains that are none of ours.</summary>
    public static readonly Param<string> DefaultTransport = Table.Text("default_transport", "smtp", min: 1);

    /// <summary>What stands for the empty sender in sender_dependent_default_transport_maps.</summary>
    public static readonly Param<string> EmptyAddressDefaultTransportMapsLookupKey = Table.Text("empty_address_default_transport_maps_lookup_key", "<>");

    /// <summary>Who gets mail for the empty address.</summary>
    public static readonly Param<string> EmptyAddressRecipient = Table.Text("empty_address_recipient", "MAILER-DAEMON", min: 1);

    /// <summary>What stands for the empty sender in sender_dependent_relayhost_maps.</summary>
    public static readonly Param<string> EmptyAddressRelayhostMapsLookupKey = Table.Text("empty_address_relayhost_maps_lookup_key", "<>", min: 1);

    /// <summary>Transport for the domains of relay_domains.</summary>
    public static readonly Param<string> RelayTransport = Table.Text("relay_transport", "relay", min: 1);

    /// <summary>Whether "user has moved to" stands before the results of relocated_maps.</summary>
    public static readonly Param<bool> RelocatedPrefixEnable = Table.YesNo("relocated_prefix_enable", "yes");

    /// <summary>Domain that completes header addresses of mail from remote clients; empty leaves them alone.</summary>
    public static readonly Param<string> RemoteHeaderRewriteDomain = Table.Text("remote_header_rewrite_domain", "");

    /// <summary>Whether a quoted local part is examined for further @ % ! as if it were not quoted.</summary>
    public static readonly Param<bool> ResolveDequotedAddress = Table.YesNo("resolve_dequoted_address", "yes");

    /// <summary>Whether an address that ends in "@" is taken for a local one.</summary>
    public static readonly Param<bool> ResolveNullDomain = Table.YesNo("resolve_null_domain", "no");

    /// <summary>Whether user@1.2.3.4 means user@[1.2.3.4].</summary>
    public static readonly Param<bool> ResolveNumericDomain = Table.YesNo("resolve_numeric_domain", "no");

    /// <summary>Tables with a default transport, by sender.</summary>
    public static readonly Param<string> SenderDependentDefaultTransportMaps = Table.Text("sender_dependent_default_transport_maps", "");

    /// <summary>Tables with a relayhost, by sender.</summary>
    public static readonly Param<string> SenderDependentRelayhostMaps = Table.Text("sender_dependent_relayhost_maps", "");

    /// <summary>Whether site!user means user@site.</summary>
    public static readonly Param<bool> SwapBangpath = Table.YesNo("swap_bangpath", "yes");
}
