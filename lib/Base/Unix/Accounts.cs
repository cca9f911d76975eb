using System.Runtime.InteropServices;

namespace MailSuite.Base;

/// <summary>One line of the password database.</summary>
public sealed record UserAccount(string Name, int Uid, int Gid, string Gecos, string Home, string Shell);

/// <summary>The answer to "who is": found, not there, or could not be asked (then never "not there").</summary>
public enum AccountAnswer
{
    /// <summary>There is such an account.</summary>
    Found,
    /// <summary>The database says that there is none.</summary>
    NotFound,
    /// <summary>The database could not be asked now.</summary>
    TryLater,
}

/// <summary>Users and groups of the host, through the C library and so through nsswitch.conf (getpwnam_r(3)).</summary>
public static unsafe class Accounts
{
    [StructLayout(LayoutKind.Sequential)]
    private struct Passwd
    {
        public byte* Name, Password;
        public int Uid, Gid;
        public byte* Gecos, Home, Shell;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Group
    {
        public byte* Name, Password;
        public int Gid;
        public byte** Members;
    }

    private delegate int Query(void* entry, byte* buffer, nint size, void** result);

    /// <summary>The account of a name.</summary>
    public static AccountAnswer User(string name, out UserAccount? account)
    {
        account = null;
        if (name.Length == 0 || name.Contains('\0'))
            return AccountAnswer.NotFound;
        var key = Native.CString(name);
        UserAccount? found = null;
        var answer = Ask((entry, buffer, size, result) =>
        {
            fixed (byte* k = key)
                return Native.getpwnam_r(k, entry, buffer, size, result);
        }, entry => found = Read((Passwd*)entry));
        account = found;
        return answer;
    }

    /// <summary>The account of a user id.</summary>
    public static AccountAnswer User(int uid, out UserAccount? account)
    {
        UserAccount? found = null;
        var answer = Ask((entry, buffer, size, result) => Native.getpwuid_r(uid, entry, buffer, size, result), entry => found = Read((Passwd*)entry));
        account = found;
        return answer;
    }

    /// <summary>The id of a group name.</summary>
    public static AccountAnswer GroupId(string name, out int gid)
    {
        gid = -1;
        if (name.Length == 0 || name.Contains('\0'))
            return AccountAnswer.NotFound;
        var key = Native.CString(name);
        int found = -1;
        var answer = Ask((entry, buffer, size, result) =>
        {
            fixed (byte* k = key)
                return Native.getgrnam_r(k, entry, buffer, size, result);
        }, entry => found = ((Group*)entry)->Gid);
        gid = found;
        return answer;
    }

    /// <summary>The group database's line for a name, as name:passwd:gid:members; empty when not found.</summary>
    public static AccountAnswer GroupLine(string name, out string line)
    {
        line = "";
        if (name.Length == 0 || name.Contains('\0'))
            return AccountAnswer.NotFound;
        var key = Native.CString(name);
        string found = "";
        var answer = Ask((entry, buffer, size, result) =>
        {
            fixed (byte* k = key)
                return Native.getgrnam_r(k, entry, buffer, size, result);
        }, entry =>
        {
            var g = (Group*)entry;
            var members = new List<string>();
            for (byte** m = g->Members; m != null && *m != null; m++)
                members.Add(Native.Text(*m));
            found = $"{Native.Text(g->Name)}:{Native.Text(g->Password)}:{g->Gid}:{string.Join(',', members)}";
        });
        line = found;
        return answer;
    }

    /// <summary>Uid, gid and all supplementary groups of an account, for <see cref="Sys.RunAs{T}"/> and <see cref="Sys.BecomeForGood"/>.</summary>
    public static Credentials CredentialsOf(UserAccount account)
    {
        int count = 64;
        var groups = new int[count];
        fixed (byte* name = Native.CString(account.Name))
            while (true)
            {
                fixed (int* g = groups)
                    if (Native.getgrouplist(name, account.Gid, g, &count) >= 0)
                        return new Credentials(account.Uid, account.Gid, groups[..count]);
                groups = new int[count = Math.Max(count, groups.Length * 2)];
            }
    }

    private static UserAccount Read(Passwd* p) =>
        new(Native.Text(p->Name), p->Uid, p->Gid, Native.Text(p->Gecos), Native.Text(p->Home), Native.Text(p->Shell));

    private static AccountAnswer Ask(Query query, EntryReader read)
    {
        byte* entry = stackalloc byte[64];
        for (int size = 1024; size <= 1 << 20; size *= 2)
        {
            var buffer = new byte[size];
            fixed (byte* b = buffer)
            {
                void* result = null;
                int error = query(entry, b, size, &result);
                if (error == (int)Errno.RANGE)
                    continue;
                if (result != null)
                {
                    read(result);
                    return AccountAnswer.Found;
                }
                return error is 0 or (int)Errno.NOENT or (int)Errno.SRCH or (int)Errno.BADF or (int)Errno.PERM ? AccountAnswer.NotFound : AccountAnswer.TryLater;
            }
        }
        return AccountAnswer.TryLater;
    }

    private delegate void EntryReader(void* entry);
}
