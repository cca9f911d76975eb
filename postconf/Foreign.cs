namespace MailSuite.Postconf;

/// <summary>
/// Names that a well-known patch of Postfix brought into many a main.cf: quotas of virtual mailboxes (VDA). They are no typing
/// mistakes, so nobody is told that they are unused.
/// </summary>
internal static class Foreign
{
    public static readonly string[] Names =
    [
        "virtual_create_maildirsize", "virtual_mailbox_extended", "virtual_mailbox_limit_inbox", "virtual_mailbox_limit_maps",
        "virtual_mailbox_limit_override", "virtual_maildir_extended", "virtual_maildir_filter", "virtual_maildir_filter_maps",
        "virtual_maildir_limit_message", "virtual_maildir_limit_message_maps", "virtual_maildir_suffix", "virtual_overquota_bounce",
        "virtual_trash_count", "virtual_trash_name",
    ];
}
