using System.Globalization;
using System.Text;

namespace MailSuite.Daemon;

/// <summary>
/// A login that the process at the door hands over to the process that will open the mailbox. The door is unprivileged and talks to strangers, so its word counts
/// for nothing: the mailbox's process asks the authentication server whether this very request was answered with OK (Dovecot's REQUEST).
/// </summary>
/// <param name="Protocol">"imap" or "pop3".</param>
/// <param name="AuthProcess">The process id that the door told the authentication server (CPID).</param>
/// <param name="AuthRequest">The number of its request.</param>
/// <param name="AuthCookie">The connection's cookie, which only the two of them know.</param>
/// <param name="Client">"host[address]", for the log.</param>
/// <param name="Secured">The client came through TLS, or from this host.</param>
/// <param name="Tag">What the protocol needs to answer the login: IMAP's tag.</param>
/// <param name="Input">What the client has sent already behind the login.</param>
public sealed record LoginHandover(string Protocol, int AuthProcess, uint AuthRequest, string AuthCookie, string Client, bool Secured, string Tag, byte[] Input)
{
    internal const int LongestLine = 1 << 17;

    internal byte[] ToLine() => Bytes.Of(string.Create(CultureInfo.InvariantCulture,
        $"HANDOVER\t1\t{Protocol}\t{AuthProcess}\t{AuthRequest}\t{AuthCookie}\t{Encoded(Client)}\t{(Secured ? 1 : 0)}\t{Encoded(Tag)}\t{Convert.ToBase64String(Input)}\n"));

    private static string Encoded(string text) => Convert.ToBase64String(Bytes.Of(text));

    internal static LoginHandover? FromLine(ReadOnlySpan<byte> line)
    {
        var f = Bytes.Text(line).Split('\t');
        if (f.Length != 10 || f[0] != "HANDOVER" || f[1] != "1" || f[7] is not ("0" or "1")
            || !int.TryParse(f[3], NumberStyles.None, CultureInfo.InvariantCulture, out int process)
            || !uint.TryParse(f[4], NumberStyles.None, CultureInfo.InvariantCulture, out uint request)
            || f[5].AsSpan().ContainsAnyExcept("0123456789abcdefABCDEF"))
            return null;
        try
        {
            return new LoginHandover(f[2], process, request, f[5], Decoded(f[6]), f[7] == "1", Decoded(f[8]), Convert.FromBase64String(f[9]));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Decoded(string text) => Bytes.Text(Convert.FromBase64String(text));
}

/// <summary>How a handover ended.</summary>
public enum HandoverAnswer
{
    /// <summary>The other process serves the client from now on.</summary>
    Taken,
    /// <summary>It could not: the client is told that the server has trouble, not that the password is wrong. The reason was logged over there.</summary>
    TryLater,
}

/// <summary>Hands a logged-in client from the process at the door to the process of the mailbox, over that service's UNIX-domain socket (SCM_RIGHTS).</summary>
public static class Handover
{
    /// <summary>The door's side: gives <paramref name="clientFd"/> away. With TLS it is one end of a socket pair, whose other end <see cref="TlsRelay"/> serves.</summary>
    public static HandoverAnswer Give(string socketPath, LoginHandover login, int clientFd, TimeSpan timeout)
    {
        var e = Sys.TryConnectUnix(socketPath, out int fd);
        if (e != Errno.None)
        {
            Log.Warning($"connect to {socketPath}: {e.Text()}");
            return HandoverAnswer.TryLater;
        }
        using var stream = new LineStream(new FdTransport(fd));
        stream.Transport.SetTimeout(timeout);
        try
        {
            if (Sys.TrySendDescriptor(fd, clientFd) is var sent and not Errno.None)
            {
                Log.Warning($"send descriptor to {socketPath}: {sent.Text()}");
                return HandoverAnswer.TryLater;
            }
            stream.Write(login.ToLine());
            return stream.ReadLine(64, out var answer) != LineEnd.End && answer.SequenceEqual("OK"u8) ? HandoverAnswer.Taken : HandoverAnswer.TryLater;
        }
        catch (Exception problem) when (problem is PeerGoneException or PeerTimeoutException)
        {
            Log.Warning($"{socketPath}: {problem.Message}");
            return HandoverAnswer.TryLater;
        }
    }

    /// <summary>The mailbox's side: takes the connection and what is said of it; null when it is no handover. The caller closes the descriptor.</summary>
    public static LoginHandover? Take(Client door, TimeSpan timeout, out int clientFd)
    {
        clientFd = Sys.Readable(door.Fd, (int)timeout.TotalMilliseconds) ? Sys.ReceiveDescriptor(door.Fd) : -1;
        if (clientFd < 0)
            return null;
        var stream = new LineStream(door.NewTransport());
        stream.Transport.SetTimeout(timeout);
        return stream.ReadLine(LoginHandover.LongestLine, out var line) == LineEnd.Lf ? LoginHandover.FromLine(line) : null;
    }

    /// <summary>The mailbox's side: says how it went; after Taken the client is ours.</summary>
    public static void Answer(Client door, HandoverAnswer answer) => Sys.Send(door.Fd, answer == HandoverAnswer.Taken ? "OK\n"u8 : "LATER\n"u8);
}

/// <summary>The user whose mailbox is opened: what the user database says (uid=, gid=, home=, mail=).</summary>
/// <param name="Name">The login name as the authentication server settled it.</param>
/// <param name="Uid">The user id; -1 when not told.</param>
/// <param name="Gid">The group id; -1 when not told.</param>
/// <param name="Home">The home directory; empty when not told.</param>
/// <param name="Mail">Where the mail lies; empty: mail_location.</param>
public sealed record MailUser(string Name, int Uid, int Gid, string Home, string Mail)
{
    /// <summary>From the fields of the user database; null when uid or gid is no number or the mailbox would be root's, which is then logged.</summary>
    public static MailUser? From(string name, IReadOnlyDictionary<string, string> fields)
    {
        int uid = Id(fields, "uid"), gid = Id(fields, "gid");
        if (uid == -2 || gid == -2 || uid == 0 || gid == 0 || name.Length == 0)
        {
            Log.Error($"user {name}: mail access as uid={fields.GetValueOrDefault("uid")} gid={fields.GetValueOrDefault("gid")} is not allowed");
            return null;
        }
        return new MailUser(name, uid, gid, fields.GetValueOrDefault("home", ""), fields.GetValueOrDefault("mail", ""));
    }

    private static int Id(IReadOnlyDictionary<string, string> fields, string name)
    {
        if (!fields.TryGetValue(name, out var text) || text.Length == 0)
            return -1;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : -2;
    }

    /// <summary>
    /// Makes this process the user for good. In an instance run by an ordinary user everything runs as that user, and another user's mailbox is refused.
    /// False: not allowed, which was logged.
    /// </summary>
    public bool Become()
    {
        int me = Sys.EffectiveUid;
        if (me != 0)
        {
            if (Uid < 0 || Uid == me)
                return true;
            Log.Error($"user {Name}: cannot become uid {Uid} without root rights");
            return false;
        }
        if (Uid <= 0 || Gid <= 0)
        {
            Log.Error($"user {Name}: no uid or gid in the user database");
            return false;
        }
        int[] groups = Accounts.User(Name, out var account) == AccountAnswer.Found && account!.Uid == Uid ? Accounts.CredentialsOf(account).Groups : [Gid];
        Sys.BecomeForGood(new Credentials(Uid, Gid, Array.FindAll(groups, static g => g != 0)));
        Sys.HideMemory();
        return true;
    }

    /// <summary>"user=&lt;name&gt;" for log lines, in Dovecot's notation that log readers know.</summary>
    public override string ToString() => new StringBuilder("user=<").Append(Bytes.Printable(Name)).Append('>').ToString();
}

/// <summary>
/// Bytes between a client inside TLS and the process of its mailbox: TLS stays with the process at the door. Never waits on one side while the other has something
/// to say; the inner socket is never written to without room, so that both cannot wait for each other.
/// </summary>
public static class TlsRelay
{
    /// <summary>Runs until one side has ended and everything said before is delivered.</summary>
    public static void Run(Transport client, int inner)
    {
        var buffer = new byte[16384];
        var pending = ReadOnlyMemory<byte>.Empty;
        bool clientEnded = false;
        client.SetTimeout(TimeSpan.FromMinutes(30));
        var towards = new byte[16384];
        while (true)
        {
            Span<PollFd> both =
            [
                new PollFd(inner, (short)(PollFd.In | (pending.IsEmpty ? 0 : PollFd.Out)), 0),
                new PollFd(client.InputFd, PollFd.In, 0),
            ];
            bool wantsClient = pending.IsEmpty && !clientEnded;
            bool buffered = wantsClient && client.HasBuffered;
            Log.Flush();
            Sys.Poll(wantsClient ? both : both[..1], buffered ? 0 : -1);
            if (Transport.Stopping())
                throw new ServiceStoppingException();
            if (!pending.IsEmpty && (both[0].Happened & PollFd.Out) != 0)
            {
                int sent = Sys.Send(inner, pending.Span, wait: false);
                if (sent < 0 && Sys.LastError is not (Errno.AGAIN or Errno.INTR))
                    return;
                pending = pending[Math.Max(sent, 0)..];
            }
            if ((both[0].Happened & (PollFd.In | PollFd.Hup | PollFd.Err)) != 0)
            {
                int n = Sys.Receive(inner, buffer, wait: false);
                if (n == 0 || n < 0 && Sys.LastError is not (Errno.AGAIN or Errno.INTR))
                    return;
                if (n > 0)
                    client.Write(buffer.AsSpan(0, n));
            }
            if (wantsClient && (buffered || both[1].Happened != 0))
            {
                int n = Read(client, towards);
                if (n > 0)
                    pending = towards.AsMemory(0, n);
                else
                {
                    clientEnded = true;
                    Sys.Shutdown(inner, 1);
                }
            }
        }
    }

    private static int Read(Transport client, byte[] to)
    {
        try
        {
            return client.Read(to);
        }
        catch (PeerGoneException)
        {
            return 0;
        }
    }
}
