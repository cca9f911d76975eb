namespace MailSuite.Config;

/// <summary>Parameters whose owner is pipe.</summary>
public static class PipeParams
{
    /// <summary>default_delivery_status_filter for pipe(8).</summary>
    public static readonly Param<string> PipeDeliveryStatusFilter = Table.Text("pipe_delivery_status_filter", "$default_delivery_status_filter");
}
