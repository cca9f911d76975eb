namespace MailSuite.Smtpd.Commands;

/// <summary>XFORWARD: a content filter tells, for the log, where the next message came from.</summary>
internal static class XForward
{
    public const string Keyword = "XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT";

    public static SmtpReply Run(SmtpSession s, SmtpCommandLine line)
    {
        if (s.Transaction != null)
            return Replies.InTransaction;
        if (line.ArgumentCount == 0)
            return Replies.AttributeSyntax("XFORWARD");
        if (!s.MayForward)
            return Replies.NotAuthorized;
        // All or nothing: a command with one bad attribute changes none.
        var forwarded = s.Forwarded ?? new ForwardedClient();
        for (int i = 1; i <= line.ArgumentCount; i++)
            if ((ClientAttribute.Read(line.Argument(i), out var attribute) ?? Take(attribute, ref forwarded)) is { } wrong)
                return wrong;
        s.Forward(forwarded);
        return Replies.Ok;
    }

    private static SmtpReply? Take(ClientAttribute a, ref ForwardedClient f)
    {
        var (before, empty) = (f, a.IsUnavailable ? "" : a.Value);
        f = a.Name switch
        {
            "NAME" when a.HostName is { } name => f with { Name = name, HasClient = true },
            "ADDR" when a.Address is { } address => f with { Address = address, HasClient = true },
            "PORT" when a.Port is { } port => f with { Port = port, HasClient = true },
            "HELO" => f with { Helo = empty, HasClient = true },
            "PROTO" when a.Value.Length <= 64 => f with { Protocol = a.IsUnavailable ? ClientAttribute.Unknown : a.Value, HasClient = true },
            "IDENT" => f with { Ident = empty },
            "SOURCE" when a.IsUnavailable => f with { Context = "" },
            "SOURCE" when Bytes.Same(a.Value, "LOCAL") || Bytes.Same(a.Value, "REMOTE") => f with { Context = a.Value.ToLowerInvariant() },
            _ => f,
        };
        return !ReferenceEquals(before, f) ? null
            : a.Name is "NAME" or "ADDR" or "PORT" or "PROTO" or "SOURCE" ? a.Bad : Replies.BadAttributeName("XFORWARD", a.Name);
    }
}
