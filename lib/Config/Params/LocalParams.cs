namespace MailSuite.Config;

/// <summary>Parameters whose owner is local.</summary>
public static class LocalParams
{
    /// <summary>Alias tables that local(8) asks.</summary>
    public static readonly Param<string> AliasMaps = Table.Text("alias_maps", "$default_database_type:/etc/aliases, nis:mail.aliases");

    /// <summary>Where "|command" destinations are allowed: alias, forward, include.</summary>
    public static readonly Param<string> AllowMailToCommands = Table.Text("allow_mail_to_commands", "alias, forward");

    /// <summary>Where "/file/name" destinations are allowed: alias, forward, include.</summary>
    public static readonly Param<string> AllowMailToFiles = Table.Text("allow_mail_to_files", "alias, forward");

    /// <summary>Whether users who asked for it are told of new mail on their terminal.</summary>
    public static readonly Param<bool> Biff = Table.YesNo("biff", "yes");

    /// <summary>Directory in which local(8) runs commands.</summary>
    public static readonly Param<string> CommandExecutionDirectory = Table.Raw("command_execution_directory", "");

    /// <summary>Characters that $name may insert into mailbox_command and the like; others become "_".</summary>
    public static readonly Param<string> CommandExpansionFilter = Table.Text("command_expansion_filter", "1234567890!@%-_=+:,./abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min: 1);

    /// <summary>How long a command started at delivery may run.</summary>
    public static readonly Param<TimeSpan> CommandTimeLimit = Table.Time("command_time_limit", "1000s", min: 1);

    /// <summary>Addresses remembered during the delivery of one message so that nobody gets it twice.</summary>
    public static readonly Param<int> DuplicateFilterLimit = Table.Number("duplicate_filter_limit", "1000");

    /// <summary>Characters that $name may insert into command_execution_directory; others become "_".</summary>
    public static readonly Param<string> ExecutionDirectoryExpansionFilter = Table.Text("execution_directory_expansion_filter", "1234567890!@%-_=+:,./abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min: 1);

    /// <summary>Whether the sender of mail to a list becomes what its owner- alias points to, instead of the owner- address itself.</summary>
    public static readonly Param<bool> ExpandOwnerAlias = Table.YesNo("expand_owner_alias", "no");

    /// <summary>Transport for recipients that are in no alias and no account.</summary>
    public static readonly Param<string> FallbackTransport = Table.Text("fallback_transport", "");

    /// <summary>Tables with the fallback transport of a recipient.</summary>
    public static readonly Param<string> FallbackTransportMaps = Table.Text("fallback_transport_maps", "");

    /// <summary>Characters that $name may insert into forward_path; others become "_".</summary>
    public static readonly Param<string> ForwardExpansionFilter = Table.Text("forward_expansion_filter", "1234567890!@%-_=+:,./abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min: 1);

    /// <summary>Where a user's forwarding file may be; the first that exists counts.</summary>
    public static readonly Param<string> ForwardPath = Table.Raw("forward_path", "$home/.forward${recipient_delimiter}${extension}, $home/.forward");

    /// <summary>Whether the Delivered-To header of a message stays the same through all forwarding within one delivery.</summary>
    public static readonly Param<bool> FrozenDeliveredTo = Table.YesNo("frozen_delivered_to", "yes");

    /// <summary>Mailbox below the user's home directory; one that ends in "/" is a Maildir.</summary>
    public static readonly Param<string> HomeMailbox = Table.Text("home_mailbox", "");

    /// <summary>Shell that runs all commands of local delivery, such as a restricted one.</summary>
    public static readonly Param<string> CommandShell = Table.Text("local_command_shell", "");

    /// <summary>default_delivery_status_filter for local(8).</summary>
    public static readonly Param<string> DeliveryStatusFilter = Table.Text("local_delivery_status_filter", "$default_delivery_status_filter");

    /// <summary>Deliveries to one local recipient at the same time.</summary>
    public static readonly Param<string> DestinationConcurrencyLimit = Table.Text("local_destination_concurrency_limit", "2");

    /// <summary>Recipients in one local delivery.</summary>
    public static readonly Param<string> DestinationRecipientLimit = Table.Text("local_destination_recipient_limit", "1");

    /// <summary>Clients whose messages have incomplete header addresses completed with our own domain.</summary>
    public static readonly Param<string> HeaderRewriteClients = Table.Text("local_header_rewrite_clients", "permit_inet_interfaces");

    /// <summary>Tables with the envelope senders that a login name may use on this host.</summary>
    public static readonly Param<string> LoginSenderMaps = Table.Text("local_login_sender_maps", "static:*");

    /// <summary>Tables of all recipients of local domains, for refusing others; empty accepts everybody.</summary>
    public static readonly Param<string> RecipientMaps = Table.Text("local_recipient_maps", "proxy:unix:passwd.byname $alias_maps");

    /// <summary>Transport for the domains of mydestination and for our own addresses.</summary>
    public static readonly Param<string> Transport = Table.Text("local_transport", "local:$myhostname", min: 1);

    /// <summary>Where mail for unknown local recipients goes.</summary>
    public static readonly Param<string> LuserRelay = Table.Raw("luser_relay", "");

    /// <summary>Directory of the users' mailboxes; when it ends in "/", these are Maildirs.</summary>
    public static readonly Param<string> MailSpoolDirectory = Table.Text("mail_spool_directory", "/var/mail");

    /// <summary>Command that delivers to a mailbox instead of local(8).</summary>
    public static readonly Param<string> MailboxCommand = Table.Raw("mailbox_command", "");

    /// <summary>Tables with the mailbox command of a user.</summary>
    public static readonly Param<string> MailboxCommandMaps = Table.Text("mailbox_command_maps", "");

    /// <summary>How a mailbox file is locked: flock, fcntl, dotlock, in this order.</summary>
    public static readonly Param<string> MailboxDeliveryLock = Table.Text("mailbox_delivery_lock", "fcntl, dotlock", min: 1);

    /// <summary>Bytes that a mailbox file may have; 0 is no limit.</summary>
    public static readonly Param<long> MailboxSizeLimit = Table.Long("mailbox_size_limit", "51200000");

    /// <summary>Transport that delivers to mailboxes instead of local(8).</summary>
    public static readonly Param<string> MailboxTransport = Table.Text("mailbox_transport", "");

    /// <summary>Tables with the mailbox transport of a user.</summary>
    public static readonly Param<string> MailboxTransportMaps = Table.Text("mailbox_transport_maps", "");

    /// <summary>Kinds of delivery that get a Delivered-To header: command, file, forward.</summary>
    public static readonly Param<string> PrependDeliveredHeader = Table.Text("prepend_delivered_header", "command, file, forward");

    /// <summary>Tables whose result gets the address extension that the lookup key did not have.</summary>
    public static readonly Param<string> PropagateUnmatchedExtensions = Table.Text("propagate_unmatched_extensions", "canonical, virtual");

    /// <summary>Whether mail waits while a user's home directory does not exist.</summary>
    public static readonly Param<bool> RequireHomeDirectory = Table.YesNo("require_home_directory", "no");

    /// <summary>Whether an alias without an owner- alias of its own drops the owner of the one before.</summary>
    public static readonly Param<bool> ResetOwnerAlias = Table.YesNo("reset_owner_alias", "no");

    /// <summary>Whether mail waits when a mailbox does not belong to its user.</summary>
    public static readonly Param<bool> StrictMailboxOwnership = Table.YesNo("strict_mailbox_ownership", "yes");

    /// <summary>Obsolete locking for the mailtool of SunOS 4.</summary>
    public static readonly Param<bool> SunMailtoolCompatibility = Table.YesNo("sun_mailtool_compatibility", "no").NotYet();
}
