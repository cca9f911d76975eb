using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>"user=name" or "user=name:group" of a service that runs commands (pipe(8), spawn(8)). Root and the owner of the mail system run none.</summary>
public static class CommandOwner
{
    /// <summary>The rights: no group but the one named, or the user's own. Fatal when they cannot be had.</summary>
    public static Credentials Of(string value, MailConfig config)
    {
        int colon = value.IndexOf(':');
        string user = colon < 0 ? value : value[..colon], group = colon < 0 ? "" : value[(colon + 1)..];
        if (Accounts.User(user, out var account) != AccountAnswer.Found)
            throw new FatalException($"unknown username: {user}");
        int gid = account!.Gid;
        if (group.Length > 0 && Accounts.GroupId(group, out gid) != AccountAnswer.Found)
            throw new FatalException($"unknown group: {group}");
        if (account.Uid == 0)
            throw new FatalException("user= command-line attribute specifies root privileges");
        if (gid == 0)
            throw new FatalException("user= command-line attribute specifies privileged group id");
        // Where everything belongs to one ordinary user, there is nobody else to run it.
        if (Sys.EffectiveUid == 0)
            RefuseMailOwner(account.Uid, gid, config);
        return new Credentials(account.Uid, gid, [gid]);
    }

    private static void RefuseMailOwner(int uid, int gid, MailConfig config)
    {
        string owner = config.Get(GlobalParams.MailOwner);
        if (Accounts.User(owner, out var mail) != AccountAnswer.Found)
            return;
        if (uid == mail!.Uid)
            throw new FatalException($"user= command-line attribute specifies mail system owner {owner}");
        if (gid == mail.Gid)
            throw new FatalException($"user= command-line attribute specifies mail system owner {owner} group id {gid}");
        string postdrop = config.Get(GlobalParams.SetgidGroup);
        if (Accounts.GroupId(postdrop, out int drop) == AccountAnswer.Found && gid == drop)
            throw new FatalException($"user= command-line attribute specifies mail system group {postdrop} group id {gid}");
    }
}
