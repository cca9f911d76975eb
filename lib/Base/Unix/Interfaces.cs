using System.Net;

namespace MailSuite.Base;

/// <summary>One address of a network interface.</summary>
/// <param name="Name">The interface: "eth0".</param>
/// <param name="Address">Its address.</param>
/// <param name="Mask">Its netmask as an address; null when it has none.</param>
public sealed record InterfaceAddress(string Name, IPAddress Address, IPAddress? Mask);

/// <summary>The host's network interfaces (getifaddrs(3)): for inet_interfaces and mynetworks_style.</summary>
public static unsafe class Interfaces
{
    /// <summary>The IPv4 and IPv6 addresses of interfaces that are up, in the kernel's order; empty when the kernel does not tell.</summary>
    public static List<InterfaceAddress> Addresses()
    {
        var result = new List<InterfaceAddress>();
        void* list;
        if (Native.getifaddrs(&list) != 0)
            return result;
        // struct ifaddrs: next 0, name 8, flags 16, address 24, netmask 32.
        for (byte* entry = (byte*)list; entry != null; entry = *(byte**)entry)
            if ((*(uint*)(entry + 16) & 1) != 0 && Of(*(byte**)(entry + 24)) is { } address)
                result.Add(new InterfaceAddress(Native.Text(*(byte**)(entry + 8)), address, Of(*(byte**)(entry + 32))));
        Native.freeifaddrs(list);
        return result;
    }

    private static IPAddress? Of(byte* socketAddress) => socketAddress == null ? null : *(short*)socketAddress switch
    {
        2 => new IPAddress(new ReadOnlySpan<byte>(socketAddress + 4, 4)),
        10 => new IPAddress(new ReadOnlySpan<byte>(socketAddress + 8, 16)),
        _ => null,
    };
}
