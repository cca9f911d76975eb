using System.Net;
using MailSuite.Maps;

namespace MailSuite.Postfix.Checking;

/// <summary>mynetworks that trusts more hosts than this host has for neighbours: each of them may send mail to anybody through us.</summary>
internal static class Networks
{
    private const int Class4 = 8, Class6 = 16;

    public static void Check(Subject subject, Report report)
    {
        foreach (var layer in subject.Layers.Where(static l => l.Says(GlobalParams.Mynetworks.Name)))
        {
            string where = layer.Config.IsSet(GlobalParams.Mynetworks.Name) ? layer.Of(GlobalParams.Mynetworks.Name) : layer.Of("mynetworks_style");
            foreach (string word in Braces.Words(layer.Config.Get(GlobalParams.Mynetworks)))
                if (!word.StartsWith('!') && NetworkPattern.TryParse(word.ToLowerInvariant(), out var network, out string problem))
                    Judge(network!, word, where, report);
                else if (char.IsAsciiDigit(word[0]) && !NetworkPattern.TryParse(word, out _, out problem))
                    report.Warning($"{where}: {problem}", "nobody can be told from a stranger: clients get 451", "write the network as the message says");
        }
    }

    private static void Judge(NetworkPattern network, string word, string where, Report report)
    {
        const string Cure = "mynetworks_style = host, or the networks of your own users only; others log in (permit_sasl_authenticated)";
        if (network.Bits == 0)
        {
            report.Warning($"{where}: {word} is the whole Internet", "everybody may send mail to anybody through this host: an open relay, which is found within hours", Cure);
            return;
        }
        var own = Interfaces.Addresses().FindAll(a => network.IsOfFamily(a.Address) && !IPAddress.IsLoopback(a.Address));
        var inside = own.Find(a => network.Contains(a.Address) && network.Bits < Prefix(a));
        bool isLoopback = network.Contains(IPAddress.Loopback) && network.Bits >= Class4;
        if (inside != null)
            report.Warning($"{where}: {word} is wider than this host's network {inside.Address}/{Prefix(inside)} ({inside.Name})", "hosts beyond it may send mail to anybody through this host", Cure);
        else if (IsContainer && Gateway() is { } gateway && network.IsOfFamily(gateway) && network.Contains(gateway))
            report.Warning($"{where}: {word} covers {gateway}, this container's default gateway", "behind the translation of addresses every client may seem to come from there: an open relay", Cure);
        else if (!isLoopback && network.Bits < (network.IsOfFamily(IPAddress.Loopback) ? Class4 : Class6))
            report.Warning($"{where}: {word} is wider than a network can be", "many strangers may send mail to anybody through this host", Cure);
    }

    /// <summary>Does this run inside a container of Docker or Podman?</summary>
    internal static bool IsContainer => Sys.TryStat("/.dockerenv", out _) == Errno.None || Sys.TryStat("/run/.containerenv", out _) == Errno.None;

    /// <summary>The IPv4 default gateway by /proc/net/route (addresses in hexadecimal, in the host's byte order); null when there is none.</summary>
    private static IPAddress? Gateway()
    {
        if (Sys.TryAccess("/proc/net/route", 4) != Errno.None)
            return null;
        foreach (string[] fields in Bytes.Text(Sys.ReadFile("/proc/net/route")).Split('\n').Select(static l => l.Split('\t')))
            if (fields.Length > 3 && fields[1] == "00000000" && uint.TryParse(fields[2], System.Globalization.NumberStyles.HexNumber, null, out uint address) && address != 0)
                return new IPAddress(address);
        return null;
    }

    private static int Prefix(InterfaceAddress a) => a.Mask == null ? a.Address.GetAddressBytes().Length * 8 : a.Mask.GetAddressBytes().Sum(static b => int.PopCount(b));
}
