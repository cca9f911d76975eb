namespace MailSuite.Auth;

/// <summary>
/// Logins that were answered with OK and wait for the mailbox's process to ask whose they are. A ticket is what only the server and the process
/// at the door know: that process's number, the request's, and the connection's cookie. It is good once and not for long.
/// </summary>
internal sealed class Tickets(Loop loop, TimeSpan lifetime)
{
    private const int Limit = 10_000;
    private readonly Dictionary<(string Pid, string Request, string Cookie), (string User, LoopTimer Timer)> open = [];

    /// <summary>Keeps a login.</summary>
    internal void Add(string pid, string request, string cookie, string user)
    {
        if (open.Count >= Limit)
            return;
        var key = (pid, request, cookie);
        open[key] = (user, loop.After(lifetime, () => open.Remove(key)));
    }

    /// <summary>The user of a ticket, which is used up by this; null when there is no such ticket.</summary>
    internal string? Redeem(string pid, string request, string cookie)
    {
        if (!open.Remove((pid, request, cookie), out var ticket))
            return null;
        ticket.Timer.Cancel();
        return ticket.User;
    }
}
