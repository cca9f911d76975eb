namespace MailSuite.Config;

/// <summary>Parameters whose owner is virtual.</summary>
public static class VirtualParams
{
    /// <summary>default_delivery_status_filter for virtual(8).</summary>
    public static readonly Param<string> DeliveryStatusFilter = Table.Text("virtual_delivery_status_filter", "$default_delivery_status_filter");

    /// <summary>Tables with the group id of a virtual mailbox.</summary>
    public static readonly Param<string> GidMaps = Table.Text("virtual_gid_maps", "");

    /// <summary>Directory below which all virtual mailboxes are.</summary>
    public static readonly Param<string> MailboxBase = Table.Text("virtual_mailbox_base", "", min: 1);

    /// <summary>Domains that virtual_transport delivers to mailboxes.</summary>
    public static readonly Param<string> MailboxDomains = Table.Text("virtual_mailbox_domains", "$virtual_mailbox_maps");

    /// <summary>Bytes that a virtual mailbox file or one Maildir file may have; 0 is no limit.</summary>
    public static readonly Param<long> MailboxLimit = Table.Long("virtual_mailbox_limit", "51200000");

    /// <summary>How a virtual mailbox file is locked: flock, fcntl, dotlock, in this order.</summary>
    public static readonly Param<string> MailboxLock = Table.Text("virtual_mailbox_lock", "fcntl, dotlock", min: 1);

    /// <summary>Tables with the mailbox of a virtual recipient, relative to virtual_mailbox_base; one that ends in "/" is a Maildir.</summary>
    public static readonly Param<string> MailboxMaps = Table.Text("virtual_mailbox_maps", "");

    /// <summary>Lowest user id that virtual(8) delivers as.</summary>
    public static readonly Param<int> MinimumUid = Table.Number("virtual_minimum_uid", "100", min: 1);

    /// <summary>Transport for the domains of virtual_mailbox_domains.</summary>
    public static readonly Param<string> Transport = Table.Text("virtual_transport", "virtual", min: 1);

    /// <summary>Tables with the user id of a virtual mailbox.</summary>
    public static readonly Param<string> UidMaps = Table.Text("virtual_uid_maps", "");

    // Quotas, by the names that Postfix's well-known quota patch (VDA) has given them: configurations and guides use these.

    /// <summary>Tables with the quota of a virtual mailbox: bytes, "bytesS" or "bytesS,messagesC"; 0 is no limit. A Maildir with a quota has a maildirsize.</summary>
    public static readonly Param<string> MailboxLimitMaps = Table.Own.Text("virtual_mailbox_limit_maps", "");

    /// <summary>Whether quotas of virtual_mailbox_limit_maps may be larger than virtual_mailbox_limit.</summary>
    public static readonly Param<bool> MailboxLimitOverride = Table.Own.YesNo("virtual_mailbox_limit_override", "no");

    /// <summary>Whether only the inbox of a Maildir counts for its quota, not its folders.</summary>
    public static readonly Param<bool> MailboxLimitInbox = Table.Own.YesNo("virtual_mailbox_limit_inbox", "no");

    /// <summary>Whether virtual_mailbox_limit is the quota of each Maildir that has none of its own.</summary>
    public static readonly Param<bool> MaildirExtended = Table.Own.YesNo("virtual_maildir_extended", "$virtual_mailbox_extended");

    /// <summary>The earlier name of virtual_maildir_extended.</summary>
    public static readonly Param<bool> MailboxExtended = Table.Own.YesNo("virtual_mailbox_extended", "$virtual_create_maildirsize");

    /// <summary>Another name of virtual_maildir_extended: a Maildir with a quota always has a maildirsize.</summary>
    public static readonly Param<bool> CreateMaildirSize = Table.Own.YesNo("virtual_create_maildirsize", "no");

    /// <summary>Whether mail for a mailbox that is over its quota is returned at once; else it waits.</summary>
    public static readonly Param<bool> OverquotaBounce = Table.Own.YesNo("virtual_overquota_bounce", "no");

    /// <summary>What senders are told when a mailbox is over its quota; may begin with an enhanced status code.</summary>
    public static readonly Param<string> MaildirLimitMessage =
        Table.Own.Text("virtual_maildir_limit_message", "Sorry, the user's maildir has overdrawn his diskspace quota, please try again later.", min: 1);

    /// <summary>Tables with that text for a recipient.</summary>
    public static readonly Param<string> MaildirLimitMessageMaps = Table.Own.Text("virtual_maildir_limit_message_maps", "");

    /// <summary>What is added to the path of a Maildir, such as "Maildir/".</summary>
    public static readonly Param<string> MaildirSuffix = Table.Own.Text("virtual_maildir_suffix", "");

    /// <summary>Whether the folder virtual_trash_name and messages that are marked for removal count for the quota.</summary>
    public static readonly Param<bool> TrashCount = Table.Own.YesNo("virtual_trash_count", "no");

    /// <summary>The folder that virtual_trash_count is about.</summary>
    public static readonly Param<string> TrashName = Table.Own.Text("virtual_trash_name", ".Trash", min: 1);

    /// <summary>Whether virtual_maildir_filter_maps sort mail into folders.</summary>
    public static readonly Param<bool> MaildirFilter = Table.Own.YesNo("virtual_maildir_filter", "no").NotYet();

    /// <summary>Tables by which mail is sorted into folders.</summary>
    public static readonly Param<string> MaildirFilterMaps = Table.Own.Text("virtual_maildir_filter_maps", "").NotYet();
}
