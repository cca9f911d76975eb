namespace MailSuite.Smtpd.Restrictions;

/// <summary>
/// Judges one session's steps by the lists (smtpd_check(3)). Refusals are logged here. A temporary doubt that matters only if the rest would
/// accept (defer_if_permit, for the whole step) or refuse (defer_if_reject, for its list) is kept until the lists have spoken.
/// </summary>
internal sealed class PolicyCheck(SmtpSession session, PolicyTables tables)
{
    private const int MaxDepth = 100;
    private SmtpReply? deferIfPermit, deferIfReject;
    // With smtpd_delay_reject = no: the doubts that client, HELO and sender have left for RCPT, each with those before it.
    private SmtpReply? doubtOfClient, doubtOfHelo, doubtOfSender;
    private bool unlistedJudged;
    // The depth at which warn_if_reject was said, 0 when it was not; a class behind it is below that depth as a whole.
    private int depth, warnDepth;
    private readonly List<(Stage Stage, Action<MailTransaction> Mark)> marks = [];

    /// <summary>Who wants to know of each step; null in a daemon.</summary>
    public PolicyTrace? Trace { get; init; }

    public SmtpSession Session => session;
    public PolicyTables Tables => tables;
    public MailConfig Config => tables.Config;

    /// <summary>The list at work.</summary>
    public Stage Stage { get; private set; } = Stage.Client;
    /// <summary>What the list is about: the client, the HELO name, the address.</summary>
    public string Subject { get; private set; } = "";
    /// <summary>And what that is: "Client host", "Sender address", ...</summary>
    public string Kind { get; private set; } = "";
    /// <summary>The HELO name: during HELO the one that is being judged.</summary>
    public string? HeloName => heloAtHand ?? session.Helo;
    /// <summary>The recipient at hand, internal form; null outside of RCPT.</summary>
    public string? RecipientAddress { get; private set; }
    /// <summary>The domain of ETRN; empty outside of it.</summary>
    public string EtrnDomain { get; private set; } = "";

    /// <summary>Answers of DNS lists in this session.</summary>
    public Dictionary<string, DnsListAnswer> DnsListAnswers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A name for the message at hand, by which a policy server knows that requests belong together.</summary>
    public string Instance
    {
        get
        {
            if (!ReferenceEquals(instanceOf, session.Transaction) || instance.Length == 0)
            {
                long now = session.Settings.Context.Clock.UnixMicros;
                (instanceOf, instance) = (session.Transaction, $"{Sys.ProcessId:x}.{now / 1_000_000:x}.{now % 1_000_000:x}.{instances++}");
            }
            return instance;
        }
    }

    private MailTransaction? instanceOf;
    private string instance = "";
    private int instances;
    private string? heloAtHand;

    public string SenderAddress => session.Transaction?.Sender ?? "";

    /// <summary>At connect, with smtpd_delay_reject = no.</summary>
    public SmtpReply? Connect()
    {
        Start();
        marks.Clear();
        var reply = Client();
        doubtOfClient = doubtOfHelo = doubtOfSender = deferIfPermit;
        return reply;
    }

    /// <summary>At HELO, with smtpd_delay_reject = no.</summary>
    public SmtpReply? Helo(string name)
    {
        Start(doubtOfClient);
        marks.RemoveAll(static m => m.Stage == Stage.Helo);
        heloAtHand = name;
        var reply = HeloList(name);
        doubtOfHelo = doubtOfSender = deferIfPermit;
        heloAtHand = null;
        return reply;
    }

    /// <summary>At MAIL, with smtpd_delay_reject = no.</summary>
    public SmtpReply? Sender()
    {
        Start(doubtOfHelo);
        var reply = SenderList();
        doubtOfSender = deferIfPermit;
        return reply;
    }

    /// <summary>At RCPT (and VRFY): all lists, in order.</summary>
    public SmtpReply? Recipient(string address)
    {
        Start(doubtOfSender);
        // RFC 5321 4.5.1: the postmaster of this host always listens.
        if (Bytes.Same(address, "postmaster"))
            return null;
        RecipientAddress = address;
        try
        {
            return Delayed() ?? (session.Settings.DelayReject ? SenderList() : null) ?? Recipients(address) ?? Pending() ?? Unlisted(address);
        }
        finally
        {
            RecipientAddress = null;
        }
    }

    /// <summary>At DATA. The recipient is shown to the checks only when there is one.</summary>
    public SmtpReply? Data() => OfMessage(Stage.Data, tables.Data, "DATA");

    /// <summary>At the end of the content.</summary>
    public SmtpReply? EndOfData() => OfMessage(Stage.EndOfData, tables.EndOfData, "END-OF-MESSAGE");

    /// <summary>At ETRN.</summary>
    public SmtpReply? Etrn(string domain)
    {
        Start(doubtOfHelo);
        EtrnDomain = domain;
        var reply = Delayed() ?? RunList(Stage.Etrn, tables.Etrn, domain) ?? Pending();
        EtrnDomain = "";
        return reply;
    }

    /// <summary>A transaction begins: what lists said of the client or its HELO, before there was one, holds for it too.</summary>
    public void Began(MailTransaction transaction)
    {
        foreach (var (_, mark) in marks)
            mark(transaction);
    }

    private void Start(SmtpReply? doubt = null) => (deferIfPermit, deferIfReject, unlistedJudged, depth, warnDepth) = (doubt, null, false, 0, 0);

    private SmtpReply? OfMessage(Stage stage, Element[] list, string subject)
    {
        if (list.Length == 0)
            return null;
        Start();
        RecipientAddress = session.Transaction is { RecipientCount: 1 } t ? t.FirstRecipient : null;
        var reply = RunList(stage, list, subject) ?? Pending();
        RecipientAddress = null;
        return reply;
    }

    private SmtpReply? Delayed() => !session.Settings.DelayReject ? null : Client() ?? (session.Helo is { } helo ? HeloList(helo) : null);

    private SmtpReply? Client() => tables.Client.Length == 0 ? null : RunList(Stage.Client, tables.Client, session.Peer.Display);

    private SmtpReply? HeloList(string name) => tables.Helo.Length == 0 ? null : RunList(Stage.Helo, tables.Helo, name);

    private SmtpReply? SenderList()
    {
        if (tables.Sender.Length > 0 && RunList(Stage.Sender, tables.Sender, SenderAddress) is { } refused)
            return refused;
        return Config.Get(SmtpdParams.RejectUnlistedSender) ? Aside(Stage.Sender, SenderAddress, UnlistedSender) : null;
    }

    private SmtpReply? Recipients(string address)
    {
        bool relayFirst = Config.Get(SmtpdParams.RelayBeforeRecipientRestrictions);
        var (stage1, list1) = relayFirst ? (Stage.Relay, tables.Relay) : (Stage.Recipient, tables.Recipient);
        var (stage2, list2) = relayFirst ? (Stage.Recipient, tables.Recipient) : (Stage.Relay, tables.Relay);
        return RunList(stage1, list1, address) ?? RunList(stage2, list2, address);
    }

    private SmtpReply? Unlisted(string address) =>
        !unlistedJudged && !session.Settings.SkipsUnknownRecipients && Config.Get(SmtpdParams.RejectUnlistedRecipient)
            ? Aside(Stage.Recipient, address, UnlistedRecipient) : null;

    /// <summary>A restriction that is asked behind the lists.</summary>
    private SmtpReply? Aside(Stage stage, string subject, Element element)
    {
        (Stage, Subject, Kind, warnDepth, deferIfReject) = (stage, subject, stage.Class, 0, null);
        Trace?.Begin(stage, "smtpd_" + element.Row.Name);
        var verdict = Trace == null ? element.Row.Judge(this, element) : Trace.Judge(this, element, 1);
        return verdict.Kind == VerdictKind.Refuse ? verdict.Reply : null;
    }

    private static readonly Element UnlistedSender = new(Restriction.Find("reject_unlisted_sender")!), UnlistedRecipient = new(Restriction.Find("reject_unlisted_recipient")!);

    /// <summary>Everything would accept it, but something could not be found out: refuse for now.</summary>
    private SmtpReply? Pending()
    {
        if (deferIfPermit is not { } reply)
            return null;
        Log.Info(LogLines.Verdict(session, "reject", $"{reply.Code} {reply.Text}", RecipientAddress));
        return reply;
    }

    private SmtpReply? RunList(Stage stage, Element[] list, string subject)
    {
        (Stage, Subject, Kind, warnDepth, depth, deferIfReject) = (stage, subject, stage.Class, 0, 0, null);
        Trace?.Begin(stage, stage.Parameter);
        return Run(list) is { Kind: VerdictKind.Refuse } verdict ? verdict.Reply : null;
    }

    /// <summary>Runs elements until one decides; also a restriction class inside a list.</summary>
    public Verdict Run(Element[] list)
    {
        if (++depth > MaxDepth)
        {
            Log.Warning("restriction recursion limit exceeded");
            return ServerError();
        }
        foreach (var element in list)
        {
            // DISCARD: nobody will get the message, so there is nothing more to judge.
            if (session.Transaction is { Discard: true })
                break;
            var row = element.Row;
            var verdict = Trace == null ? row.Judge(this, element) : Trace.Judge(this, element, depth);
            if (warnDepth >= depth && row.Judge != warning)
                warnDepth = 0;
            if (verdict.Kind == VerdictKind.Dunno)
                continue;
            if (verdict.Kind == VerdictKind.Permit && row.About is { } about && tables.LogsPermits)
                LogPermit(row.Name, about);
            depth--;
            return verdict;
        }
        depth--;
        return Verdict.Dunno;
    }

    /// <summary>The list that an access table or policy server gave: it is about what the table was asked for.</summary>
    public Verdict Run(Element[] list, string subject, string kind)
    {
        var (before, kindBefore) = (Subject, Kind);
        (Subject, Kind) = (subject, kind);
        var verdict = Run(list);
        (Subject, Kind) = (before, kindBefore);
        return verdict;
    }

    private static readonly Func<PolicyCheck, Element, Verdict> warning = Restriction.Find("warn_if_reject")!.Judge;

    /// <summary>warn_if_reject: the refusals of the next restriction, or of the class that it names, are only logged.</summary>
    public Verdict WarnNext()
    {
        if (warnDepth == 0)
            warnDepth = depth;
        return Verdict.Dunno;
    }

    /// <summary>"&lt;subject&gt;: Class rejected: text".</summary>
    public Verdict RefuseSubject(int code, string dsn, string text) => Refuse(code, dsn, $"<{Subject}>: {Kind} rejected: {text}");

    /// <summary>Refuses, logs it, and applies warn_if_reject and defer_if_reject.</summary>
    /// <param name="code">Three digits of 4xx or 5xx.</param>
    /// <param name="dsn">Its class follows the code.</param>
    /// <param name="text">For the client and the log.</param>
    /// <param name="ourTrouble">Trouble of our own is no judgement: it is never softened to a warning.</param>
    public Verdict Refuse(int code, string dsn, string text, bool ourTrouble = false)
    {
        if (code is < 400 or > 599)
            (code, dsn, text) = (450, "4.7.1", "Service unavailable");
        var reply = Reply(code, dsn, text);
        if (warnDepth > 0 && !ourTrouble)
        {
            Log.Info(LogLines.Verdict(session, "reject_warning", $"{reply.Code} {reply.Text}", RecipientAddress));
            return Verdict.Dunno;
        }
        if (code >= 500 && deferIfReject is { } kept)
            reply = kept;
        Log.Info(LogLines.Verdict(session, "reject", $"{reply.Code} {reply.Text}", RecipientAddress));
        return Verdict.Refuse(reply);
    }

    private static SmtpReply Reply(int code, string dsn, string text)
    {
        string full = Bytes.Printable($"{(char)('0' + code / 100)}{dsn[1..]} {text}");
        return new SmtpReply(code, full.Length > 506 ? full[..506] : full);
    }

    /// <summary>A table or server could not be asked.</summary>
    public Verdict TryLater(string what) => Refuse(451, "4.3.0", $"<{what}>: Temporary lookup failure", ourTrouble: true);

    /// <summary>The configuration, or what a table says, makes no sense.</summary>
    public Verdict ServerError() => Refuse(451, "4.3.5", "Server configuration error", ourTrouble: true);

    /// <summary>A restriction that Postfix 3.9 has taken away: nothing is let in by guessing what was meant.</summary>
    public Verdict NoLonger(string name, string instead)
    {
        Log.Warning($"support for restriction \"{name}\" has been removed in Postfix 3.9; instead, specify \"{instead}\"");
        return ServerError();
    }

    /// <summary>Refuse for now if everything else accepts.</summary>
    public Verdict DeferIfPermit(int code, string dsn, string text)
    {
        if (warnDepth > 0)
            return Refuse(code, dsn, text);
        deferIfPermit ??= Reply(code, dsn, text);
        return Verdict.Dunno;
    }

    /// <summary>Turn a later refusal of this list into one for now.</summary>
    public Verdict DeferIfReject(int code, string dsn, string text)
    {
        deferIfReject ??= Reply(code, dsn, text);
        return Verdict.Dunno;
    }

    /// <summary>Something that matters could not be found out: refuse now, or if everything else accepts (reject_tempfail_action and its kin).</summary>
    public Verdict TempFail(bool atOnce, int code, string dsn, string text) => atOnce ? Refuse(code, dsn, text) : DeferIfPermit(code, dsn, text);

    /// <summary>Something other than refusal that an access table did: HOLD, DISCARD, FILTER, WARN, ...</summary>
    public void Note(string what, string text) => Log.Info(LogLines.Verdict(session, what, text, RecipientAddress));

    /// <summary>Does something to the transaction under way; what was said of the client or its HELO before there was one, to all that will come. (VRFY has none, and marks nothing.)</summary>
    public void Mark(Action<MailTransaction> mark)
    {
        if (session.Transaction is { } transaction)
            mark(transaction);
        else if (!session.Settings.DelayReject)
            marks.Add((Stage, mark));
    }

    /// <summary>smtpd_log_access_permit_actions: says what let the client pass.</summary>
    public void LogPermit(string action, string kind, string subject, string source)
    {
        if (tables.LogsPermits && tables.PermitLog.Contains(action) == LookupStatus.Found)
            Note("permit", $"action={action} for {kind}={subject} {source}");
    }

    private void LogPermit(string action, Permission about)
    {
        if (about == Permission.Recipient)
            LogPermit(action, Stage.RecipientAddress, RecipientAddress ?? "", "");
        else if (about == Permission.Client)
            LogPermit(action, Stage.ClientHost, session.Peer.Display, "");
        else
            LogPermit(action, Kind, Subject, "");
    }

    /// <summary>reject_unlisted_recipient has been asked in a list: it is not asked again at the end.</summary>
    public bool JudgeUnlistedOnce()
    {
        bool first = !unlistedJudged;
        unlistedJudged = true;
        return first;
    }
}
