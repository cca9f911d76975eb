using System.Globalization;

namespace MailSuite.Auth.Backends;

/// <summary>One user of a passwd-file; ids are -1 and texts empty where the line does not say.</summary>
internal sealed record PasswdFileUser(string Name, string Password, int Uid, int Gid, string Home, IReadOnlyDictionary<string, string> Extra);

/// <summary>
/// Dovecot's passwd-file: user:{SCHEME}password:uid:gid:gecos:home:shell:extra fields. Read as a whole, and again when it has changed;
/// while it cannot be read, logins are put off, never refused.
/// </summary>
internal sealed class PasswdFile(string path, bool mayBeMissing)
{
    private static readonly Dictionary<string, string> NoExtra = [];

    private readonly Lock gate = new();
    private Dictionary<string, PasswdFileUser> users = new(StringComparer.Ordinal);
    private FileStatus? seen;
    private string complaint = "";

    /// <summary>A user; NotFound, or TryLater when the file cannot be read.</summary>
    internal AccountAnswer Find(string name, out PasswdFileUser? user)
    {
        lock (gate)
        {
            user = null;
            if (!Refresh())
                return AccountAnswer.TryLater;
            return users.TryGetValue(name, out user) ? AccountAnswer.Found : AccountAnswer.NotFound;
        }
    }

    /// <summary>All names; null when the file cannot be read.</summary>
    internal List<string>? Names()
    {
        lock (gate)
            return Refresh() ? [.. users.Keys] : null;
    }

    /// <summary>Somebody's stored password, to be compared when the name is unknown, so that it takes as long; empty when there is nobody.</summary>
    internal string AnyPassword()
    {
        lock (gate)
        {
            foreach (var user in users.Values)
                return user.Password;
            return "";
        }
    }

    private bool Refresh()
    {
        var e = Sys.TryStat(path, out var now);
        if (e == Errno.NOENT && mayBeMissing)
        {
            users.Clear();
            seen = null;
            return true;
        }
        if (e != Errno.None)
            return Complain($"open {path}: {e.Text()}");
        if (seen is { } s && s.Inode == now.Inode && s.Size == now.Size && s.ModifiedNanos == now.ModifiedNanos)
            return true;
        try
        {
            users = Parse(Bytes.Text(Sys.ReadFile(path)), path);
            seen = now;
            complaint = "";
            return true;
        }
        catch (UnixException problem)
        {
            return Complain(problem.Message);
        }
    }

    private bool Complain(string text)
    {
        // Once per trouble: a file that is away must not fill the log.
        if (complaint != text)
            Log.Warning(complaint = text);
        return false;
    }

    internal static Dictionary<string, PasswdFileUser> Parse(string text, string path)
    {
        var users = new Dictionary<string, PasswdFileUser>(StringComparer.Ordinal);
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            string trimmed = line.TrimEnd('\r', ' ', '\t');
            if (trimmed.Length == 0 || trimmed[0] is '#' or ':')
                continue;
            if (ParseLine(trimmed) is { } user)
            {
                if (!users.TryAdd(user.Name, user))
                    Log.Warning($"{path}, line {number}: user {user.Name} exists more than once");
            }
            else
                Log.Warning($"{path}, line {number}: user or group id is no number; the line is ignored");
        }
        return users;
    }

    private static PasswdFileUser? ParseLine(string line)
    {
        string[] f = line.Split(':', 8);
        string Field(int i) => i < f.Length ? f[i] : "";
        if (!Id(Field(2), out int uid) || !Id(Field(3), out int gid))
            return null;
        return new PasswdFileUser(f[0], Field(1), uid, gid, Field(5), f.Length < 8 || f[7].Length == 0 ? NoExtra : Extra(f[7]));
    }

    private static bool Id(string text, out int id)
    {
        id = -1;
        return text.Length == 0 || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);
    }

    private static Dictionary<string, string> Extra(string text)
    {
        var extra = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string word in text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            int at = word.IndexOf('=');
            extra[at < 0 ? word : word[..at]] = at < 0 ? "" : word[(at + 1)..];
        }
        return extra;
    }
}
