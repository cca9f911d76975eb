using System.Globalization;
using MailSuite.Config;
using MailSuite.Maps;

namespace MailSuite.Mail;

/// <summary>authorized_submit_users, authorized_mailq_users, authorized_flush_users: which local users may ask a daemon for something.</summary>
public static class UserAcl
{
    /// <summary>The name of a user id; "unknown" when there is none.</summary>
    public static string NameOf(int uid) => Accounts.User(uid, out var account) == AccountAnswer.Found ? account!.Name : "unknown";

    /// <summary>May a user do what the list is about? Root and the mail owner always may; a list that cannot be asked allows nobody else.</summary>
    public static bool Allows(MailConfig config, Param<string> list, int uid)
    {
        if (uid == 0 || config.Get(list) == "static:anyone")
            return true;
        string name = NameOf(uid);
        return name == config.Get(GlobalParams.MailOwner) || StringList.Of(list, config).Contains(name) == LookupStatus.Found;
    }

    /// <summary>Refuses with Postfix's words: "User joe(1000) is not allowed to view the mail queue", exit status EX_NOPERM.</summary>
    public static void Require(MailConfig config, Param<string> list, int uid, string what)
    {
        if (!Allows(config, list, uid))
            throw new FatalException(string.Create(CultureInfo.InvariantCulture, $"User {NameOf(uid)}({uid}) is not allowed to {what}"), 77);
    }
}
