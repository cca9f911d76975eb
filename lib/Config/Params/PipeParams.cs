namespace MailSuite.Config;

/// <summary>Parameters whose owner is pipe.</summary>
public static class PipeParams
{
    /// <summary>pipe_delivery_status_filter</summary>
    public static readonly Param<string> PipeDeliveryStatusFilter = Table.Text("pipe_delivery_status_filter", "$default_delivery_status_filter");
}
