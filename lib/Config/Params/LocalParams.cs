namespace MailSuite.Config;

/// <summary>Parameters whose owner is local.</summary>
public static class LocalParams
{
    /// <summary>alias_maps</summary>
    public static readonly Param<string> AliasMaps = Table.Text("alias_maps", "$default_database_type:/etc/aliases, nis:mail.aliases");

    /// <summary>allow_mail_to_commands</summary>
    public static readonly Param<string> AllowMailToCommands = Table.Text("allow_mail_to_commands", "alias, forward");

    /// <summary>allow_mail_to_files</summary>
    public static readonly Param<string> AllowMailToFiles = Table.Text("allow_mail_to_files", "alias, forward");

    /// <summary>biff</summary>
    public static readonly Param<bool> Biff = Table.YesNo("biff", "yes");

    /// <summary>command_execution_directory</summary>
    public static readonly Param<string> CommandExecutionDirectory = Table.Raw("command_execution_directory", "");

    /// <summary>command_expansion_filter</summary>
    public static readonly Param<string> CommandExpansionFilter = Table.Text("command_expansion_filter", "1234567890!@%-_=+:,./abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min: 1);

    /// <summary>command_time_limit</summary>
    public static readonly Param<TimeSpan> CommandTimeLimit = Table.Time("command_time_limit", "1000s", min: 1);

    /// <summary>duplicate_filter_limit</summary>
    public static readonly Param<int> DuplicateFilterLimit = Table.Number("duplicate_filter_limit", "1000");

    /// <summary>execution_directory_expansion_filter</summary>
    public static readonly Param<string> ExecutionDirectoryExpansionFilter = Table.Text("execution_directory_expansion_filter", "1234567890!@%-_=+:,./abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min: 1);

    /// <summary>expand_owner_alias</summary>
    public static readonly Param<bool> ExpandOwnerAlias = Table.YesNo("expand_owner_alias", "no");

    /// <summary>fallback_transport</summary>
    public static readonly Param<string> FallbackTransport = Table.Text("fallback_transport", "");

    /// <summary>fallback_transport_maps</summary>
    public static readonly Param<string> FallbackTransportMaps = Table.Text("fallback_transport_maps", "");

    /// <summary>forward_expansion_filter</summary>
    public static readonly Param<string> ForwardExpansionFilter = Table.Text("forward_expansion_filter", "1234567890!@%-_=+:,./abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min: 1);

    /// <summary>forward_path</summary>
    public static readonly Param<string> ForwardPath = Table.Raw("forward_path", "$home/.forward${recipient_delimiter}${extension}, $home/.forward");

    /// <summary>frozen_delivered_to</summary>
    public static readonly Param<bool> FrozenDeliveredTo = Table.YesNo("frozen_delivered_to", "yes");

    /// <summary>home_mailbox</summary>
    public static readonly Param<string> HomeMailbox = Table.Text("home_mailbox", "");

    /// <summary>local_command_shell</summary>
    public static readonly Param<string> CommandShell = Table.Text("local_command_shell", "");

    /// <summary>local_delivery_status_filter</summary>
    public static readonly Param<string> DeliveryStatusFilter = Table.Text("local_delivery_status_filter", "$default_delivery_status_filter");

    /// <summary>local_destination_concurrency_limit</summary>
    public static readonly Param<string> DestinationConcurrencyLimit = Table.Text("local_destination_concurrency_limit", "2");

    /// <summary>local_destination_recipient_limit</summary>
    public static readonly Param<string> DestinationRecipientLimit = Table.Text("local_destination_recipient_limit", "1");

    /// <summary>local_header_rewrite_clients</summary>
    public static readonly Param<string> HeaderRewriteClients = Table.Text("local_header_rewrite_clients", "permit_inet_interfaces");

    /// <summary>local_login_sender_maps</summary>
    public static readonly Param<string> LoginSenderMaps = Table.Text("local_login_sender_maps", "static:*");

    /// <summary>local_recipient_maps</summary>
    public static readonly Param<string> RecipientMaps = Table.Text("local_recipient_maps", "proxy:unix:passwd.byname $alias_maps");

    /// <summary>local_transport</summary>
    public static readonly Param<string> Transport = Table.Text("local_transport", "local:$myhostname", min: 1);

    /// <summary>luser_relay</summary>
    public static readonly Param<string> LuserRelay = Table.Raw("luser_relay", "");

    /// <summary>mail_spool_directory</summary>
    public static readonly Param<string> MailSpoolDirectory = Table.Text("mail_spool_directory", "/var/mail");

    /// <summary>mailbox_command</summary>
    public static readonly Param<string> MailboxCommand = Table.Raw("mailbox_command", "");

    /// <summary>mailbox_command_maps</summary>
    public static readonly Param<string> MailboxCommandMaps = Table.Text("mailbox_command_maps", "");

    /// <summary>mailbox_delivery_lock</summary>
    public static readonly Param<string> MailboxDeliveryLock = Table.Text("mailbox_delivery_lock", "fcntl, dotlock", min: 1);

    /// <summary>mailbox_size_limit</summary>
    public static readonly Param<long> MailboxSizeLimit = Table.Long("mailbox_size_limit", "51200000");

    /// <summary>mailbox_transport</summary>
    public static readonly Param<string> MailboxTransport = Table.Text("mailbox_transport", "");

    /// <summary>mailbox_transport_maps</summary>
    public static readonly Param<string> MailboxTransportMaps = Table.Text("mailbox_transport_maps", "");

    /// <summary>prepend_delivered_header</summary>
    public static readonly Param<string> PrependDeliveredHeader = Table.Text("prepend_delivered_header", "command, file, forward");

    /// <summary>propagate_unmatched_extensions</summary>
    public static readonly Param<string> PropagateUnmatchedExtensions = Table.Text("propagate_unmatched_extensions", "canonical, virtual");

    /// <summary>require_home_directory</summary>
    public static readonly Param<bool> RequireHomeDirectory = Table.YesNo("require_home_directory", "no");

    /// <summary>reset_owner_alias</summary>
    public static readonly Param<bool> ResetOwnerAlias = Table.YesNo("reset_owner_alias", "no");

    /// <summary>strict_mailbox_ownership</summary>
    public static readonly Param<bool> StrictMailboxOwnership = Table.YesNo("strict_mailbox_ownership", "yes");

    /// <summary>sun_mailtool_compatibility</summary>
    public static readonly Param<bool> SunMailtoolCompatibility = Table.YesNo("sun_mailtool_compatibility", "no");
}
