using MailSuite.Store.Maildir;

namespace MailSuite.Virtual;

/// <summary>Where a virtual user's mail goes, and with whose rights.</summary>
internal sealed record VirtualUser(string Mailbox, int Uid, int Gid)
{
    /// <summary>A Maildir is named with a slash at the end.</summary>
    public bool IsMaildir => Mailbox.EndsWith('/');

    /// <summary>What the mailbox may hold; null is any amount.</summary>
    public MaildirQuota? Quota { get; init; }

    /// <summary>The rights: no group but the user's own.</summary>
    public Credentials Rights { get; } = new(Uid, Gid, []);
}
