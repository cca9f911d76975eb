namespace MailSuite.Mail;

/// <summary>A recipient of a message that is being submitted.</summary>
/// <param name="Address">Internal form.</param>
/// <param name="Original">As the client gave it, before any rewriting; empty: the same as the address.</param>
/// <param name="DsnOriginal">RFC 3461 ORCPT as "type;address"; empty when none.</param>
/// <param name="Notify">RFC 3461 NOTIFY bits, <see cref="DsnNotify"/>.</param>
public sealed record EnvelopeRecipient(string Address, string Original = "", string DsnOriginal = "", int Notify = DsnNotify.None);

/// <summary>What is known of a message before its content: what a daemon that submits one (bounce, local) says.</summary>
/// <param name="Sender">Internal form; empty is the null sender.</param>
/// <param name="Recipients">To whom; at least one.</param>
public sealed record MailEnvelope(string Sender, IReadOnlyList<EnvelopeRecipient> Recipients)
{
    /// <summary>What cleanup does and does not do, <see cref="CleanupFlags"/>.</summary>
    public CleanupFlags Flags { get; init; } = CleanupFlags.Internal;
    /// <summary>RFC 3461 ENVID in xtext; empty when none.</summary>
    public string EnvelopeId { get; init; } = "";
    /// <summary>RFC 3461 RET, <see cref="DsnReturn"/>.</summary>
    public int Return { get; init; }
    /// <summary>"7bit", "8bit" or empty.</summary>
    public string Encoding { get; init; } = "";
    /// <summary>SMTPUTF8 and other options, as in the Size record.</summary>
    public int SendOptions { get; init; }
    /// <summary>The attribute trace_flags: 0x100 makes it an address probe, 0 is an ordinary message.</summary>
    public int TraceFlags { get; init; }
    /// <summary>Who brought it, for the agents' logs.</summary>
    public ClientAttributes Client { get; init; } = ClientAttributes.Empty;
}

/// <summary>What cleanup does with a message.</summary>
[Flags]
public enum CleanupFlags
{
    /// <summary>Nothing but the minimum.</summary>
    None = 0,
    /// <summary>Bounce it when it cannot be processed, instead of telling the submitter (pickup).</summary>
    Bounce = 1,
    /// <summary>header_checks, body_checks and milters apply.</summary>
    Filter = 2,
    /// <summary>Put it into the hold queue.</summary>
    Hold = 4,
    /// <summary>Accept and forget.</summary>
    Discard = 8,
    /// <summary>always_bcc and the bcc maps apply.</summary>
    Bcc = 16,
    /// <summary>virtual_alias_maps, canonical_maps and masquerading apply.</summary>
    Map = 32,
    /// <summary>Its submitter could not ask for SMTPUTF8: what is found in it decides (smtputf8_autodetect_classes).</summary>
    AutoUtf8 = 64,
    /// <summary>A message from outside: smtpd's mail.</summary>
    External = Filter | Bcc | Map,
    /// <summary>A message of the mail system itself: notices are rewritten but neither filtered nor copied.</summary>
    Internal = Map,
}

/// <summary>internal_mail_filter_classes: which mail of the system itself is inspected like mail from outside.</summary>
public static class InternalMail
{
    /// <summary>What cleanup does with mail of a class: "bounce" (notices to senders) or "notify" (notices of daemons to the postmaster).</summary>
    public static CleanupFlags Flags(Config.MailConfig config, string source)
    {
        foreach (string word in config.Get(Config.GlobalParams.InternalMailFilterClasses).Split([' ', ',', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries))
            if (Bytes.Same(word, source))
                return CleanupFlags.Internal | CleanupFlags.Filter;
        return CleanupFlags.Internal;
    }
}
