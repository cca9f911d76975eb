namespace MailSuite.Config;

/// <summary>Parameters whose owner is bounce.</summary>
public static class BounceParams
{
    /// <summary>Who is told of mail that can neither be delivered nor returned.</summary>
    public static readonly Param<string> TwobounceNoticeRecipient = Table.Text("2bounce_notice_recipient", "postmaster", min: 1);

    /// <summary>Who gets copies of bounces when notify_classes has "bounce".</summary>
    public static readonly Param<string> NoticeRecipient = Table.Text("bounce_notice_recipient", "postmaster", min: 1);

    /// <summary>How long a bounce is tried before it is given up.</summary>
    public static readonly Param<TimeSpan> QueueLifetime = Table.Time("bounce_queue_lifetime", "5d", max: 8640000);

    /// <summary>Bytes of the original message that a notice returns.</summary>
    public static readonly Param<int> SizeLimit = Table.Number("bounce_size_limit", "50000", min: 1);

    /// <summary>File with the texts of notices.</summary>
    public static readonly Param<string> TemplateFile = Table.Text("bounce_template_file", "");

    /// <summary>Who gets copies of delay warnings when notify_classes has "delay".</summary>
    public static readonly Param<string> DelayNoticeRecipient = Table.Text("delay_notice_recipient", "postmaster", min: 1);

    /// <summary>Time after which a sender is warned that mail is still waiting; 0 is never.</summary>
    public static readonly Param<TimeSpan> DelayWarningTime = Table.Time("delay_warning_time", "0h");

    /// <summary>Whether notices refer to the original message, so that mail readers show them together.</summary>
    public static readonly Param<bool> EnableThreadedBounces = Table.YesNo("enable_threaded_bounces", "no");

    /// <summary>Form of the From header that the system makes: standard or obsolete.</summary>
    public static readonly Param<string> HeaderFromFormat = Table.Text("header_from_format", "standard", min: 1);

    /// <summary>How long a message is tried before it is returned.</summary>
    public static readonly Param<TimeSpan> MaximalQueueLifetime = Table.Time("maximal_queue_lifetime", "5d", max: 8640000);

    /// <summary>Kinds of trouble of which the postmaster is told: bounce, 2bounce, data, delay, policy, protocol, resource, software.</summary>
    public static readonly Param<string> NotifyClasses = Table.Text("notify_classes", "resource, software");

    /// <summary>Whether notices for REQUIRETLS mail leave out what the mail contained.</summary>
    public static readonly Param<bool> RequiretlsRedactDsn = Table.YesNo("requiretls_redact_dsn", "yes");
}
