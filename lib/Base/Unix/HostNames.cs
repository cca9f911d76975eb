using System.Net;
using System.Runtime.InteropServices;

namespace MailSuite.Base;

/// <summary>How a question to the host's name services ended.</summary>
public enum NameAnswer
{
    /// <summary>There is an answer.</summary>
    Found,
    /// <summary>There is none, and asking again will not change it.</summary>
    NotFound,
    /// <summary>Could not ask.</summary>
    TryLater,
}

/// <summary>Names and addresses through the host's name services (nsswitch.conf: /etc/hosts, DNS, ...).</summary>
public static unsafe class HostNames
{
    /// <summary>struct addrinfo of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct AddrInfo
    {
        public int Flags, Family, SockType, Protocol;
        public uint Length;
        public byte* Address;
        public byte* Name;
        public AddrInfo* Next;
    }

    /// <summary>The addresses of a host name, in the resolver's order. <paramref name="error"/> is gai_strerror's text.</summary>
    /// <param name="name">Host name or numeric address.</param>
    /// <param name="addresses">What was found.</param>
    /// <param name="error">Why nothing was.</param>
    /// <param name="numericOnly">Only read a numeric address; ask nobody.</param>
    public static NameAnswer Addresses(string name, out List<IPAddress> addresses, out string error, bool numericOnly = false)
    {
        addresses = [];
        error = "";
        var hints = new AddrInfo { SockType = 1, Flags = numericOnly ? 4 : 0 };
        AddrInfo* list = null;
        int code;
        fixed (byte* node = Native.CString(name))
            code = Native.getaddrinfo(node, null, &hints, (void**)&list);
        if (code != 0)
        {
            error = Native.Text(Native.gai_strerror(code));
            return Kind(code);
        }
        for (var a = list; a != null; a = a->Next)
            if (a->Length is > 0 and <= 128 && SocketAddress.FromRaw(new ReadOnlySpan<byte>(a->Address, (int)a->Length)) is { Family: 2 or 10 } address && !addresses.Contains(address.Address!))
                addresses.Add(address.Address!);
        Native.freeaddrinfo(list);
        return addresses.Count > 0 ? NameAnswer.Found : NameAnswer.NotFound;
    }

    /// <summary>known_tcp_ports: names whose numbers are not asked of /etc/services, "lmtp=24, smtps=submissions=465".</summary>
    public static string KnownPorts { get; set; } = "";

    /// <summary>The number that <see cref="KnownPorts"/> has for a name; -1 when none. What is no "name = name = number" is passed over with a warning.</summary>
    private static int KnownPort(string service)
    {
        foreach (string entry in KnownPorts.Split(','))
        {
            string[] words = entry.Split('=', StringSplitOptions.TrimEntries);
            string? mistake = entry.Trim().Length == 0 ? null
                : words.Length < 2 ? " is not in \"name = value\" form"
                : words[..^1].Contains("") ? ": missing service name before \"=\""
                : !words[^1].All(char.IsAsciiDigit) || words[^1].Length == 0 ? ": non-numerical service port"
                : !ushort.TryParse(words[^1], System.Globalization.CultureInfo.InvariantCulture, out _) ? ": port number out of range" : null;
            if (mistake != null)
                Log.Warning($"known_tcp_ports: in \"{entry.Trim()}\"{mistake}");
            else if (Array.IndexOf(words, service, 0, words.Length - 1) >= 0)
                return int.Parse(words[^1], System.Globalization.CultureInfo.InvariantCulture);
        }
        return -1;
    }

    /// <summary>The port number of a service name or number (<see cref="KnownPorts"/>, then getservbyname through getaddrinfo); -1 when there is none.</summary>
    public static int Port(string service)
    {
        if (ushort.TryParse(service, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out ushort number))
            return number;
        if (KnownPort(service) is >= 0 and var known)
            return known;
        var hints = new AddrInfo { SockType = 1, Family = 2, Flags = 1 };
        AddrInfo* list = null;
        fixed (byte* text = Native.CString(service))
            if (Native.getaddrinfo(null, text, &hints, (void**)&list) != 0 || list == null)
                return -1;
        int port = SocketAddress.FromRaw(new ReadOnlySpan<byte>(list->Address, (int)list->Length)).Port;
        Native.freeaddrinfo(list);
        return port;
    }

    /// <summary>The name of an address (getnameinfo with NI_NAMEREQD).</summary>
    public static NameAnswer NameOf(IPAddress address, out string name, out string error)
    {
        var raw = SocketAddress.Inet(address, 0).Raw;
        byte* host = stackalloc byte[1025];
        int code;
        fixed (byte* p = raw)
            code = Native.getnameinfo(p, raw.Length, host, 1025, null, 0, 8);
        (name, error) = code == 0 ? (Native.Text(host), "") : ("", Native.Text(Native.gai_strerror(code)));
        return code == 0 ? NameAnswer.Found : Kind(code);
    }

    // EAI_NONAME -2, EAI_NODATA -5, EAI_ADDRFAMILY -9: there is no such thing. Everything else (EAI_AGAIN, EAI_FAIL, EAI_SYSTEM, EAI_MEMORY): nobody knows.
    private static NameAnswer Kind(int code) => code is -2 or -5 or -9 ? NameAnswer.NotFound : NameAnswer.TryLater;
}
