namespace MailSuite.Config;

/// <summary>Parameters whose owner is dnsblog.</summary>
public static class DnsblogParams
{
    /// <summary>For tests: a pause before each answer of dnsblog.</summary>
    public static readonly Param<TimeSpan> DnsblogReplyDelay = Table.Time("dnsblog_reply_delay", "0s").NotYet();
}
