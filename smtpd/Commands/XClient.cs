namespace MailSuite.Smtpd.Commands;

/// <summary>XCLIENT: a trusted client speaks for another one. All that was known of the client so far is replaced, and the session begins anew.</summary>
internal static class XClient
{
    public const string Keyword = "XCLIENT NAME ADDR PROTO HELO REVERSE_NAME PORT LOGIN DESTADDR DESTPORT";

    /// <summary>The mechanism that logs show for a login told by XCLIENT.</summary>
    public const string Method = "XCLIENT";

    public static SmtpReply Run(SmtpSession s, SmtpCommandLine line)
    {
        if (s.Transaction != null)
            return Replies.InTransaction;
        if (line.ArgumentCount == 0)
            return Replies.AttributeSyntax("XCLIENT");
        if (!s.Settings.MayUseXclient(s.Peer))
            return Replies.NotAuthorized;
        // All or nothing: a command with one bad attribute changes none.
        var identity = new ClientIdentity(s.Peer);
        for (int i = 1; i <= line.ArgumentCount; i++)
            if ((ClientAttribute.Read(line.Argument(i), out var attribute) ?? Take(attribute, identity)) is { } wrong)
                return wrong;
        return s.Become(identity);
    }

    private static SmtpReply? Take(ClientAttribute a, ClientIdentity to)
    {
        switch (a.Name)
        {
            case "NAME" when a.HostName is { } name:
                to.Peer = to.Peer with { Name = name, NameStatus = StatusOf(a) };
                return null;
            case "REVERSE_NAME" when a.HostName is { } name:
                to.Peer = to.Peer with { ReverseName = name, ReverseStatus = StatusOf(a) };
                return null;
            case "ADDR" when a.Address is { } address:
                to.Peer = to.Peer with { Address = address };
                return null;
            case "PORT" when a.Port is { } port:
                to.Peer = to.Peer with { Port = port };
                return null;
            case "DESTADDR" when a.Address is { } address:
                to.Peer = to.Peer with { LocalAddress = address };
                return null;
            case "DESTPORT" when a.Port is { } port:
                to.Peer = to.Peer with { LocalPort = port };
                return null;
            case "HELO":
                to.Helo = a.IsUnavailable ? "" : a.Value;
                return null;
            case "PROTO" when Bytes.Same(a.Value, "SMTP") || Bytes.Same(a.Value, "ESMTP"):
                to.Protocol = a.Value.ToUpperInvariant();
                return null;
            case "LOGIN":
                to.Login = a.IsUnavailable ? "" : a.Value;
                return null;
            case "NAME" or "REVERSE_NAME" or "ADDR" or "PORT" or "DESTADDR" or "DESTPORT" or "PROTO":
                return a.Bad;
            default:
                return Replies.BadAttributeName("XCLIENT", a.Name);
        }
    }

    private static int StatusOf(ClientAttribute a) => a.IsUnavailable ? 5 : a.IsTemporarilyUnavailable ? 4 : 2;
}

/// <summary>What XCLIENT says the client is; null is as before.</summary>
internal sealed class ClientIdentity(SmtpPeer peer)
{
    public SmtpPeer Peer { get; set; } = peer;
    /// <summary>Empty: none was given.</summary>
    public string? Helo { get; set; }
    public string? Protocol { get; set; }
    /// <summary>Empty: nobody logged in.</summary>
    public string? Login { get; set; }
}
