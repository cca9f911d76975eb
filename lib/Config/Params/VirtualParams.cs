namespace MailSuite.Config;

/// <summary>Parameters whose owner is virtual.</summary>
public static class VirtualParams
{
    /// <summary>default_delivery_status_filter for virtual(8).</summary>
    public static readonly Param<string> DeliveryStatusFilter = Table.Text("virtual_delivery_status_filter", "$default_delivery_status_filter").NotYet();

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
}
