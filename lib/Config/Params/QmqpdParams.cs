namespace MailSuite.Config;

/// <summary>Parameters whose owner is qmqpd.</summary>
public static class QmqpdParams
{
    /// <summary>Clients that may send mail by QMQP.</summary>
    public static readonly Param<string> QmqpdAuthorizedClients = Table.Text("qmqpd_authorized_clients", "").NotYet();

    /// <summary>Whether the QMQP client's port is logged.</summary>
    public static readonly Param<bool> QmqpdClientPortLogging = Table.YesNo("qmqpd_client_port_logging", "no").NotYet();

    /// <summary>Pause before a QMQP client is told of an error.</summary>
    public static readonly Param<TimeSpan> QmqpdErrorDelay = Table.Time("qmqpd_error_delay", "1s").NotYet();

    /// <summary>Time limit for reading from and writing to a QMQP client.</summary>
    public static readonly Param<TimeSpan> QmqpdTimeout = Table.Time("qmqpd_timeout", "300s", min: 1).NotYet();
}
