using System.Globalization;
using System.Text;
using MailSuite.Net;

namespace MailSuite.Auth.Wire;

/// <summary>What a trusted process may ask (Dovecot's auth-master protocol): whose login this is, and what is known of a user.</summary>
internal static class MasterQuestions
{
    private static readonly Dictionary<string, Action<AuthConnection, string[]>> Table = new(StringComparer.Ordinal)
    {
        ["REQUEST"] = Request,
        ["USER"] = User,
        ["LIST"] = List,
        ["CACHE-FLUSH"] = static (c, f) => c.Reply($"OK\t{Id(f)}\t0\n"),
    };

    internal static Action<AuthConnection, string[]>? Find(string command) => Table.GetValueOrDefault(command);

    private static string Id(string[] f) => f.Length > 1 ? AuthLine.Escape(f[1]) : "0";

    // REQUEST id client-pid client-request cookie
    private static void Request(AuthConnection c, string[] f)
    {
        if (f.Length < 5 || c.Service.Tickets.Redeem(f[2], f[3], f[4]) is not { } user)
        {
            Log.Warning(LogLines.NoSuchTicket(f.Length > 2 && int.TryParse(f[2], NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : 0));
            c.Reply($"NOTFOUND\t{Id(f)}\n");
            return;
        }
        Look(c, Id(f), user);
    }

    // USER id name service=...
    private static void User(AuthConnection c, string[] f)
    {
        if (f.Length < 3)
            c.Reply($"FAIL\t{Id(f)}\treason=no user name\n");
        else
            Look(c, Id(f), f[2].ToLowerInvariant());
    }

    private static void Look(AuthConnection c, string id, string name)
    {
        var users = c.Service.Users;
        c.Service.UnderWay(+1);
        bool queued = c.Service.Workers.TryRun(() => (users.Find(name, out var owner), owner), answer =>
        {
            c.Service.UnderWay(-1);
            var (found, owner) = answer;
            c.Reply(found switch
            {
                AccountAnswer.Found => $"USER\t{id}\t{AuthLine.Escape(owner!.Name)}{Fields(owner)}\n",
                AccountAnswer.NotFound => $"NOTFOUND\t{id}\n",
                _ => $"FAIL\t{id}\treason=user database is not available\n",
            });
        });
        if (!queued)
        {
            c.Service.UnderWay(-1);
            c.Reply($"FAIL\t{id}\treason=too many requests\n");
        }
    }

    private static string Fields(MailboxOwner owner)
    {
        var text = new StringBuilder();
        void Add(string name, string value)
        {
            if (value.Length > 0)
                text.Append('\t').Append(name).Append('=').Append(AuthLine.Escape(value));
        }
        Add("uid", owner.Uid >= 0 ? owner.Uid.ToString(CultureInfo.InvariantCulture) : "");
        Add("gid", owner.Gid >= 0 ? owner.Gid.ToString(CultureInfo.InvariantCulture) : "");
        Add("home", owner.Home);
        Add("mail", owner.Mail);
        return text.ToString();
    }

    // LIST id: the names that can be listed, those of the passwd-file.
    private static void List(AuthConnection c, string[] f)
    {
        var names = c.Service.File.Names();
        foreach (string name in names ?? [])
            c.Reply($"LIST\t{Id(f)}\t{AuthLine.Escape(name)}\n");
        c.Reply(names != null ? $"DONE\t{Id(f)}\n" : $"DONE\t{Id(f)}\tfail\n");
    }
}
