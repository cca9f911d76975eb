namespace MailSuite.Config;

/// <summary>Parameters whose owner is bounce.</summary>
public static class BounceParams
{
    /// <summary>2bounce_notice_recipient</summary>
    public static readonly Param<string> TwobounceNoticeRecipient = Table.Text("2bounce_notice_recipient", "postmaster", min: 1);

    /// <summary>bounce_notice_recipient</summary>
    public static readonly Param<string> NoticeRecipient = Table.Text("bounce_notice_recipient", "postmaster", min: 1);

    /// <summary>bounce_queue_lifetime</summary>
    public static readonly Param<TimeSpan> QueueLifetime = Table.Time("bounce_queue_lifetime", "5d", max: 8640000);

    /// <summary>bounce_size_limit</summary>
    public static readonly Param<int> SizeLimit = Table.Number("bounce_size_limit", "50000", min: 1);

    /// <summary>bounce_template_file</summary>
    public static readonly Param<string> TemplateFile = Table.Text("bounce_template_file", "");

    /// <summary>delay_notice_recipient</summary>
    public static readonly Param<string> DelayNoticeRecipient = Table.Text("delay_notice_recipient", "postmaster", min: 1);

    /// <summary>delay_warning_time</summary>
    public static readonly Param<TimeSpan> DelayWarningTime = Table.Time("delay_warning_time", "0h");

    /// <summary>enable_threaded_bounces</summary>
    public static readonly Param<bool> EnableThreadedBounces = Table.YesNo("enable_threaded_bounces", "no");

    /// <summary>header_from_format</summary>
    public static readonly Param<string> HeaderFromFormat = Table.Text("header_from_format", "standard", min: 1);

    /// <summary>maximal_queue_lifetime</summary>
    public static readonly Param<TimeSpan> MaximalQueueLifetime = Table.Time("maximal_queue_lifetime", "5d", max: 8640000);

    /// <summary>notify_classes</summary>
    public static readonly Param<string> NotifyClasses = Table.Text("notify_classes", "resource, software");

    /// <summary>requiretls_redact_dsn</summary>
    public static readonly Param<bool> RequiretlsRedactDsn = Table.YesNo("requiretls_redact_dsn", "yes");
}
