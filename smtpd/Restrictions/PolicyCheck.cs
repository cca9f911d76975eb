namespace MailSuite.Smtpd.Restrictions;

/// <summary>
/// Judges one session's steps by the lists (smtpd_check(3)). Refusals are logged here. A temporary doubt that matters only if the rest would
/// accept (defer_if_permit) or refuse (defer_if_reject) is kept until the lists have spoken.
/// </summary>
internal sealed class PolicyCheck(SmtpSession session, PolicyTables tables)
{
    private const int MaxDepth = 100;
    private SmtpReply? deferIfPermit, deferIfReject;
    private bool unlistedJudged, warnNext, warning;
    private int depth;

    public SmtpSession Session => session;
    public PolicyTables Tables => tables;
    public MailConfig Config => tables.Config;

    /// <summary>The list at work.</summary>
    public Stage Stage { get; private set; } = Stage.Client;
    /// <summary>What the list is about: the client, the HELO name, the address.</summary>
    public string Subject { get; private set; } = "";
    /// <summary>The recipient at hand, internal form; null outside of RCPT.</summary>
    public string? RecipientAddress { get; private set; }

    public string SenderAddress => session.Transaction?.Sender ?? "";

    /// <summary>At connect, with smtpd_delay_reject = no.</summary>
    public SmtpReply? Connect()
    {
        Start();
        return Client();
    }

    /// <summary>At HELO, with smtpd_delay_reject = no.</summary>
    public SmtpReply? Helo(string name)
    {
        Start();
        return HeloList(name);
    }

    /// <summary>At MAIL, with smtpd_delay_reject = no.</summary>
    public SmtpReply? Sender()
    {
        Start();
        return SenderList();
    }

    /// <summary>At RCPT (and VRFY): all lists, in order.</summary>
    public SmtpReply? Recipient(string address)
    {
        Start();
        // RFC 5321 4.5.1: the postmaster of this host always listens.
        if (Bytes.Same(address, "postmaster"))
            return null;
        RecipientAddress = address;
        try
        {
            return Delayed() ?? Recipients(address) ?? Pending() ?? Unlisted(address);
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

    /// <summary>At ETRN, with the lists that wait for RCPT otherwise.</summary>
    public SmtpReply? Etrn(string domain)
    {
        Start();
        var delayed = !session.Settings.DelayReject ? null : Client() ?? (session.Helo is { } helo ? HeloList(helo) : null);
        return delayed ?? (tables.Etrn.Length == 0 ? null : RunList(Stage.Etrn, tables.Etrn, domain)) ?? Pending();
    }

    private void Start() => (deferIfPermit, deferIfReject, unlistedJudged, depth) = (null, null, false, 0);

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

    private SmtpReply? Delayed() => !session.Settings.DelayReject ? null : Client() ?? (session.Helo is { } helo ? HeloList(helo) : null) ?? SenderList();

    private SmtpReply? Client() => tables.Client.Length == 0 ? null : RunList(Stage.Client, tables.Client, session.Peer.Display);

    private SmtpReply? HeloList(string name) => tables.Helo.Length == 0 ? null : RunList(Stage.Helo, tables.Helo, name);

    private SmtpReply? SenderList()
    {
        if (tables.Sender.Length > 0 && RunList(Stage.Sender, tables.Sender, SenderAddress) is { } refused)
            return refused;
        return Config.Get(SmtpdParams.RejectUnlistedSender) && SenderRestrictions.Unlisted(this, Aside(Stage.Sender, SenderAddress)) is { Kind: VerdictKind.Refuse } v ? v.Reply : null;
    }

    private SmtpReply? Recipients(string address)
    {
        string subject = address;
        bool relayFirst = Config.Get(SmtpdParams.RelayBeforeRecipientRestrictions);
        var (stage1, list1) = relayFirst ? (Stage.Relay, tables.Relay) : (Stage.Recipient, tables.Recipient);
        var (stage2, list2) = relayFirst ? (Stage.Recipient, tables.Recipient) : (Stage.Relay, tables.Relay);
        return RunList(stage1, list1, subject) ?? RunList(stage2, list2, subject);
    }

    private SmtpReply? Unlisted(string address) =>
        !unlistedJudged && !session.Settings.SkipsUnknownRecipients && Config.Get(SmtpdParams.RejectUnlistedRecipient)
            && RecipientRestrictions.Unlisted(this, Aside(Stage.Recipient, address)) is { Kind: VerdictKind.Refuse } v ? v.Reply : null;

    private Element Aside(Stage stage, string subject)
    {
        (Stage, Subject) = (stage, subject);
        return Nothing;
    }

    private static readonly Element Nothing = new(Restriction.Find("permit")!);

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
        (Stage, Subject, warnNext) = (stage, subject, false);
        return Run(list) is { Kind: VerdictKind.Refuse } verdict ? verdict.Reply : null;
    }

    /// <summary>Runs elements until one decides; also a restriction class inside a list.</summary>
    public Verdict Run(Element[] list)
    {
        if (++depth > MaxDepth)
        {
            Log.Warning("restriction recursion limit exceeded");
            return Refuse(451, "4.3.5", "Server configuration error");
        }
        foreach (var element in list)
        {
            bool warn = warnNext;
            warnNext = false;
            if (warn)
                warning = true;
            var verdict = element.Row.Judge(this, element);
            if (element.Row.Name != "warn_if_reject")
                warning = false;
            if (verdict.Kind == VerdictKind.Dunno)
                continue;
            depth--;
            return verdict;
        }
        depth--;
        return Verdict.Dunno;
    }

    /// <summary>warn_if_reject: the next restriction's refusal is only logged.</summary>
    public Verdict WarnNext()
    {
        warnNext = true;
        return Verdict.Dunno;
    }

    /// <summary>"&lt;subject&gt;: Class rejected: text".</summary>
    public Verdict RefuseSubject(int code, string dsn, string text) => Refuse(code, dsn, $"<{Subject}>: {Stage.Class} rejected: {text}");

    /// <summary>Refuses, logs it, and applies warn_if_reject and defer_if_reject.</summary>
    public Verdict Refuse(int code, string dsn, string text)
    {
        if (code is < 400 or > 599)
            (code, dsn, text) = (450, "4.7.1", "Service unavailable");
        string full = $"{(char)('0' + code / 100)}{dsn[1..]} {text}";
        var reply = new SmtpReply(code, full.Length > 506 ? full[..506] : full);
        // Trouble of our own is no judgement: it is never softened to a warning.
        bool ourTrouble = dsn is "4.3.0" or "4.3.5" or "5.3.5";
        if (warning && !ourTrouble)
        {
            Log.Info(LogLines.Verdict(session, "reject_warning", $"{reply.Code} {reply.Text}", RecipientAddress));
            return Verdict.Dunno;
        }
        if (code >= 500 && deferIfReject is { } kept)
            reply = kept;
        Log.Info(LogLines.Verdict(session, "reject", $"{reply.Code} {reply.Text}", RecipientAddress));
        return Verdict.Refuse(reply);
    }

    /// <summary>A table or server could not be asked.</summary>
    public Verdict TryLater(string what) => Refuse(451, "4.3.0", $"<{what}>: Temporary lookup failure");

    /// <summary>Refuse for now if everything else accepts.</summary>
    public Verdict DeferIfPermit(string dsn, string text)
    {
        deferIfPermit ??= new SmtpReply(450, $"{dsn} {text}");
        return Verdict.Dunno;
    }

    /// <summary>Turn a later refusal into one for now.</summary>
    public Verdict DeferIfReject(string dsn, string text)
    {
        deferIfReject ??= new SmtpReply(450, $"{dsn} {text}");
        return Verdict.Dunno;
    }

    /// <summary>Something other than refusal that an access table did: HOLD, DISCARD, FILTER, WARN, ...</summary>
    public void Note(string what, string text) => Log.Info(LogLines.Verdict(session, what, text, RecipientAddress));

    /// <summary>reject_unlisted_recipient has been asked in a list: it is not asked again at the end.</summary>
    public bool JudgeUnlistedOnce()
    {
        bool first = !unlistedJudged;
        unlistedJudged = true;
        return first;
    }
}
