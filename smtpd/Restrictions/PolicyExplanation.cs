namespace MailSuite.Smtpd.Restrictions;

/// <summary>Plays one RCPT of a client that does not exist, with the tables and the lists of this service, and tells how it was judged. Nothing is queued or sent.</summary>
internal static class PolicyExplanation
{
    /// <summary>Words are name=value: address and name of the client (a name that is not given is looked up), helo, sender, recipient, login; ask=yes asks servers, too.</summary>
    public static int Run(SmtpdSettings settings, IEnumerable<string> words)
    {
        var given = words.Select(static w => w.Split('=', 2)).Where(static w => w.Length == 2).ToDictionary(static w => w[0], static w => w[1], StringComparer.Ordinal);
        string Of(string name) => given.GetValueOrDefault(name, "");
        var client = new Client(Sys.Open("/dev/null", Sys.RdWr), -1, null);
        using var session = new SmtpSession(settings, Peer(settings, client, Of("address"), Of("name")), new LineStream(new FdTransport(client.Fd, client.Fd)));
        var explanation = new Explanation();
        var check = new PolicyCheck(session, settings.Policy) { Trace = new PolicyTrace(explanation, Of("ask") == "yes") };
        if (Of("helo") is { Length: > 0 } helo)
            session.Greet(helo, "ESMTP");
        if (Of("login") is { Length: > 0 } login)
            session.LoggedIn(login, "PLAIN");
        explanation.Say(new ExplainLine("client", session.Peer.Display, session.Peer.ReverseName, session.SaslUser, session.Helo ?? ""));
        var reply = Judge(settings, session, check, Of("sender"), Of("recipient"));
        explanation.Say(reply == null ? new ExplainLine("verdict", "", "", "ACCEPT", "250 2.1.5 Ok")
            : new ExplainLine("verdict", "", "", reply.Code < 500 ? "DEFER" : "REJECT", $"{reply.Code} {reply.Text}"));
        explanation.Send(1);
        Log.To(new StandardErrorLog("smtpd"));
        return 0;
    }

    private static SmtpReply? Judge(SmtpdSettings settings, SmtpSession session, PolicyCheck check, string sender, string recipient)
    {
        bool delays = settings.DelayReject;
        if ((delays ? null : check.Connect() ?? (session.Helo is { } helo ? check.Helo(helo) : null)) is { } early)
            return early;
        session.Enter("RCPT");
        session.Begin(new MailTransaction(sender));
        return (delays ? null : check.Sender()) ?? check.Recipient(recipient) ?? AfterRecipient(session, check, recipient);
    }

    /// <summary>DATA and its end, for the one recipient that was accepted.</summary>
    private static SmtpReply? AfterRecipient(SmtpSession session, PolicyCheck check, string recipient)
    {
        (session.Transaction!.RecipientCount, session.Transaction.FirstRecipient) = (1, recipient);
        return check.Data() ?? check.EndOfData();
    }

    private static SmtpPeer Peer(SmtpdSettings settings, Client client, string address, string name)
    {
        if (!System.Net.IPAddress.TryParse(address, out var ip))
            return SmtpPeer.Unknown(client);
        var found = name.Length > 0 ? new PeerName(name, name, name == PeerName.Unknown ? 5 : 2, name == PeerName.Unknown ? 5 : 2)
            : settings.LooksUpNames ? settings.PeerNames.Of(ip) : PeerName.Nameless(5);
        return SmtpPeer.Named(client, found, ip.ToString(), "0");
    }
}
