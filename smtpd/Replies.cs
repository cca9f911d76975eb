namespace MailSuite.Smtpd;

/// <summary>Every sentence that we say to a client, worded as in Postfix.</summary>
internal static class Replies
{
    public static readonly SmtpReply
        Ok = new(250, "2.0.0 Ok"),
        SenderOk = new(250, "2.1.0 Ok"),
        RecipientOk = new(250, "2.1.5 Ok"),
        Bye = new(221, "2.0.0 Bye") { Ends = true },
        BadSyntax = new(500, "5.5.2 Error: bad syntax"),
        BadUtf8 = new(500, "5.5.2 Error: bad UTF-8 syntax"),
        LineTooLong = new(500, "5.5.2 Error: line too long"),
        NotRecognized = new(500, "5.5.2 Error: command not recognized"),
        BreakRules = new(221, "2.7.0 Error: I can break rules, too. Goodbye.") { Ends = true, CountsAsError = true },
        NotInStep = new(554, "5.5.0 Error: SMTP protocol synchronization") { Ends = true },
        InTransaction = new(503, "5.5.1 Error: MAIL transaction in progress"),
        HeloSyntax = new(501, "Syntax: HELO hostname"),
        EhloSyntax = new(501, "Syntax: EHLO hostname"),
        HeloFirst = new(503, "5.5.1 Error: send HELO/EHLO first"),
        NestedMail = new(503, "5.5.1 Error: nested MAIL command"),
        MailAfterBdat = new(503, "5.5.1 Error: MAIL after BDAT"),
        RcptAfterBdat = new(503, "5.5.1 Error: RCPT after BDAT"),
        DataAfterBdat = new(503, "5.5.1 Error: DATA after BDAT"),
        BdatSyntax = new(521, "5.5.4 Syntax: BDAT count [LAST]") { Ends = true },
        BdatUnwanted = new(521, "5.5.1 Error: command not implemented") { Ends = true },
        NullBdat = new(551, "5.7.1 Null BDAT request"),
        ChunkTooBig = new(552, "5.3.4 Chunk exceeds message size limit"),
        MailSyntax = new(501, "5.5.4 Syntax: MAIL FROM:<address>"),
        RcptSyntax = new(501, "5.5.4 Syntax: RCPT TO:<address>"),
        BadSender = new(501, "5.1.7 Bad sender address syntax"),
        BadRecipient = new(501, "5.1.3 Bad recipient address syntax"),
        BadSize = new(501, "5.5.4 Bad message size syntax"),
        BadRet = new(501, "5.5.4 Bad RET parameter syntax"),
        BadEnvid = new(501, "5.5.4 Bad ENVID parameter syntax"),
        BadNotify = new(501, "5.5.4 Error: Bad NOTIFY parameter syntax"),
        BadOrcpt = new(501, "5.5.4 Error: Bad ORCPT parameter syntax"),
        BadAuthParameter = new(501, "5.5.4 Error: Bad AUTH parameter syntax"),
        TwoAuthOptions = new(503, "5.5.4 Error: multiple AUTH= options"),
        BadVerp = new(501, "5.5.4 Error: XVERP needs two characters from "),
        VerpNullSender = new(503, "5.5.4 Error: XVERP requires non-null sender"),
        MustDeclareUtf8 = new(553, "5.6.7 Must declare SMTPUTF8 to send unicode address"),
        RequireTlsNeedsTls = new(530, "5.7.10 REQUIRETLS needs a TLS session"),
        NoDsn = new(501, "5.7.1 DSN support is disabled"),
        MailFirst = new(503, "5.5.1 Error: need MAIL command"),
        RcptFirst = new(503, "5.5.1 Error: need RCPT command"),
        NoValidRecipients = new(554, "5.5.1 Error: no valid recipients"),
        TooManyRecipients = new(452, "4.5.3 Error: too many recipients"),
        DataSyntax = new(501, "5.5.4 Syntax: DATA"),
        RsetSyntax = new(501, "5.5.4 Syntax: RSET"),
        VrfySyntax = new(501, "5.5.4 Syntax: VRFY address"),
        VrfySyntaxUtf8 = new(501, "5.5.4 Syntax: VRFY address [SMTPUTF8]"),
        VrfyDisabled = new(502, "5.5.1 VRFY command is disabled"),
        SizeOverflow = new(552, "5.3.4 Message size exceeds file system imposed limit"),
        SizeLimit = new(552, "5.3.4 Message size exceeds fixed limit"),
        NoSpace = new(452, "4.3.1 Insufficient system storage"),
        ProxyFailed = new(451, "4.3.0 Error: queue file write error") { CountsAsError = false },
        WriteError = new(451, "4.3.0 Error: queue file write error"),
        TlsSyntax = new(501, "5.5.4 Syntax: STARTTLS"),
        TlsActive = new(554, "5.5.1 Error: TLS already active"),
        TlsUnwanted = new(502, "5.5.1 Error: command not implemented"),
        TlsUnavailable = new(454, "4.7.0 TLS not available due to local problem"),
        TlsReady = new(220, "2.0.0 Ready to start TLS"),
        TlsFirst = new(530, "5.7.0 Must issue a STARTTLS command first"),
        EtrnHeloFirst = new(503, "Error: send HELO/EHLO first"),
        EtrnInTransaction = new(503, "Error: MAIL transaction in progress"),
        EtrnSyntax = new(500, "Syntax: ETRN domain"),
        EtrnBadDomain = new(501, "Error: invalid parameter syntax"),
        EtrnFailed = new(458, "Unable to queue messages"),
        EtrnStarted = new(250, "Queuing started"),
        NotAuthorized = new(550, "5.7.0 Error: insufficient authorization"),
        AttributeExpected = new(501, "5.5.4 Error: attribute=value expected"),
        AttributeTooLong = new(501, "5.5.4 Error: attribute value too long"),
        AuthDisabled = new(503, "5.5.1 Error: authentication not enabled"),
        AuthNeedsTls = new(538, "5.7.0 Encryption required for requested authentication mechanism"),
        AuthTooLong = new(500, "5.5.6 SASL response limit exceeded"),
        AuthTwice = new(503, "5.5.1 Error: already authenticated"),
        AuthSyntax = new(501, "5.5.4 Syntax: AUTH mechanism"),
        AuthAborted = new(501, "5.7.0 Authentication aborted"),
        AuthOk = new(235, "2.7.0 Authentication successful");

    public static SmtpReply Unsupported(string option) => new(555, $"5.5.4 Unsupported option: {option}");
    public static SmtpReply TooManyErrors(string host) => new(421, $"4.7.0 {host} Error: too many errors") { Ends = true };
    public static SmtpReply TooManyConnections(string host, string address) => new(421, $"4.7.0 {host} Error: too many connections from {address}") { Ends = true };
    public static SmtpReply TooMuchMail(string address) => new(450, $"4.7.1 Error: too much mail from {address}");
    public static SmtpReply TooManyRecipientsFrom(string address) => new(450, $"4.7.1 Error: too many recipients from {address}");
    public static SmtpReply TooManyAuth(string address) => new(450, $"4.7.1 Error: too many AUTH commands from {address}");
    public static SmtpReply TooManyTls(string peer) => new(454, $"4.7.0 Error: too many new TLS sessions from {peer}");
    public static SmtpReply TooManyNewTls(string host, string peer) => new(421, $"4.7.0 {host} Error: too many new TLS sessions from {peer}") { Ends = true };
    public static SmtpReply AccessDenied(string peer) => new(503, $"5.7.0 Error: access denied for {peer}");
    public static SmtpReply BareNewline(int code, string host) => new(code, $"5.5.2 {host} Error: bare <LF> received") { Ends = true };
    public static SmtpReply ChunkTaken(long size) => new(250, $"2.0.0 Ok: {size} bytes");
    public static SmtpReply ChunkDiscarded(long size) => new(551, $"5.0.0 Discarded {size} bytes after earlier error");
    public static SmtpReply ChunksQueued(long size, string id) => new(250, $"2.0.0 Ok: {size} bytes queued as {id}");
    public static SmtpReply EtrnUnavailable(string domain) => new(459, $"<{domain}>: service unavailable");
    public static SmtpReply AttributeSyntax(string command) => new(501, $"5.5.4 Syntax: {command} attribute=value...");
    public static SmtpReply BadAttributeName(string command, string name) => new(501, $"5.5.4 Bad {command} attribute name: {name}");
    public static SmtpReply BadAttribute(string name, string value) => new(501, $"5.5.4 Bad {name} syntax: {value}");
    public static SmtpReply Queued(string id) => new(250, $"2.0.0 Ok: queued as {id}");
    public static SmtpReply AuthFailed(string reason) => new(535, $"5.7.8 Error: authentication failed: {reason}");
    public static SmtpReply AuthTryLater(string reason) => new(454, $"4.7.0 Temporary authentication failure: {reason}");
    public static SmtpReply Of(CleanupResult result) => new(result.Code, $"{result.Dsn} {result.Reason}");
}
