using MailSuite.Protocol.Pop3;

namespace MailSuite.Pop3d.Commands;

/// <summary>USER, PASS, AUTH (RFC 5034) and STLS (RFC 2595).</summary>
internal static class Login
{
    internal static Pop3Reply User(Pop3Session session, Pop3Line line)
    {
        var name = line.Rest();
        if (!line.Ok)
            return Replies.BadArguments;

        // Refused before the password is on its way.
        if (!session.Authentication!.AllowsPlaintext(session))
            return Replies.NeedTls;

        session.UserName = Bytes.Text(name);
        return Replies.SendPassword;
    }

    internal static Pop3Reply Pass(Pop3Session session, Pop3Line line)
    {
        var password = line.Rest();
        if (!line.Ok)
            return Replies.BadArguments;

        if (!session.Authentication!.AllowsPlaintext(session))
            return Replies.NeedTls;
        if (session.UserName is not { } user)
            return Replies.NoUser;

        session.UserName = null;
        byte[] name = Bytes.Of(user);
        var response = new byte[name.Length + password.Length + 2];
        name.CopyTo(response, 1);
        password.CopyTo(response.AsSpan(name.Length + 2));
        return session.Authentication.Run(session, "PLAIN", Convert.ToBase64String(response), viaPass: true);
    }

    internal static Pop3Reply Auth(Pop3Session session, Pop3Line line)
    {
        // Without an argument: the list of mechanisms, as clients older than CAPA ask for it.
        if (line.AtEnd)
            return Pop3Reply.Ok("") with { Lines = session.Authentication!.Mechanisms(session) };
        string mechanism = line.Word().ToUpperInvariant();
        string? initial = line.AtEnd ? null : line.Word();
        line.End();
        if (!line.Ok)
            return Replies.BadArguments;

        if (!session.Authentication!.Mechanisms(session).Contains(mechanism))
            return !session.Authentication.AllowsPlaintext(session) && mechanism is ("PLAIN" or "LOGIN") ? Replies.NeedTls : Replies.BadMechanism;

        return session.Authentication.Run(session, mechanism, initial == "=" ? "" : initial, viaPass: false);
    }

    internal static Pop3Reply Stls(Pop3Session session, Pop3Line line)
    {
        line.End();
        if (!line.Ok)
            return Replies.BadArguments;

        if (session.Tls != null)
            return Replies.TlsActive;
        return session.OffersTls ? Replies.BeginTls : Replies.NoTls;
    }
}
