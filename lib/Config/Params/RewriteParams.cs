namespace MailSuite.Config;

/// <summary>Parameters whose owner is rewrite.</summary>
public static class RewriteParams
{
    /// <summary>allow_min_user</summary>
    public static readonly Param<bool> AllowMinUser = Table.YesNo("allow_min_user", "no");

    /// <summary>allow_percent_hack</summary>
    public static readonly Param<bool> AllowPercentHack = Table.YesNo("allow_percent_hack", "yes");

    /// <summary>append_at_myorigin</summary>
    public static readonly Param<bool> AppendAtMyorigin = Table.YesNo("append_at_myorigin", "yes");

    /// <summary>append_dot_mydomain</summary>
    public static readonly Param<bool> AppendDotMydomain = Table.YesNo("append_dot_mydomain", "${{$compatibility_level} <level {1} ? {yes} : {no}}");

    /// <summary>default_transport</summary>
    public static readonly Param<string> DefaultTransport = Table.Text("default_transport", "smtp", min: 1);

    /// <summary>empty_address_default_transport_maps_lookup_key</summary>
    public static readonly Param<string> EmptyAddressDefaultTransportMapsLookupKey = Table.Text("empty_address_default_transport_maps_lookup_key", "<>");

    /// <summary>empty_address_recipient</summary>
    public static readonly Param<string> EmptyAddressRecipient = Table.Text("empty_address_recipient", "MAILER-DAEMON", min: 1);

    /// <summary>empty_address_relayhost_maps_lookup_key</summary>
    public static readonly Param<string> EmptyAddressRelayhostMapsLookupKey = Table.Text("empty_address_relayhost_maps_lookup_key", "<>", min: 1);

    /// <summary>relay_transport</summary>
    public static readonly Param<string> RelayTransport = Table.Text("relay_transport", "relay", min: 1);

    /// <summary>relocated_prefix_enable</summary>
    public static readonly Param<bool> RelocatedPrefixEnable = Table.YesNo("relocated_prefix_enable", "yes");

    /// <summary>remote_header_rewrite_domain</summary>
    public static readonly Param<string> RemoteHeaderRewriteDomain = Table.Text("remote_header_rewrite_domain", "");

    /// <summary>resolve_dequoted_address</summary>
    public static readonly Param<bool> ResolveDequotedAddress = Table.YesNo("resolve_dequoted_address", "yes");

    /// <summary>resolve_null_domain</summary>
    public static readonly Param<bool> ResolveNullDomain = Table.YesNo("resolve_null_domain", "no");

    /// <summary>resolve_numeric_domain</summary>
    public static readonly Param<bool> ResolveNumericDomain = Table.YesNo("resolve_numeric_domain", "no");

    /// <summary>sender_dependent_default_transport_maps</summary>
    public static readonly Param<string> SenderDependentDefaultTransportMaps = Table.Text("sender_dependent_default_transport_maps", "");

    /// <summary>sender_dependent_relayhost_maps</summary>
    public static readonly Param<string> SenderDependentRelayhostMaps = Table.Text("sender_dependent_relayhost_maps", "");

    /// <summary>swap_bangpath</summary>
    public static readonly Param<bool> SwapBangpath = Table.YesNo("swap_bangpath", "yes");
}
