using System.Globalization;
using MailSuite.Auth.Backends;
using MailSuite.Maps;

namespace MailSuite.Auth;

/// <summary>Who a mailbox belongs to and where it is; -1 and empty where nobody says.</summary>
internal sealed record MailboxOwner(string Name, int Uid, int Gid, string Home, string Mail);

/// <summary>
/// Where the mail of a name lies and whose it is: what the passwd-file says, else where virtual(8) delivers it, else the system account and where local(8) delivers.
/// Runs on worker threads; tables are not made for two at a time.
/// </summary>
internal sealed class UserDatabase
{
    private readonly PasswdFile file;
    private readonly string mailLocation, homeMailbox, spool, virtualBase;
    private readonly MapList mailboxes, uids, gids;
    private readonly int firstUid;
    private readonly Lock gate = new();

    internal UserDatabase(MailConfig config, PasswdFile file)
    {
        this.file = file;
        mailLocation = config.Get(AuthParams.MailLocation);
        homeMailbox = config.Get(LocalParams.HomeMailbox);
        spool = config.Get(LocalParams.MailSpoolDirectory);
        mailboxes = MapList.Of(VirtualParams.MailboxMaps, config);
        uids = MapList.Of(VirtualParams.UidMaps, config);
        gids = MapList.Of(VirtualParams.GidMaps, config);
        virtualBase = mailboxes.IsEmpty ? "" : config.Get(VirtualParams.MailboxBase);
        firstUid = config.Get(AuthParams.FirstValidUid);
    }

    /// <summary>Finds the owner; NotFound when the name has no mailbox here.</summary>
    internal AccountAnswer Find(string name, out MailboxOwner? owner)
    {
        owner = null;
        var answer = file.Find(name, out var line);
        if (answer == AccountAnswer.TryLater)
            return answer;
        var inVirtual = FindVirtual(name, out owner);
        if (inVirtual == AccountAnswer.TryLater)
            return inVirtual;
        if (owner == null && Accounts.User(name, out var account) is var system)
        {
            if (system == AccountAnswer.TryLater)
                return system;
            if (account != null && (account.Uid >= firstUid || account.Uid == Sys.EffectiveUid && account.Uid != 0))
                owner = new MailboxOwner(name, account.Uid, account.Gid, account.Home, SystemMail(name));
        }
        if (line != null)
            owner = Override(owner, line);
        return owner != null ? AccountAnswer.Found : AccountAnswer.NotFound;
    }

    private MailboxOwner? Override(MailboxOwner? known, PasswdFileUser line)
    {
        string mail = line.Extra.GetValueOrDefault("userdb_mail", known?.Mail ?? "");
        int uid = line.Uid >= 0 ? line.Uid : known?.Uid ?? (Sys.EffectiveUid != 0 ? Sys.EffectiveUid : -1);
        int gid = line.Gid >= 0 ? line.Gid : known?.Gid ?? (Sys.EffectiveUid != 0 ? Sys.EffectiveGid : -1);
        string home = line.Extra.GetValueOrDefault("userdb_home", line.Home.Length > 0 ? line.Home : known?.Home ?? "");
        if (mail.Length == 0)
            mail = mailLocation.Length > 0 ? mailLocation : home.Length > 0 ? "maildir:~/Maildir" : "";
        // A line that only has a password says nothing about mail: SASL users of smtpd need no mailbox.
        return mail.Length == 0 || uid < 0 || gid < 0 ? null : new MailboxOwner(line.Name, uid, gid, home, mail);
    }

    private AccountAnswer FindVirtual(string name, out MailboxOwner? owner)
    {
        owner = null;
        if (mailboxes.IsEmpty || !name.Contains('@'))
            return AccountAnswer.NotFound;
        lock (gate)
        {
            LookupResult path = mailboxes.Find(name), uid = uids.Find(name), gid = gids.Find(name);
            if (path.Status == LookupStatus.TryLater || uid.Status == LookupStatus.TryLater || gid.Status == LookupStatus.TryLater)
                return AccountAnswer.TryLater;
            if (!path.IsFound)
                return AccountAnswer.NotFound;
            int Id(LookupResult r, int mine) =>
                r.IsFound && int.TryParse(r.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : Sys.EffectiveUid != 0 ? mine : -1;
            string file = $"{virtualBase.TrimEnd('/')}/{path.Value}";
            string home = file.TrimEnd('/');
            // In mail= the percent sign introduces a variable.
            string escaped = file.Replace("%", "%%", StringComparison.Ordinal);
            string mail = mailLocation.Length > 0 ? mailLocation : file.EndsWith('/') ? "maildir:" + escaped : $"mbox:{escaped}.folders:INBOX={escaped}";
            owner = new MailboxOwner(name, Id(uid, Sys.EffectiveUid), Id(gid, Sys.EffectiveGid), home, mail);
            return AccountAnswer.Found;
        }
    }

    // What local(8) does: home_mailbox below the home directory, else a file or Maildir below the spool directory.
    private string SystemMail(string name)
    {
        if (mailLocation.Length > 0)
            return mailLocation;
        if (homeMailbox.Length > 0)
            return homeMailbox.EndsWith('/') ? "maildir:~/" + homeMailbox.TrimEnd('/') : $"mbox:~/mail:INBOX=~/{homeMailbox}";
        string path = $"{spool.TrimEnd('/')}/{name}";
        return spool.EndsWith('/') ? "maildir:" + path : $"mbox:~/mail:INBOX={path}";
    }
}
