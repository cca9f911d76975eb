namespace MailSuite.Bounce;

/// <summary>What a kind of notice says: header values, and the text above the reasons, with $parameters.</summary>
internal sealed record BounceTemplate(string Name, string Subject, string PostmasterSubject, string Body)
{
    /// <summary>The From: header; empty: by header_from_format.</summary>
    public string From { get; init; } = "";
    /// <summary>Charset of the text.</summary>
    public string Charset { get; init; } = "us-ascii";

    /// <summary>Is it about mail that did not arrive (yet)? The attached part is called "Undelivered" then.</summary>
    public bool Undelivered => Name is FailureName or DelayName;
    /// <summary>Is it about mail that will never arrive?</summary>
    public bool IsFailure => Name == FailureName;

    internal const string FailureName = "failure_template", DelayName = "delay_template", SuccessName = "success_template", VerifyName = "verify_template";

    internal static BounceTemplate Failure { get; } = new(FailureName, "Undelivered Mail Returned to Sender", "Postmaster Copy: Undelivered Mail",
        """
        This is the mail system at host $myhostname.

        Your message could not be delivered to one or more recipients.
        The reasons are listed below; your message is attached.

        If you need help, please write to postmaster and include this
        report. The attached message may be left out.

                           The mail system
        """);

    internal static BounceTemplate Delay { get; } = new(DelayName, "Delayed Mail (still being retried)", "Postmaster Warning: Delayed Mail",
        """
        This is the mail system at host $myhostname.

        ####################################################################
        # ONLY A WARNING: THERE IS NO NEED TO SEND YOUR MESSAGE AGAIN.     #
        ####################################################################

        Your message has been waiting for $delay_warning_time_hours hour(s) and could not be
        delivered so far. We keep trying until it is $maximal_queue_lifetime_days day(s) old.

        If you need help, please write to postmaster and include this
        report. The attached message may be left out.

                           The mail system
        """);

    internal static BounceTemplate Success { get; } = new(SuccessName, "Successful Mail Delivery Report", "",
        """
        This is the mail system at host $myhostname.

        Your message has reached the destination(s) listed below. Where it
        was put into a mailbox you will hear no more of it; where it was
        passed on, another system may still report trouble.

                           The mail system
        """);

    internal static BounceTemplate Verify { get; } = new(VerifyName, "Mail Delivery Status Report", "",
        """
        This is the mail system at host $myhostname.

        Here is the delivery report that you asked for.

                           The mail system
        """);

    private static readonly (string Suffix, int Seconds)[] Units = [("seconds", 1), ("minutes", 60), ("hours", 3600), ("days", 86400), ("weeks", 604800)];

    /// <summary>The text's lines with $parameters in place. $$ is a dollar sign.</summary>
    internal IEnumerable<string> Lines(MailConfig config) => Expand(config).Split('\n');

    private string Expand(MailConfig config) => string.Join("$", Body.Split("$$").Select(part => MacroExpansion.Expand(part, name => Value(config, name))));

    private static string? Value(MailConfig config, string name)
    {
        foreach (var param in (Param<TimeSpan>[])[BounceParams.DelayWarningTime, BounceParams.MaximalQueueLifetime])
            if (name.StartsWith(param.Name + "_", StringComparison.Ordinal) && Array.Find(Units, u => name.EndsWith("_" + u.Suffix, StringComparison.Ordinal)) is { Seconds: > 0 } unit)
                return Math.Round(config.Get(param).TotalSeconds / unit.Seconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return config.Raw(name);
    }
}
