using MailSuite.Protocol;

namespace MailSuite.Bounce;

/// <summary>Which recipients a notice tells of.</summary>
internal enum Applies
{
    /// <summary>All of them: copies for the postmaster, reports that were asked for.</summary>
    All,
    /// <summary>Those for which the sender wants to hear of failure.</summary>
    Failure,
    /// <summary>Those for which the sender wants to hear of delay.</summary>
    Delay,
}

/// <summary>
/// One delivery status notification (RFC 3462, RFC 3464): the explanation, the report for programs, and the message or its header.
/// All that strangers said is already printable and of one line: the log keeps it so, and what did not come by the log is made so here.
/// </summary>
internal sealed class Notice(MailConfig config, Clock clock, BounceTemplate template, BounceRequest request, OriginalMessage original, IReadOnlyList<BounceRecord> records)
{
    private readonly string host = config.Get(GlobalParams.Myhostname), mailName = config.Get(GlobalParams.MailName);
    private readonly bool isInternational = (request.SendOptions & 1) != 0;
    private readonly string encoding = config.Get(GlobalParams.Smtputf8Enable) || request.Encoding == "8bit" ? "8bit" : request.Encoding.Length > 0 ? "7bit" : "";
    private string boundary = "";

    /// <summary>To the postmaster: another subject, and no explanation.</summary>
    internal bool IsPostmasterCopy { get; init; }
    /// <summary>Of whom it tells.</summary>
    internal Applies Applies { get; init; }
    /// <summary>Attach the header only.</summary>
    internal bool HeaderOnly { get; init; }

    private bool Concerns(BounceRecord r) => Applies switch
    {
        Applies.Failure => r.Notify == DsnNotify.None || (r.Notify & DsnNotify.Failure) != 0,
        Applies.Delay => r.Notify == DsnNotify.None || (r.Notify & DsnNotify.Delay) != 0,
        _ => true,
    };

    /// <summary>Does anybody want to hear of it?</summary>
    internal bool IsWanted => records.Any(Concerns);

    /// <summary>Writes the whole notice.</summary>
    internal void Compose(InjectedMessage to, string recipient)
    {
        boundary = $"{request.QueueId}.{clock.UnixSeconds}/{host}";
        Header(to, recipient);
        Explanation(to);
        Report(to);
        Attachment(to);
        to.Line("");
        to.Line($"--{boundary}--");
    }

    private void Header(InjectedMessage to, string recipient)
    {
        string now = LocalTime.MailDate(clock.UnixSeconds);
        to.Line($"Received: by {host} ({mailName})");
        to.Line($"\tid {to.QueueId}; {now}");
        to.Line($"Date: {now}");
        to.Line("From: " + (template.From.Length > 0 ? template.From
            : config.Get(BounceParams.HeaderFromFormat) == "obsolete" ? "MAILER-DAEMON (Mail Delivery System)" : "Mail Delivery System <MAILER-DAEMON>"));
        to.Line($"Subject: {(IsPostmasterCopy ? template.PostmasterSubject : template.Subject)}");
        to.Line($"To: {Bytes.Printable(MailAddress.Quote(recipient))}");
        if (config.Get(BounceParams.EnableThreadedBounces) && original.IsReadable && original.Header("Message-ID") is { Length: > 2 and < 900 } id && id[0] == '<')
        {
            string earlier = original.Header("References");
            to.Line($"References: {(earlier.Length is > 0 and < 900 ? Bytes.Printable(earlier) + "\n\t" : "")}{Bytes.Printable(id)}");
            to.Line($"In-Reply-To: {Bytes.Printable(id)}");
        }
        to.Line($"Auto-Submitted: {(IsPostmasterCopy ? "auto-generated" : "auto-replied")}");
        // RFC 8689 5: what may go without TLS comes back without it, too.
        if ((request.SendOptions & SendOption.TlsNotRequired) != 0 && config.Get(TlsParams.RequiredEnable))
            to.Line("TLS-Required: no");
        to.Line("MIME-Version: 1.0");
        to.Line($"Content-Type: multipart/report; report-type={(isInternational ? "global-" : "")}delivery-status;");
        to.Line($"\tboundary=\"{boundary}\"");
        Encoding(to);
        to.Line("");
        to.Line("This is a MIME-encapsulated message.");
    }

    private void Encoding(InjectedMessage to)
    {
        if (encoding.Length > 0)
            to.Line($"Content-Transfer-Encoding: {encoding}");
    }

    private void Part(InjectedMessage to, string description, string type)
    {
        to.Line("");
        to.Line($"--{boundary}");
        to.Line($"Content-Description: {description}");
        to.Line($"Content-Type: {type}");
    }

    private void Explanation(InjectedMessage to)
    {
        string charset = template.Charset == "us-ascii" && config.Get(GlobalParams.Smtputf8Enable) ? "utf-8" : template.Charset;
        Part(to, "Notification", $"text/plain; charset={charset}");
        Encoding(to);
        to.Line("");
        if (!IsPostmasterCopy)
            foreach (string line in template.Lines(config))
                to.Line(line);
        if (records.Count == 0)
        {
            to.Line("");
            to.Line("\t--- Delivery report unavailable ---");
        }
        foreach (var r in records.Where(Concerns))
        {
            string address = r.Recipient == "<>" ? "" : r.Recipient;
            to.Line("");
            foreach (string line in LineWrap.Of(r.Original.Length > 0 ? $"<{address}> (expanded from <{r.Original}>): {r.Dsn.Reason}" : $"<{address}>: {r.Dsn.Reason}"))
                to.Line(line);
        }
    }

    private void Report(InjectedMessage to)
    {
        Part(to, "Delivery report", isInternational ? "message/global-delivery-status" : "message/delivery-status");
        if (isInternational)
            Encoding(to);
        to.Line("");
        to.Line($"Reporting-MTA: dns; {host}");
        if (request.EnvelopeId.Length > 0)
            to.Line($"Original-Envelope-Id: {Bytes.Printable(request.EnvelopeId)}");
        to.Line($"X-{mailName}-Queue-ID: {request.QueueId}");
        to.Line($"X-{mailName}-Sender: {TypeOf(original.Sender)}; {original.Sender}");
        if (original.Arrival > 0)
            to.Line($"Arrival-Date: {LocalTime.MailDate(original.Arrival)}");
        foreach (var r in records.Where(Concerns))
            Report(to, r);
    }

    private void Report(InjectedMessage to, BounceRecord r)
    {
        to.Line("");
        to.Line($"Final-Recipient: {TypeOf(r.Recipient)}; {r.Recipient}");
        if (r.DsnOriginal.Length > 0)
            to.Line($"Original-Recipient: {r.DsnOriginal}");
        else if (r.Original.Length > 0)
            to.Line($"Original-Recipient: {TypeOf(r.Original)}; {r.Original}");
        to.Line($"Action: {(template.IsFailure ? "failed" : r.Action)}");
        to.Line($"Status: {r.Dsn.Status}");
        if (r.Dsn.Mta.Length > 0)
            Wrapped(to, $"Remote-MTA: dns; {r.Dsn.Mta}");
        Wrapped(to, r.Dsn.DiagnosticType.Length > 0 && r.Dsn.Diagnostic.Length > 0
            ? $"Diagnostic-Code: {r.Dsn.DiagnosticType}; {r.Dsn.Diagnostic}"
            : $"Diagnostic-Code: X-{mailName}; {r.Dsn.Reason}");
        if (template.Name == BounceTemplate.DelayName && original.Arrival > 0)
            to.Line($"Will-Retry-Until: {LocalTime.MailDate(original.Arrival + (long)config.Get(BounceParams.MaximalQueueLifetime).TotalSeconds)}");
    }

    private void Attachment(InjectedMessage to)
    {
        bool header = HeaderOnly || original.Size > config.Get(BounceParams.SizeLimit);
        string type = header ? (isInternational ? "message/global-headers" : "text/rfc822-headers") : isInternational ? "message/global" : "message/rfc822";
        Part(to, (template.Undelivered ? "Undelivered " : "") + (header ? "Message Headers" : "Message"), type);
        Encoding(to);
        to.Line("");
        if (!original.IsReadable)
        {
            to.Line("\t--- Undelivered message unavailable ---");
            return;
        }
        to.Line($"Return-Path: <{original.Sender}>");
        bool endsLine = true;
        try
        {
            original.Copy(header, (bytes, ends) =>
            {
                to.Content(bytes);
                if (ends)
                    to.Content("\n"u8);
                endsLine = ends;
                return true;
            });
        }
        catch (CorruptRecordException e)
        {
            Log.Warning($"{request.QueueId}: read message file {request.Queue} {request.QueueId}: {e.Message}");
        }
        if (!endsLine)
            to.Line("");
    }

    private static void Wrapped(InjectedMessage to, string text)
    {
        foreach (string line in LineWrap.Of(text))
            to.Line(line);
    }

    private string TypeOf(string address) => isInternational && !System.Text.Ascii.IsValid(address) ? "utf-8" : "rfc822";
}
