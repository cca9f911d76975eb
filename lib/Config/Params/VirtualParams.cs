namespace MailSuite.Config;

/// <summary>Parameters whose owner is virtual.</summary>
public static class VirtualParams
{
    /// <summary>virtual_delivery_status_filter</summary>
    public static readonly Param<string> DeliveryStatusFilter = Table.Text("virtual_delivery_status_filter", "$default_delivery_status_filter");

    /// <summary>virtual_gid_maps</summary>
    public static readonly Param<string> GidMaps = Table.Text("virtual_gid_maps", "");

    /// <summary>virtual_mailbox_base</summary>
    public static readonly Param<string> MailboxBase = Table.Text("virtual_mailbox_base", "", min: 1);

    /// <summary>virtual_mailbox_domains</summary>
    public static readonly Param<string> MailboxDomains = Table.Text("virtual_mailbox_domains", "$virtual_mailbox_maps");

    /// <summary>virtual_mailbox_limit</summary>
    public static readonly Param<long> MailboxLimit = Table.Long("virtual_mailbox_limit", "51200000");

    /// <summary>virtual_mailbox_lock</summary>
    public static readonly Param<string> MailboxLock = Table.Text("virtual_mailbox_lock", "fcntl, dotlock", min: 1);

    /// <summary>virtual_mailbox_maps</summary>
    public static readonly Param<string> MailboxMaps = Table.Text("virtual_mailbox_maps", "");

    /// <summary>virtual_minimum_uid</summary>
    public static readonly Param<int> MinimumUid = Table.Number("virtual_minimum_uid", "100", min: 1);

    /// <summary>virtual_transport</summary>
    public static readonly Param<string> Transport = Table.Text("virtual_transport", "virtual", min: 1);

    /// <summary>virtual_uid_maps</summary>
    public static readonly Param<string> UidMaps = Table.Text("virtual_uid_maps", "");
}
