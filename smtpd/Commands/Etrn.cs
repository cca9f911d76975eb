namespace MailSuite.Smtpd.Commands;

/// <summary>ETRN (RFC 1985): a host that was away asks for the mail that waits for it. It is delivered to wherever it would go anyhow, not to the client.</summary>
internal static class Etrn
{
    public static SmtpReply Run(SmtpSession s, SmtpCommandLine line)
    {
        if (s.Settings.HeloRequired && s.Helo == null)
            return Replies.EtrnHeloFirst;
        if (s.Transaction != null || s.SkipsChunks)
            return Replies.EtrnInTransaction;
        if (line.ArgumentCount != 1)
            return Replies.EtrnSyntax;
        string domain = line.Argument(1);
        // "@" and "#" (RFC 1985 5.1: a queue, a domain with its subdomains) make no difference to us.
        if (domain[0] is '@' or '#')
            domain = domain[1..];
        if (!HostPort.IsHostName(domain) && !SmtpPath.IsAddressLiteral(domain))
            return Replies.EtrnBadDomain;
        if (s.Policy.Etrn(domain) is { } refused)
            return refused;
        if (s.Settings.IsUserMode)
        {
            Log.Warning("do not use ETRN in \"sendmail -bs\" mode");
            return Replies.EtrnFailed;
        }
        string short100 = domain.Length > 100 ? domain[..100] : domain;
        switch (FlushClient.Ask(s.Settings.Config, new FlushRequest("send_site", domain)))
        {
            case FlushStatus.Ok:
                return Replies.EtrnStarted;
            case FlushStatus.Denied or FlushStatus.Unknown:
                Log.Warning($"reject: ETRN {short100}... from {s.Peer.Display}");
                return Replies.EtrnUnavailable(domain);
            case FlushStatus.Bad:
                Log.Warning($"bad ETRN {short100}... from {s.Peer.Display}");
                return Replies.EtrnFailed;
            default:
                Log.Warning("unable to talk to fast flush service");
                return Replies.EtrnFailed;
        }
    }
}
