namespace MailSuite.Config;

/// <summary>Parameters whose owner is qmqpd.</summary>
public static class QmqpdParams
{
    /// <summary>qmqpd_authorized_clients</summary>
    public static readonly Param<string> QmqpdAuthorizedClients = Table.Text("qmqpd_authorized_clients", "");

    /// <summary>qmqpd_client_port_logging</summary>
    public static readonly Param<bool> QmqpdClientPortLogging = Table.YesNo("qmqpd_client_port_logging", "no");

    /// <summary>qmqpd_error_delay</summary>
    public static readonly Param<TimeSpan> QmqpdErrorDelay = Table.Time("qmqpd_error_delay", "1s");

    /// <summary>qmqpd_timeout</summary>
    public static readonly Param<TimeSpan> QmqpdTimeout = Table.Time("qmqpd_timeout", "300s", min: 1);
}
