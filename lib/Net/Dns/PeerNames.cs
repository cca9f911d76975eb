using System.Net;

namespace MailSuite.Net;

/// <summary>What a client is called.</summary>
/// <param name="Name">Its name when the name leads back to its address, else "unknown".</param>
/// <param name="ReverseName">The name that its address has, whether or not it leads back; "unknown" when it has none.</param>
/// <param name="NameStatus">2: verified; 4: could not find out; 5: there is none, or it leads elsewhere.</param>
/// <param name="ReverseStatus">The same for the reverse name.</param>
public sealed record PeerName(string Name, string ReverseName, int NameStatus, int ReverseStatus)
{
    /// <summary>The word for no name.</summary>
    public const string Unknown = "unknown";

    /// <summary>Nobody was asked, or nobody knew.</summary>
    public static PeerName Nameless(int status) => new(Unknown, Unknown, status, status);
}

/// <summary>
/// Names of clients by Postfix's rules: the address's name, believed only when that name has the address. Answers are remembered for a
/// short time, so that the next connection from the same host (loopback above all) reads no files and asks nobody.
/// </summary>
public sealed class PeerNames(Clock? clock = null, TimeSpan? remember = null)
{
    private const int MaxRemembered = 256;

    private readonly Clock clock = clock ?? Clock.System;
    private readonly long keep = (long)(remember ?? TimeSpan.FromSeconds(60)).TotalMilliseconds;
    private readonly Dictionary<IPAddress, (PeerName Name, long Until)> known = [];

    /// <summary>What the client at this address is called. A name that does not lead back is logged, as often as it is looked up.</summary>
    public PeerName Of(IPAddress address)
    {
        if (known.TryGetValue(address, out var entry) && clock.Milliseconds < entry.Until)
            return entry.Name;
        var name = Ask(address);
        if (known.Count >= MaxRemembered)
            known.Clear();
        // "Could not find out" is no answer to remember.
        if (name.NameStatus != 4)
            known[address] = (name, clock.Milliseconds + keep);
        return name;
    }

    private static PeerName Ask(IPAddress address)
    {
        switch (HostNames.NameOf(address, out string reverse, out _))
        {
            case NameAnswer.TryLater:
                return PeerName.Nameless(4);
            case NameAnswer.NotFound:
                return PeerName.Nameless(5);
        }
        if (!DnsMessage.IsHostName(reverse))
        {
            Log.Warning(IPAddress.TryParse(reverse, out _)
                ? $"numeric hostname: {Bytes.Printable(reverse)}" : $"malformed domain name in resource data of PTR record for {address}: {Bytes.Printable(reverse)}");
            return PeerName.Nameless(5);
        }
        var forward = HostNames.Addresses(reverse, out var addresses, out string error);
        if (forward != NameAnswer.Found)
        {
            Log.Warning($"hostname {reverse} does not resolve to address {address}: {error}");
            return new PeerName(PeerName.Unknown, reverse, forward == NameAnswer.TryLater ? 4 : 5, 2);
        }
        if (addresses.Contains(address))
            return new PeerName(reverse, reverse, 2, 2);
        Log.Warning($"hostname {reverse} does not resolve to address {address}");
        return new PeerName(PeerName.Unknown, reverse, 5, 2);
    }
}
