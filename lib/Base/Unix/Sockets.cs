using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace MailSuite.Base;

/// <summary>Who is at the other end of a UNIX-domain socket, as the kernel knows it (SO_PEERCRED).</summary>
public readonly record struct PeerCredentials(int Pid, int Uid, int Gid);

/// <summary>One descriptor to wait for, and what happened (poll(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct PollFd(int Fd, short Events, short Happened)
{
    /// <summary>Events of poll(2).</summary>
    public const short In = 1, Out = 4, Err = 8, Hup = 16;
}

/// <summary>A network or UNIX-domain socket address in the kernel's form.</summary>
public sealed class SocketAddress
{
    private readonly byte[] bytes;

    private SocketAddress(byte[] bytes) => this.bytes = bytes;

    /// <summary>The kernel's struct sockaddr.</summary>
    public ReadOnlySpan<byte> Raw => bytes;

    /// <summary>AF_UNIX 1, AF_INET 2, AF_INET6 10.</summary>
    public int Family => BinaryPrimitives.ReadInt16LittleEndian(bytes);

    /// <summary>An internet address and port.</summary>
    public static SocketAddress Inet(IPAddress address, int port)
    {
        bool six = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        var b = new byte[six ? 28 : 16];
        BinaryPrimitives.WriteInt16LittleEndian(b, (short)(six ? 10 : 2));
        BinaryPrimitives.WriteUInt16BigEndian(b.AsSpan(2), (ushort)port);
        address.TryWriteBytes(b.AsSpan(six ? 8 : 4), out _);
        if (six)
            BinaryPrimitives.WriteUInt32LittleEndian(b.AsSpan(24), (uint)address.ScopeId);
        return new SocketAddress(b);
    }

    /// <summary>A path name; at most 107 bytes (unix(7)).</summary>
    public static SocketAddress Unix(string path)
    {
        int size = Bytes.Count(path);
        if (size > 107)
            throw new FatalException($"unix-domain name too long: {path}");
        var b = new byte[2 + size + 1];
        b[0] = 1;
        Bytes.Write(path, b.AsSpan(2));
        return new SocketAddress(b);
    }

    /// <summary>From the kernel's bytes.</summary>
    public static SocketAddress FromRaw(ReadOnlySpan<byte> raw) => new(raw.Length >= 2 ? raw.ToArray() : [0, 0]);

    /// <summary>The internet address, IPv4 when it is an IPv4 address in IPv6 clothes; null for a UNIX-domain socket.</summary>
    public IPAddress? Address
    {
        get
        {
            var a = Family switch { 2 => new IPAddress(bytes.AsSpan(4, 4)), 10 => new IPAddress(bytes.AsSpan(8, 16), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(24))), _ => null };
            return a is { IsIPv4MappedToIPv6: true } ? a.MapToIPv4() : a;
        }
    }

    /// <summary>The port; 0 for a UNIX-domain socket.</summary>
    public int Port => Family is 2 or 10 ? BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2)) : 0;

    /// <summary>The path of a UNIX-domain socket; empty otherwise.</summary>
    public string Path => Family == 1 ? Bytes.Text(bytes.AsSpan(2).TrimEnd((byte)0)) : "";
}

public static unsafe partial class Sys
{
    private const int SockStream = 1, SockDgram = 2, SockNonBlock = 0x800, SockCloExec = 0x80000;

    /// <summary>A stream socket of the address's family, blocking unless asked otherwise.</summary>
    public static int StreamSocket(int family, bool nonBlocking = false) => Made(Native.socket(family, SockStream | SockCloExec | (nonBlocking ? SockNonBlock : 0), 0));

    /// <summary>A datagram socket of the address's family.</summary>
    public static int DatagramSocket(int family) => Made(Native.socket(family, SockDgram | SockCloExec, 0));

    private static int Made(int fd) => fd >= 0 ? fd : throw Failed("socket");

    /// <summary>A connected pair of UNIX-domain stream sockets.</summary>
    public static (int, int) SocketPair()
    {
        int* pair = stackalloc int[2];
        Check(Native.socketpair(1, SockStream | SockCloExec, 0, pair) == 0, "socketpair");
        return (pair[0], pair[1]);
    }

    /// <summary>A pipe: read end, write end.</summary>
    public static (int Read, int Write) Pipe()
    {
        int* pair = stackalloc int[2];
        Check(Native.pipe2(pair, CloExec) == 0, "pipe");
        return (pair[0], pair[1]);
    }

    /// <summary>Binds; the error number when it cannot.</summary>
    public static Errno TryBind(int fd, SocketAddress address)
    {
        fixed (byte* p = address.Raw)
            return Native.bind(fd, p, address.Raw.Length) == 0 ? Errno.None : LastError;
    }

    /// <summary>Listens.</summary>
    public static void Listen(int fd, int backlog) => Check(Native.listen(fd, backlog) == 0, "listen");

    /// <summary>Connects; EINPROGRESS from a non-blocking socket means: wait until writable, then ask <see cref="SocketError"/>.</summary>
    public static Errno TryConnect(int fd, SocketAddress address)
    {
        fixed (byte* p = address.Raw)
            while (Native.connect(fd, p, address.Raw.Length) != 0)
                if (LastError != Errno.INTR)
                    return LastError;
        return Errno.None;
    }

    /// <summary>Connects to a UNIX-domain stream socket; -1 and the error number when nobody listens, or no socket can be made.</summary>
    public static Errno TryConnectUnix(string path, out int fd, bool datagram = false)
    {
        // Without a descriptor to spare the caller is told, too: that nobody can be reached ends no daemon.
        fd = Native.socket(1, (datagram ? SockDgram : SockStream) | SockCloExec, 0);
        if (fd < 0)
            return LastError;
        var e = TryConnect(fd, SocketAddress.Unix(path));
        if (e != Errno.None)
        {
            CloseQuietly(fd);
            fd = -1;
            Marshal.SetLastPInvokeError((int)e);   // what close said is of no interest to who reads LastError
        }
        return e;
    }

    /// <summary>Accepts one connection with its peer's address; the error number when there is none (EAGAIN on a non-blocking socket).</summary>
    public static Errno TryAccept(int listener, out int fd, out SocketAddress peer, bool nonBlocking = false)
    {
        byte* b = stackalloc byte[128];
        int size = 128;
        do
            fd = Native.accept4(listener, b, &size, SockCloExec | (nonBlocking ? SockNonBlock : 0));
        while (fd < 0 && LastError == Errno.INTR);
        peer = SocketAddress.FromRaw(new ReadOnlySpan<byte>(b, fd < 0 ? 0 : Math.Min(size, 128)));
        return fd < 0 ? LastError : Errno.None;
    }

    /// <summary>This end's address.</summary>
    public static SocketAddress LocalAddress(int fd)
    {
        byte* b = stackalloc byte[128];
        int size = 128;
        Check(Native.getsockname(fd, b, &size) == 0, "getsockname");
        return SocketAddress.FromRaw(new ReadOnlySpan<byte>(b, size));
    }

    /// <summary>The other end's address; null when it is gone already or this is no socket.</summary>
    public static SocketAddress? PeerAddress(int fd)
    {
        byte* b = stackalloc byte[128];
        int size = 128;
        return Native.getpeername(fd, b, &size) == 0 ? SocketAddress.FromRaw(new ReadOnlySpan<byte>(b, size)) : null;
    }

    /// <summary>Process, user and group of a UNIX-domain peer, at the time it connected.</summary>
    public static PeerCredentials PeerCredentials(int fd)
    {
        int* c = stackalloc int[3];
        int size = 12;
        Check(Native.getsockopt(fd, 1, 17, c, &size) == 0, "SO_PEERCRED");
        return new PeerCredentials(c[0], c[1], c[2]);
    }

    /// <summary>The pending error of a socket (SO_ERROR): how a non-blocking connect ended.</summary>
    public static Errno SocketError(int fd)
    {
        int value = 0, size = 4;
        Check(Native.getsockopt(fd, 1, 4, &value, &size) == 0, "SO_ERROR");
        return (Errno)value;
    }

    /// <summary>Time limit of one read and one write (SO_RCVTIMEO, SO_SNDTIMEO); a late peer then is EAGAIN. Zero: none.</summary>
    public static void SetSocketTimeouts(int fd, TimeSpan timeout)
    {
        SetReceiveTimeout(fd, timeout);
        SetTimeout(fd, 21, timeout);
    }

    /// <summary>Time limit of one read alone (SO_RCVTIMEO).</summary>
    public static void SetReceiveTimeout(int fd, TimeSpan timeout) => SetTimeout(fd, 20, timeout);

    private static void SetTimeout(int fd, int option, TimeSpan timeout)
    {
        long* tv = stackalloc long[2] { (long)timeout.TotalSeconds, timeout.Microseconds + timeout.Milliseconds * 1000L };
        Native.setsockopt(fd, 1, option, tv, 16);
    }

    /// <summary>Sends small writes at once (TCP_NODELAY). We write whole reply groups, so Nagle's delay only costs.</summary>
    public static void SetNoDelay(int fd) => SetOption(fd, 6, 1, 1);

    /// <summary>Sets one integer socket option; an option that the socket does not have is no error.</summary>
    public static void SetOption(int fd, int level, int name, int value) => Native.setsockopt(fd, level, name, &value, 4);

    /// <summary>Says that we shall send no more (1), or receive no more (0), or neither (2).</summary>
    public static void Shutdown(int fd, int how) => Native.shutdown(fd, how);

    /// <summary>Sends without SIGPIPE; a negative result leaves the cause in <see cref="LastError"/>.</summary>
    public static int Send(int fd, ReadOnlySpan<byte> from, bool wait = true)
    {
        fixed (byte* p = from)
            return (int)Native.send(fd, p, from.Length, 0x4000 | (wait ? 0 : 0x40));   // MSG_NOSIGNAL, MSG_DONTWAIT
    }

    /// <summary>Receives; a negative result leaves the cause in <see cref="LastError"/>.</summary>
    public static int Receive(int fd, Span<byte> to, bool wait = true)
    {
        fixed (byte* p = to)
            return (int)Native.recv(fd, p, to.Length, wait ? 0 : 0x40);
    }

    /// <summary>Sends one byte of company with a descriptor (SCM_RIGHTS), as a "pass" service gets its connections.</summary>
    public static Errno TrySendDescriptor(int socket, int fd)
    {
        byte one = 0;
        nint* iov = stackalloc nint[2] { (nint)(&one), 1 };
        byte* control = stackalloc byte[24];
        *(nint*)control = 20;
        *(int*)(control + 8) = 1;
        *(int*)(control + 12) = 1;
        *(int*)(control + 16) = fd;
        nint* message = stackalloc nint[7] { 0, 0, (nint)iov, 1, (nint)control, 24, 0 };
        return Native.sendmsg(socket, message, 0x4000) >= 0 ? Errno.None : LastError;
    }

    /// <summary>Receives a descriptor that <see cref="TrySendDescriptor"/> sent; -1 when there was none.</summary>
    public static int ReceiveDescriptor(int socket)
    {
        byte one;
        nint* iov = stackalloc nint[2] { (nint)(&one), 1 };
        byte* control = stackalloc byte[24];
        nint* message = stackalloc nint[7] { 0, 0, (nint)iov, 1, (nint)control, 24, 0 };
        return Native.recvmsg(socket, message, 0x40000000) > 0 && message[5] >= 20 && *(int*)(control + 12) == 1 ? *(int*)(control + 16) : -1;
    }

    /// <summary>Waits until something happens or the time is over (milliseconds, -1: for ever); the number of descriptors with news.</summary>
    public static int Poll(Span<PollFd> fds, int milliseconds)
    {
        fixed (PollFd* p = fds)
        {
            int n = Native.poll(p, (nuint)fds.Length, milliseconds);
            return n >= 0 || LastError == Errno.INTR ? Math.Max(n, 0) : throw Failed("poll");
        }
    }

    /// <summary>Is there something to read within the time?</summary>
    public static bool Readable(int fd, int milliseconds)
    {
        Span<PollFd> one = [new PollFd(fd, PollFd.In, 0)];
        return Poll(one, milliseconds) > 0;
    }

    /// <summary>Whether a read would wait or not.</summary>
    public static void SetNonBlocking(int fd, bool on)
    {
        int flags = Native.fcntl(fd, 3, 0);
        Check(flags >= 0 && Native.fcntl(fd, 4, on ? flags | NonBlock : flags & ~NonBlock) == 0, "fcntl");
    }

    /// <summary>Whether a program that we start inherits the descriptor.</summary>
    public static void SetCloseOnExec(int fd, bool on) => Native.fcntl(fd, 2, on ? 1 : 0);

    /// <summary>Is this a descriptor of an open file?</summary>
    public static bool IsOpen(int fd) => Native.fcntl(fd, 1, 0) >= 0;

    /// <summary>A copy of a descriptor at or above a number, close-on-exec.</summary>
    public static int Duplicate(int fd, int atLeast) => Native.fcntl(fd, 1030, atLeast) is >= 0 and var copy ? copy : throw Failed("dup");

    /// <summary>Makes one descriptor number mean the same as another; the copy survives exec.</summary>
    public static void DuplicateOnto(int from, int to) => Check(Native.dup2(from, to) >= 0, "dup2");
}
