namespace MailSuite.Config;

/// <summary>Parameters whose owner is pickup.</summary>
public static class PickupParams
{
    /// <summary>Transport and next hop through which all mail passes on its way, for instance to a virus scanner.</summary>
    public static readonly Param<string> ContentFilter = Table.Text("content_filter", "");

    /// <summary>What mail on arrival goes without: no_address_mappings, no_header_body_checks, no_milters, no_unknown_recipient_checks.</summary>
    public static readonly Param<string> ReceiveOverrideOptions = Table.Text("receive_override_options", "");
}
