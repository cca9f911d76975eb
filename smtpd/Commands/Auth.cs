using System.Globalization;

namespace MailSuite.Smtpd.Commands;

/// <summary>AUTH (RFC 4954).</summary>
internal static class Auth
{
    public static SmtpReply Run(SmtpSession s, SmtpCommandLine line)
    {
        var settings = s.Settings;
        if (settings.HeloRequired && s.Helo == null)
            return Replies.HeloFirst;
        if (!settings.Sasl.Enabled || settings.HidesAuth(s.Peer) || s.Discarded.Has("AUTH"))
            return Replies.AuthDisabled;
        if (s.Transaction != null)
            return Replies.InTransaction;
        if (settings.Tls.AuthOnly && s.Tls == null)
            return Replies.AuthNeedsTls;
        if (s.SaslUser.Length > 0)
            return Replies.AuthTwice;
        if (line.ArgumentCount is 0 or > 2)
            return Replies.AuthSyntax;
        if (s.Limits.Auth() is { } tooMany)
            return tooMany;
        return Authenticate(s, line.Argument(1), line.ArgumentCount == 2 ? line.Argument(2) : null);
    }

    private static SmtpReply Authenticate(SmtpSession s, string mechanism, string? initial)
    {
        if (s.Settings.Sasl.Mechanisms(s.Tls != null) is not { } offered)
            return Replies.AuthTryLater("Connection lost to authentication server");
        if (!offered.Any(m => Bytes.Same(m, mechanism)))
            return Failed(s, mechanism, Replies.AuthFailed("Invalid authentication mechanism"), "Invalid authentication mechanism", "");
        // RFC 4954 4: "=" is an initial response of no bytes.
        AuthResult result;
        try
        {
            result = s.Settings.Sasl.Authenticate(mechanism, initial == "=" ? "" : initial, Context(s), s.Challenge);
        }
        catch (ResponseTooLongException)
        {
            return Failed(s, mechanism, Replies.AuthTooLong, "response limit exceeded", "");
        }
        switch (result.Status)
        {
            case AuthStatus.Success:
                s.LoggedIn(result.User, mechanism);
                return Replies.AuthOk;
            case AuthStatus.Cancelled:
                return Failed(s, mechanism, Replies.AuthAborted, "authentication aborted", result.User);
            case AuthStatus.TryLater:
                return Failed(s, mechanism, Replies.AuthTryLater("Connection lost to authentication server"), result.Reason, result.User);
            default:
                // What the server says of the cause is for the log; a stranger is not told whether the user exists.
                return Failed(s, mechanism, Replies.AuthFailed("(reason unavailable)"), result.Reason.Length > 0 ? result.Reason : "(reason unavailable)", result.User);
        }
    }

    private static SmtpReply Failed(SmtpSession s, string mechanism, SmtpReply reply, string reason, string user)
    {
        Log.Warning($"{s.Peer.Display}: SASL {Bytes.Printable(mechanism)} authentication failed: {reason}, sasl_username={(user.Length > 0 ? user : "(unavailable)")}");
        return reply;
    }

    private static AuthContext Context(SmtpSession s) => new(s.Settings.Sasl.Service, s.Peer.LocalAddress, Number(s.Peer.LocalPort),
        s.Peer.Address, Number(s.Peer.Port), s.Tls != null, s.Tls?.IsTrusted ?? false);

    private static int Number(string port) => int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}

/// <summary>A client's response during AUTH is longer than smtpd_sasl_response_limit; the rest of it is on its way.</summary>
internal sealed class ResponseTooLongException : Exception;
