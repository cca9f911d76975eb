namespace MailSuite.Config;

/// <summary>Parameters whose owner is cleanup.</summary>
public static class CleanupParams
{
    /// <summary>always_add_missing_headers</summary>
    public static readonly Param<bool> AlwaysAddMissingHeaders = Table.YesNo("always_add_missing_headers", "no");

    /// <summary>always_bcc</summary>
    public static readonly Param<string> AlwaysBcc = Table.Text("always_bcc", "");

    /// <summary>body_checks</summary>
    public static readonly Param<string> BodyChecks = Table.Text("body_checks", "");

    /// <summary>body_checks_size_limit</summary>
    public static readonly Param<int> BodyChecksSizeLimit = Table.Number("body_checks_size_limit", "51200");

    /// <summary>canonical_classes</summary>
    public static readonly Param<string> CanonicalClasses = Table.Text("canonical_classes", "envelope_sender, envelope_recipient, header_sender, header_recipient", min: 1);

    /// <summary>cleanup_replace_stray_cr_lf</summary>
    public static readonly Param<bool> CleanupReplaceStrayCrLf = Table.YesNo("cleanup_replace_stray_cr_lf", "yes");

    /// <summary>detect_8bit_encoding_header</summary>
    public static readonly Param<bool> Detect8bitEncodingHeader = Table.YesNo("detect_8bit_encoding_header", "yes");

    /// <summary>force_mime_input_conversion</summary>
    public static readonly Param<bool> ForceMimeInputConversion = Table.YesNo("force_mime_input_conversion", "no");

    /// <summary>full_name_encoding_charset</summary>
    public static readonly Param<string> FullNameEncodingCharset = Table.Text("full_name_encoding_charset", "utf-8", min: 1);

    /// <summary>header_checks</summary>
    public static readonly Param<string> HeaderChecks = Table.Text("header_checks", "");

    /// <summary>hopcount_limit</summary>
    public static readonly Param<int> HopcountLimit = Table.Number("hopcount_limit", "50", min: 1);

    /// <summary>masquerade_classes</summary>
    public static readonly Param<string> MasqueradeClasses = Table.Text("masquerade_classes", "envelope_sender, header_sender, header_recipient");

    /// <summary>masquerade_domains</summary>
    public static readonly Param<string> MasqueradeDomains = Table.Text("masquerade_domains", "");

    /// <summary>masquerade_exceptions</summary>
    public static readonly Param<string> MasqueradeExceptions = Table.Text("masquerade_exceptions", "");

    /// <summary>message_reject_characters</summary>
    public static readonly Param<string> MessageRejectCharacters = Table.Text("message_reject_characters", "");

    /// <summary>message_strip_characters</summary>
    public static readonly Param<string> MessageStripCharacters = Table.Text("message_strip_characters", "");

    /// <summary>mime_header_checks</summary>
    public static readonly Param<string> MimeHeaderChecks = Table.Text("mime_header_checks", "$header_checks");

    /// <summary>nested_header_checks</summary>
    public static readonly Param<string> NestedHeaderChecks = Table.Text("nested_header_checks", "$header_checks");

    /// <summary>non_empty_end_of_header_action</summary>
    public static readonly Param<string> NonEmptyEndOfHeaderAction = Table.Text("non_empty_end_of_header_action", "fix_quietly", min: 1);

    /// <summary>non_smtpd_milters</summary>
    public static readonly Param<string> NonSmtpdMilters = Table.Text("non_smtpd_milters", "");

    /// <summary>queue_file_attribute_count_limit</summary>
    public static readonly Param<int> QueueFileAttributeCountLimit = Table.Number("queue_file_attribute_count_limit", "100", min: 1);

    /// <summary>recipient_bcc_maps</summary>
    public static readonly Param<string> RecipientBccMaps = Table.Text("recipient_bcc_maps", "");

    /// <summary>recipient_canonical_classes</summary>
    public static readonly Param<string> RecipientCanonicalClasses = Table.Text("recipient_canonical_classes", "envelope_recipient, header_recipient", min: 1);

    /// <summary>sender_bcc_maps</summary>
    public static readonly Param<string> SenderBccMaps = Table.Text("sender_bcc_maps", "");

    /// <summary>sender_canonical_classes</summary>
    public static readonly Param<string> SenderCanonicalClasses = Table.Text("sender_canonical_classes", "envelope_sender, header_sender", min: 1);

    /// <summary>undisclosed_recipients_header</summary>
    public static readonly Param<string> UndisclosedRecipientsHeader = Table.Text("undisclosed_recipients_header", "");

    /// <summary>virtual_alias_address_length_limit</summary>
    public static readonly Param<int> VirtualAliasAddressLengthLimit = Table.Number("virtual_alias_address_length_limit", "1000", min: 1);

    /// <summary>virtual_alias_domains</summary>
    public static readonly Param<string> VirtualAliasDomains = Table.Text("virtual_alias_domains", "$virtual_alias_maps");

    /// <summary>virtual_alias_expansion_limit</summary>
    public static readonly Param<int> VirtualAliasExpansionLimit = Table.Number("virtual_alias_expansion_limit", "1000", min: 1);

    /// <summary>virtual_alias_maps</summary>
    public static readonly Param<string> VirtualAliasMaps = Table.Text("virtual_alias_maps", "$virtual_maps");

    /// <summary>virtual_alias_recursion_limit</summary>
    public static readonly Param<int> VirtualAliasRecursionLimit = Table.Number("virtual_alias_recursion_limit", "1000", min: 1);
}
