namespace MailSuite.Local;

/// <summary>With whose rights files are read, written and commands run. Null in their place: nobody's yet, the aliases are root's.</summary>
internal sealed class UserRights(UserAccount account)
{
    public UserAccount Account { get; } = account;
    public int Uid => Account.Uid;

    /// <summary>For files: no group but the user's own.</summary>
    public Credentials ForFiles { get; } = new(account.Uid, account.Gid, []);
}
