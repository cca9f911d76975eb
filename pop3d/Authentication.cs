using MailSuite.Net;

namespace MailSuite.Pop3d;

/// <summary>Logins by the authentication server: one connection for all clients of this process.</summary>
internal sealed class Authentication(MailConfig config, DovecotAuthClient server)
{
    private const int LongestResponse = 12288;
    private AuthContext context = new("pop3", "", 0, "", 0, false);
    private int failures;

    /// <summary>The login that succeeded.</summary>
    internal AuthResult? Result { get; private set; }

    /// <summary>Its mechanism.</summary>
    internal string Mechanism { get; private set; } = "";

    internal int Attempts { get; private set; }

    /// <summary>A new client.</summary>
    internal void Begin(AuthContext newContext)
    {
        context = newContext;
        (failures, Attempts, Result, Mechanism) = (0, 0, null, "");
    }

    /// <summary>May a password cross this connection?</summary>
    internal bool AllowsPlaintext(Pop3Session session) => session.Secured || !config.Get(Pop3dParams.TlsAuthOnly) && config.Get(Pop3dParams.TlsLevel) != "encrypt";

    /// <summary>The names of mechanisms that this client may use now.</summary>
    internal List<string> Mechanisms(Pop3Session session)
    {
        if (server.Mechanisms(out string error) is { } known)
            return [.. known.Where(m => !m.IsAnonymous && (!m.IsPlaintext || AllowsPlaintext(session))).Select(static m => m.Name)];
        Log.Warning(error);
        return [];
    }

    /// <summary>Runs one login to its end.</summary>
    internal Pop3Reply Run(Pop3Session session, string mechanism, string? initial, bool viaPass)
    {
        Attempts++;
        bool malformed = false;
        var result = server.Authenticate(mechanism, initial, context with { Secured = session.Secured, Login = true }, challenge =>
        {
            // PASS has said everything already: a server that asks on gets nothing.
            string? response = viaPass ? null : Ask(session, challenge);
            malformed = response is { Length: 0 } && challenge.Length == 0 && mechanism == "PLAIN";
            return response;
        });
        switch (result.Status)
        {
            case AuthStatus.Success when result.Ticket != null:
                (Result, Mechanism) = (result, mechanism);
                return Replies.HandOver;
            case AuthStatus.Cancelled:
                return Replies.AuthCancelled;
            case AuthStatus.TryLater or AuthStatus.Success:
                Log.Warning(LogLines.AuthenticationFailed(session.Client, mechanism, result.Reason.Length > 0 ? result.Reason : "Connection lost to authentication server", result.User));
                return Replies.AuthLater;
        }
        Log.Warning(LogLines.AuthenticationFailed(session.Client, mechanism, result.Reason, result.User));
        return ++failures >= config.Get(Pop3dParams.AuthErrorLimit) ? Replies.TooManyLogins : malformed ? Replies.AuthCancelled : Replies.AuthFailed;
    }

    // Sends a challenge, reads the answer; null when the client cancels or its answer is too long.
    private static string? Ask(Pop3Session session, string challenge)
    {
        session.Stream.WriteLine("+ " + challenge);
        bool tooLong = false;
        while (true)
        {
            var end = session.Stream.ReadLine(LongestResponse, out var line);
            if (end == LineEnd.End)
                throw new PeerGoneException();
            if (end == LineEnd.TooLong)
            {
                tooLong = true;
                continue;
            }
            return tooLong || line.SequenceEqual("*"u8) ? null : Bytes.Text(line);
        }
    }
}
