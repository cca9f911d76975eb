using System.Globalization;

namespace MailSuite.Net;

/// <summary>How a question at the master socket ended.</summary>
public enum AuthMasterStatus
{
    /// <summary>There is such a user, or such a login.</summary>
    Found,
    /// <summary>There is not: an unknown user, or a ticket that was made up, used or has expired.</summary>
    NotFound,
    /// <summary>Could not find out.</summary>
    TryLater,
}

/// <summary>
/// What a trusted process asks the authentication server on its master socket: whose login a ticket proves (REQUEST), or what the user database knows of a name (USER).
/// One question, one connection: a process of a mailbox asks once in its life.
/// </summary>
/// <param name="path">The UNIX-domain socket, relative to the queue directory.</param>
/// <param name="timeout">How long the answer may take.</param>
public sealed class AuthMasterClient(string path, TimeSpan timeout)
{
    /// <summary>Redeems a login's ticket; the fields are the user database's.</summary>
    public AuthMasterStatus Redeem(AuthTicket ticket, out string user, out IReadOnlyDictionary<string, string> fields) =>
        Ask(string.Create(CultureInfo.InvariantCulture, $"REQUEST\t1\t{ticket.Process}\t{ticket.Request}\t{ticket.Cookie}\tsession_pid={Sys.ProcessId}\n"), out user, out fields);

    /// <summary>Looks up a user by name, without any login.</summary>
    public AuthMasterStatus Find(string name, string service, out string user, out IReadOnlyDictionary<string, string> fields) =>
        Ask($"USER\t1\t{AuthLine.Escape(name)}\tservice={service}\n", out user, out fields);

    private AuthMasterStatus Ask(string question, out string user, out IReadOnlyDictionary<string, string> fields)
    {
        user = "";
        fields = new Dictionary<string, string>();
        var e = Sys.TryConnectUnix(path, out int fd);
        if (e != Errno.None)
        {
            Log.Warning($"unable to connect to authentication server {path}: {e.Text()}");
            return AuthMasterStatus.TryLater;
        }
        using var stream = new LineStream(new FdTransport(fd));
        stream.Transport.SetTimeout(timeout);
        try
        {
            stream.Write("VERSION\t1\t0\n");
            stream.Write(question);
            for (int lines = 0; lines < 100 && stream.ReadLine(AuthLine.MaxLength, out var line) == LineEnd.Lf; lines++)
            {
                var f = AuthLine.Split(Bytes.Text(line));
                if (f.Length < 2 || f[1] != "1")
                    continue;
                if (f[0] == "NOTFOUND")
                    return AuthMasterStatus.NotFound;
                if (f[0] == "FAIL")
                {
                    Log.Warning($"authentication server {path}: {Bytes.Printable(string.Join(' ', f[2..]))}");
                    return AuthMasterStatus.TryLater;
                }
                if (f[0] != "USER" || f.Length < 3)
                    continue;
                user = f[2];
                fields = Fields(f.AsSpan(3));
                return AuthMasterStatus.Found;
            }
            Log.Warning($"authentication server {path}: no answer");
        }
        catch (Exception problem) when (problem is PeerGoneException or PeerTimeoutException)
        {
            Log.Warning($"authentication server {path}: {problem.Message}");
        }
        return AuthMasterStatus.TryLater;
    }

    private static Dictionary<string, string> Fields(ReadOnlySpan<string> list)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in list)
        {
            int at = field.IndexOf('=');
            fields[at < 0 ? field : field[..at]] = at < 0 ? "" : field[(at + 1)..];
        }
        return fields;
    }
}
