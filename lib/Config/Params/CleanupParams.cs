namespace MailSuite.Config;

/// <summary>Parameters whose owner is cleanup.</summary>
public static class CleanupParams
{
    /// <summary>Whether From, Date and Message-Id are added to all mail that lacks them, not only to mail from this host.</summary>
    public static readonly Param<bool> AlwaysAddMissingHeaders = Table.YesNo("always_add_missing_headers", "no");

    /// <summary>Address that gets a copy of all mail.</summary>
    public static readonly Param<string> AlwaysBcc = Table.Text("always_bcc", "");

    /// <summary>Tables of patterns for body lines.</summary>
    public static readonly Param<string> BodyChecks = Table.Text("body_checks", "");

    /// <summary>Bytes of each MIME part that are compared with body_checks.</summary>
    public static readonly Param<int> BodyChecksSizeLimit = Table.Number("body_checks_size_limit", "51200");

    /// <summary>Addresses to which canonical_maps apply.</summary>
    public static readonly Param<string> CanonicalClasses = Table.Text("canonical_classes", "envelope_sender, envelope_recipient, header_sender, header_recipient", min: 1);

    /// <summary>Whether CR or LF within a line becomes a space.</summary>
    public static readonly Param<bool> CleanupReplaceStrayCrLf = Table.YesNo("cleanup_replace_stray_cr_lf", "yes");

    /// <summary>Whether 8-bit content counts as such only when the MIME header says so.</summary>
    public static readonly Param<bool> Detect8bitEncodingHeader = Table.YesNo("detect_8bit_encoding_header", "yes");

    /// <summary>Whether 8-bit content is converted to quoted-printable or base64 when mail arrives, for content filters and signatures.</summary>
    public static readonly Param<bool> ForceMimeInputConversion = Table.YesNo("force_mime_input_conversion", "no");

    /// <summary>Character set of the full name in a From header that the system makes.</summary>
    public static readonly Param<string> FullNameEncodingCharset = Table.Text("full_name_encoding_charset", "utf-8", min: 1);

    /// <summary>Tables of patterns for message headers.</summary>
    public static readonly Param<string> HeaderChecks = Table.Text("header_checks", "");

    /// <summary>Received headers at which a message counts as looping.</summary>
    public static readonly Param<int> HopcountLimit = Table.Number("hopcount_limit", "50", min: 1);

    /// <summary>Addresses to which masquerade_domains applies.</summary>
    public static readonly Param<string> MasqueradeClasses = Table.Text("masquerade_classes", "envelope_sender, header_sender, header_recipient");

    /// <summary>Domains under which subdomains are hidden: user@host.domain becomes user@domain.</summary>
    public static readonly Param<string> MasqueradeDomains = Table.Text("masquerade_domains", "");

    /// <summary>User names that masquerade_domains leaves alone.</summary>
    public static readonly Param<string> MasqueradeExceptions = Table.Text("masquerade_exceptions", "");

    /// <summary>Characters for which a message is refused, with the escapes of C.</summary>
    public static readonly Param<string> MessageRejectCharacters = Table.Text("message_reject_characters", "");

    /// <summary>Characters that are removed from messages, with the escapes of C.</summary>
    public static readonly Param<string> MessageStripCharacters = Table.Text("message_strip_characters", "");

    /// <summary>Tables of patterns for MIME headers.</summary>
    public static readonly Param<string> MimeHeaderChecks = Table.Text("mime_header_checks", "$header_checks");

    /// <summary>Tables of patterns for headers of attached messages.</summary>
    public static readonly Param<string> NestedHeaderChecks = Table.Text("nested_header_checks", "$header_checks");

    /// <summary>What to do when the headers end with something else than an empty line: fix, add or reject.</summary>
    public static readonly Param<string> NonEmptyEndOfHeaderAction = Table.Text("non_empty_end_of_header_action", "fix_quietly", min: 1);

    /// <summary>Milters that see mail not arriving by SMTP.</summary>
    public static readonly Param<string> NonSmtpdMilters = Table.Text("non_smtpd_milters", "").NotYet();

    /// <summary>Attributes of one queue file before it counts as damaged.</summary>
    public static readonly Param<int> QueueFileAttributeCountLimit = Table.Number("queue_file_attribute_count_limit", "100", min: 1);

    /// <summary>Tables with an address for a copy, by recipient.</summary>
    public static readonly Param<string> RecipientBccMaps = Table.Text("recipient_bcc_maps", "");

    /// <summary>Addresses to which recipient_canonical_maps apply.</summary>
    public static readonly Param<string> RecipientCanonicalClasses = Table.Text("recipient_canonical_classes", "envelope_recipient, header_recipient", min: 1);

    /// <summary>Tables with an address for a copy, by sender.</summary>
    public static readonly Param<string> SenderBccMaps = Table.Text("sender_bcc_maps", "");

    /// <summary>Addresses to which sender_canonical_maps apply.</summary>
    public static readonly Param<string> SenderCanonicalClasses = Table.Text("sender_canonical_classes", "envelope_sender, header_sender", min: 1);

    /// <summary>Header for messages that name no recipient.</summary>
    public static readonly Param<string> UndisclosedRecipientsHeader = Table.Text("undisclosed_recipients_header", "");

    /// <summary>Bytes of an address that comes out of virtual aliases.</summary>
    public static readonly Param<int> VirtualAliasAddressLengthLimit = Table.Number("virtual_alias_address_length_limit", "1000", min: 1);

    /// <summary>Domains all of whose addresses are virtual aliases.</summary>
    public static readonly Param<string> VirtualAliasDomains = Table.Text("virtual_alias_domains", "$virtual_alias_maps");

    /// <summary>Recipients that one recipient may become by virtual aliases.</summary>
    public static readonly Param<int> VirtualAliasExpansionLimit = Table.Number("virtual_alias_expansion_limit", "1000", min: 1);

    /// <summary>Tables that replace recipients, local and remote, by other addresses.</summary>
    public static readonly Param<string> VirtualAliasMaps = Table.Text("virtual_alias_maps", "$virtual_maps");

    /// <summary>How often a result of virtual_alias_maps is looked up again.</summary>
    public static readonly Param<int> VirtualAliasRecursionLimit = Table.Number("virtual_alias_recursion_limit", "1000", min: 1);
}
