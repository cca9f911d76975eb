using System.Globalization;

namespace MailSuite.Maps;

/// <summary>unix: lines of the host's password and group databases, by name.</summary>
internal sealed class UnixTable : LookupTable
{
    private readonly KeyFolding folding;
    private readonly bool users;

    private UnixTable(string name, bool users, KeyFolding folding) : base("unix", name)
    {
        this.users = users;
        this.folding = folding;
    }

    public static UnixTable Open(string name, KeyFolding folding) => name switch
    {
        "passwd.byname" => new UnixTable(name, true, folding),
        "group.byname" => new UnixTable(name, false, folding),
        _ => throw new TableUnavailableException($"unknown table: unix:{name}"),
    };

    public override LookupResult Find(string key)
    {
        key = folding.Fold(key);
        string line = "";
        AccountAnswer answer;
        if (!users)
            answer = Accounts.GroupLine(key, out line);
        else if ((answer = Accounts.User(key, out var a)) == AccountAnswer.Found)
            line = string.Create(CultureInfo.InvariantCulture, $"{a!.Name}:x:{a.Uid}:{a.Gid}:{a.Gecos}:{a.Home}:{a.Shell}");
        return answer switch
        {
            AccountAnswer.Found => LookupResult.Found(line),
            AccountAnswer.NotFound => LookupResult.NotFound,
            _ => LookupResult.TryLater,
        };
    }
}
