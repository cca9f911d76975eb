using System.Runtime.InteropServices;

namespace MailSuite.Net;

/// <summary>Which domains of resolv.conf a name is tried below.</summary>
[Flags]
public enum DnsSearch
{
    /// <summary>None: a name is what it says.</summary>
    None = 0,
    /// <summary>A name without a dot: the first domain (RES_DEFNAMES).</summary>
    DefaultDomain = 1,
    /// <summary>A name that is not found: all of them (RES_DNSRCH).</summary>
    Parents = 2,
}

/// <summary>
/// DNS by the C library's resolver: resolv.conf, time limits, several servers, TCP for long answers, as every other program on the host
/// (27 us a question). We only read the answers.
/// </summary>
public sealed unsafe partial class LibcResolver : IResolver, IDisposable
{
    // struct __res_state of x86_64 and arm64 glibc: 568 bytes, options at 8, h_errno at 496.
    private const int StateSize = 568, OptionsAt = 8, AnswerSize = 65536, MaxQueries = 8;
    private const ulong UseEdns0 = 0x100000, UseDnssec = 0x800000, TrustAd = 0x4000000, DefaultNames = 0x80, Search = 0x200;
    // A daemon lives for days; resolv.conf does not stay the same.
    private const long ReadAgainAfter = 60_000;

    private readonly ulong options;
    private readonly DnsSearch search;
    private readonly Clock clock;
    private byte* state;
    private byte* answer;
    private long readAt;
    private (uint Address, ushort Port)? server;

    [LibraryImport("libc")] private static partial int __res_ninit(byte* state);
    [LibraryImport("libc")] private static partial void __res_nclose(byte* state);
    [LibraryImport("libc", SetLastError = true)] private static partial int res_nquery(byte* state, byte* name, int group, int type, byte* answer, int size);
    [LibraryImport("libc", SetLastError = true)] private static partial int res_nsearch(byte* state, byte* name, int group, int type, byte* answer, int size);

    /// <summary>A resolver; with <paramref name="dnssec"/> it asks for signatures and believes the AD bit of the host's resolver.</summary>
    public LibcResolver(bool dnssec = false, Clock? clock = null, DnsSearch search = DnsSearch.None)
    {
        this.search = search;
        options = UseEdns0 | (dnssec ? UseDnssec | TrustAd : 0);
        this.clock = clock ?? Clock.System;
        state = (byte*)NativeMemory.AllocZeroed(StateSize);
        answer = (byte*)NativeMemory.Alloc(AnswerSize);
    }

    /// <summary>Reads resolv.conf now, before a jail takes it away (the jail may have its own copy).</summary>
    public void Prepare()
    {
        if (readAt != 0)
            __res_nclose(state);
        NativeMemory.Clear(state, StateSize);
        __res_ninit(state);
        ulong wanted = *(ulong*)(state + OptionsAt) & ~(DefaultNames | Search) | options;
        *(ulong*)(state + OptionsAt) = wanted | ((search & DnsSearch.DefaultDomain) != 0 ? DefaultNames : 0) | ((search & DnsSearch.Parents) != 0 ? Search : 0);
        readAt = clock.Milliseconds;
        if (server is not var (address, port))
            return;
        *(int*)(state + 16) = 1;                // nscount
        *(short*)(state + 20) = 2;              // nsaddr_list[0]: AF_INET, port, address in network order
        *(ushort*)(state + 22) = port;
        *(uint*)(state + 24) = address;
    }

    /// <summary>Asks one server at an IPv4 address and port instead of those of resolv.conf: a resolver on a port of its own, or a test's.</summary>
    public void AskServer(System.Net.IPAddress address, int port)
    {
        Span<byte> raw = stackalloc byte[4];
        address.TryWriteBytes(raw, out _);
        server = (MemoryMarshal.Read<uint>(raw), System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((ushort)port));
        Prepare();
    }

    /// <inheritdoc/>
    public DnsAnswer Lookup(string name, DnsType type)
    {
        if (state == null)
            throw new ObjectDisposedException(nameof(LibcResolver));
        if (name.Length > 0 && name[^1] == '.')
            name = name[..^1];
        name = DomainName.ToAscii(name);
        // What is no host name is not asked: the question would be about another name. Underscores lead service names.
        if (!DnsMessage.IsHostName(name))
            return new DnsAnswer(DnsStatus.Refused, [], $"Name service error for {Bytes.Printable(name)}: invalid host or domain name");
        // A jail may lack the file; then what was read before it still holds.
        if (readAt == 0 || clock.Milliseconds - readAt > ReadAgainAfter && Sys.TryAccess("/etc/resolv.conf", 4) == Errno.None)
            Prepare();
        string asked = name;
        for (int i = 0; i < MaxQueries; i++)
        {
            var result = Query(asked, type, out var alias);
            // The usual resolver gives the end of a chain of aliases too; one that does not is asked for it.
            if (result.Status != DnsStatus.NoData || alias == null || !DnsMessage.IsHostName(alias) || i > 0 && Bytes.Same(alias, asked))
                return result.IsFound || result.Status is DnsStatus.Refused ? result : DnsAnswer.None(result.Status, name, type);
            asked = alias;
        }
        return new DnsAnswer(DnsStatus.Refused, [], $"Name server loop for {name}");
    }

    private DnsAnswer Query(string name, DnsType type, out string? alias)
    {
        alias = null;
        int size;
        fixed (byte* p = OpenSsl.CString(name))
            size = search == DnsSearch.None ? res_nquery(state, p, 1, (int)type, answer, AnswerSize) : res_nsearch(state, p, 1, (int)type, answer, AnswerSize);
        if (size >= 0)
        {
            var message = new ReadOnlySpan<byte>(answer, Math.Min(size, AnswerSize));
            var result = DnsMessage.Read(message, search == DnsSearch.None ? name : DnsMessage.QuestionOf(message, name), type, out alias);
            // A resolver that we were not told to trust may say AD as it likes.
            return (options & TrustAd) != 0 ? result : result with { Authentic = false };
        }
        int why = *(int*)(state + 496);
        return DnsAnswer.None(why switch { 1 => DnsStatus.NotFound, 4 => DnsStatus.NoData, _ => DnsStatus.TryLater }, name, type);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (state == null)
            return;
        if (readAt != 0)
            __res_nclose(state);
        NativeMemory.Free(state);
        NativeMemory.Free(answer);
        state = answer = null;
    }
}
