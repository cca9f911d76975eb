namespace MailSuite.Config;

/// <summary>Parameters whose owner is tlsmgr.</summary>
public static class TlsmgrParams
{
    /// <summary>tlsmgr_service_name</summary>
    public static readonly Param<string> ServiceName = Table.Text("tlsmgr_service_name", "tlsmgr", min: 1);
}
