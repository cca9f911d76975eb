using System.Net;

namespace MailSuite.Auth;

/// <summary>How long a failure is held back: longer with each failure of the same client address, back to the start with its success.</summary>
internal sealed class Penalties(Clock clock, TimeSpan first, TimeSpan limit)
{
    private const int MostClients = 10_000;
    private const long Forgotten = 120_000;
    private readonly Dictionary<string, (int Failures, long Last)> clients = [];

    /// <summary>The delay of one more failure.</summary>
    internal TimeSpan Failed(string address)
    {
        if (!Counts(address))
            return first;
        long now = clock.Milliseconds;
        int failures = clients.TryGetValue(address, out var c) && now - c.Last < Forgotten ? Math.Min(c.Failures + 1, 20) : 1;
        if (clients.Count >= MostClients)
            Forget(now);
        clients[address] = (failures, now);
        var delay = first * Math.Pow(2, failures - 1);
        return delay < limit ? delay : first > limit ? first : limit;
    }

    /// <summary>The address has shown that it knows a password.</summary>
    internal void Succeeded(string address) => clients.Remove(address);

    // The host itself is webmail, fetchmail and tests: all users behind one address.
    private static bool Counts(string address) => IPAddress.TryParse(address, out var ip) && !IPAddress.IsLoopback(ip);

    private void Forget(long now)
    {
        foreach (var (address, c) in clients)
            if (now - c.Last >= Forgotten)
                clients.Remove(address);
        if (clients.Count >= MostClients)
            clients.Clear();
    }
}
