using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>receive_override_options: what is left out for mail of one service, before or behind a content filter.</summary>
public sealed class ReceiveOverrides
{
    /// <summary>Reads the parameter; a word that is none stops the process.</summary>
    public ReceiveOverrides(MailConfig config)
    {
        foreach (string word in config.Get(PickupParams.ReceiveOverrideOptions).Split((char[])[',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
            switch (word.ToLowerInvariant())
            {
                case "no_unknown_recipient_checks": SkipsUnknownRecipients = true; break;
                case "no_address_mappings": Left &= ~(CleanupFlags.Map | CleanupFlags.Bcc); break;
                case "no_header_body_checks": Left &= ~CleanupFlags.Filter; break;
                case "no_milters": SkipsMilters = true; break;
                default: throw new FatalException($"unknown {PickupParams.ReceiveOverrideOptions.Name} value \"{word}\" in \"{config.Get(PickupParams.ReceiveOverrideOptions)}\"");
            }
    }

    /// <summary>smtpd: recipients that exist nowhere are not refused.</summary>
    public bool SkipsUnknownRecipients { get; }

    /// <summary>No milter sees the mail.</summary>
    public bool SkipsMilters { get; }

    private CleanupFlags Left { get; } = ~CleanupFlags.None;

    /// <summary>What is left of the things that cleanup would do.</summary>
    public CleanupFlags Apply(CleanupFlags flags) => flags & Left;
}
