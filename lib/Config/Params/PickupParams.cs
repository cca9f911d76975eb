namespace MailSuite.Config;

/// <summary>Parameters whose owner is pickup.</summary>
public static class PickupParams
{
    /// <summary>content_filter</summary>
    public static readonly Param<string> ContentFilter = Table.Text("content_filter", "");

    /// <summary>receive_override_options</summary>
    public static readonly Param<string> ReceiveOverrideOptions = Table.Text("receive_override_options", "");
}
