namespace MailSuite.Store;

/// <summary>One name of a store's hierarchy.</summary>
/// <param name="Name">The whole name, in modified UTF-7; INBOX in capitals.</param>
/// <param name="Exists">It can be selected; false for a level that exists only because something lies below it.</param>
/// <param name="MayHaveChildren">False where the format has no room below it (a file of mbox).</param>
/// <param name="HasChildren">Something lies below it.</param>
public readonly record struct FolderInfo(string Name, bool Exists, bool MayHaveChildren, bool HasChildren);

/// <summary>How an operation on a folder ended.</summary>
public enum FolderAnswer
{
    /// <summary>It was done.</summary>
    Done,
    /// <summary>There is no such mailbox.</summary>
    NotFound,
    /// <summary>There is one of this name already.</summary>
    Exists,
    /// <summary>No mailbox can have this name.</summary>
    BadName,
    /// <summary>The format, or its rules, do not allow it.</summary>
    Refused,
}

/// <summary>
/// All mailboxes of one user: a Maildir++ tree or a directory of mbox files. Names are as IMAP writes them (modified UTF-7, parts joined by
/// <see cref="Separator"/>); a name that could lead outside the store is <see cref="FolderAnswer.BadName"/> before any file is touched.
/// </summary>
public abstract class MailStore
{
    /// <summary>Between the parts of a name.</summary>
    public abstract char Separator { get; }

    /// <summary>All names, INBOX first, then in the order of their names.</summary>
    public abstract IReadOnlyList<FolderInfo> List();

    /// <summary>Opens a mailbox; its messages are known after the first <see cref="Mailbox.Sync"/>. INBOX comes into being when it is not there.</summary>
    public abstract FolderAnswer Open(string name, bool readOnly, out Mailbox? mailbox);

    /// <summary>Is there such a mailbox?</summary>
    public abstract FolderAnswer Find(string name);

    /// <summary>Makes a mailbox. A separator at the end of the name says that others will lie below it.</summary>
    public abstract FolderAnswer Create(string name);

    /// <summary>Removes a mailbox with its messages. What lies below stays.</summary>
    public abstract FolderAnswer Delete(string name);

    /// <summary>Renames a mailbox and what lies below it. Renaming INBOX moves its messages and leaves it empty (RFC 3501 6.3.5).</summary>
    public abstract FolderAnswer Rename(string from, string to);

    /// <summary>The subscribed names, which need not exist.</summary>
    public abstract IReadOnlyList<string> Subscriptions();

    /// <summary>Subscribes or unsubscribes a name.</summary>
    public abstract FolderAnswer Subscribe(string name, bool on);

    /// <summary>Opens the store of a user, as mail_location or the user database's mail= says. The home directory answers "~/" and "%h", the name "%u", "%n" and "%d".</summary>
    public static MailStore Open(string location, string user, string home)
    {
        var where = MailLocation.Parse(location, user, home);
        return where.IsMbox ? new Mbox.MboxStore(where) : new Maildir.MaildirStore(where);
    }
}
