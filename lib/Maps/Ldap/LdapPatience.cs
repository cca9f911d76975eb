using System.Runtime.InteropServices;

namespace MailSuite.Maps;

/// <summary>
/// A time limit for what libldap waits for without one: the TLS handshake (with GnuTLS) and SASL. The library tells when it has connected a socket; a thread shuts the
/// socket when the work is not done in time, and the library then fails as with a server that hangs up.
/// </summary>
internal static unsafe class LdapPatience
{
    private const int GetDescriptor = 1;   // LBER_SB_OPT_GET_FD

    // struct ldap_conncb { add, del, arg }: it lives as long as connections do.
    private static void** callbacks;
    private static int connecting = -1;

    /// <summary>Has the library tell of this connection's sockets.</summary>
    public static void Watch(void* ld)
    {
        if (callbacks == null)
        {
            callbacks = (void**)NativeMemory.AllocZeroed(3, (nuint)sizeof(void*));
            callbacks[0] = (delegate* unmanaged<void*, void*, void*, void*, void*, int>)&Connected;
            callbacks[1] = (delegate* unmanaged<void*, void*, void*, void>)&Disconnected;
        }
        LdapLibrary.ldap_set_option(ld, LdapLibrary.OptConnectCallbacks, callbacks);
    }

    [UnmanagedCallersOnly]
    private static int Connected(void* ld, void* socket, void* url, void* address, void* context)
    {
        int fd;
        if (LdapLibrary.ber_sockbuf_ctrl(socket, GetDescriptor, &fd) > 0)
            Volatile.Write(ref connecting, fd);
        return 0;
    }

    [UnmanagedCallersOnly]
    private static void Disconnected(void* ld, void* socket, void* context) => Volatile.Write(ref connecting, -1);

    /// <summary>Does the work, which may wait for so long with each server.</summary>
    public static bool Limit(int seconds, Func<bool> work)
    {
        using var done = new ManualResetEventSlim();
        Volatile.Write(ref connecting, -1);
        var watcher = new Thread(() =>
        {
            while (!done.Wait(TimeSpan.FromSeconds(seconds)))
                if (Interlocked.Exchange(ref connecting, -1) is >= 0 and var fd)
                    Sys.Shutdown(fd, 2);
        }) { IsBackground = true };
        watcher.Start();
        try
        {
            return work();
        }
        finally
        {
            done.Set();
            watcher.Join();   // it must not shut what takes the number next
        }
    }
}
