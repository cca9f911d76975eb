namespace MailSuite.Config;

/// <summary>Parameters whose owner is tlsmgr.</summary>
public static class TlsmgrParams
{
    /// <summary>Name of the service that keeps TLS session caches and keys.</summary>
    public static readonly Param<string> ServiceName = Table.Text("tlsmgr_service_name", "tlsmgr", min: 1).NotYet();
}
