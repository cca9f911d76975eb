using MailSuite.Mail;
using MailSuite.Maps;
using MailSuite.Net;

namespace MailSuite.Smtp;

/// <summary>What a message that asked for REQUIRETLS needs of the next hop.</summary>
internal enum RequireTlsNeed
{
    /// <summary>The message did not ask.</summary>
    None,
    /// <summary>It is told to a server that can; any other gets the mail as well.</summary>
    Opportunistic,
    /// <summary>The same, but never in clear.</summary>
    StartTls,
    /// <summary>Only a server that is verified and says that it will insist, too (RFC 8689 4.2.1).</summary>
    Enforce,
}

/// <summary>smtp_requiretls_policy: words and tables in order, asked with the next hop's name; the first answer wins.</summary>
internal sealed class RequireTlsPolicy
{
    private readonly List<(MapList? Table, string Word)> entries = [];
    private readonly bool enabled, mayBeTold;

    internal RequireTlsPolicy(SmtpSettings settings)
    {
        enabled = settings.Config.Get(GlobalParams.RequiretlsEnable);
        mayBeTold = settings.Config.Get(TlsParams.RequiredEnable);
        foreach (string entry in Braces.Words(settings.Text("requiretls_policy")))
            entries.Add(entry.Contains(':') ? (MapList.Parse(entry, settings.Config, title: settings.Prefix + "_requiretls_policy"), "") : (null, entry));
    }

    /// <summary>Null: could not be found out now.</summary>
    internal RequireTlsNeed? Of(DeliveryRequest request, Destination destination)
    {
        if (!enabled || (request.SendOptions & SendOption.RequireTls) == 0)
            return RequireTlsNeed.None;
        foreach (var (table, word) in entries)
        {
            if (table == null)
                return Need(word);
            for (string key = destination.Host.ToLowerInvariant(); key.Length > 0;)
            {
                var found = table.Find(key);
                if (found.Status == LookupStatus.TryLater)
                    return null;
                if (found.IsFound)
                    return Need(found.Value);
                int dot = key.IndexOf('.', 1);
                key = dot < 0 ? "" : key[dot..];
            }
        }
        return RequireTlsNeed.Enforce;
    }

    private static RequireTlsNeed? Need(string word)
    {
        switch (word.Trim().ToLowerInvariant())
        {
            case "enforce": return RequireTlsNeed.Enforce;
            case "opportunistic+starttls": return RequireTlsNeed.StartTls;
            case "opportunistic": return RequireTlsNeed.Opportunistic;
            case "disable": return RequireTlsNeed.None;
            default:
                Log.Warning($"unknown REQUIRETLS policy: {word}");
                return null;
        }
    }

    /// <summary>The wish for a message: one that must not go in clear wants more than its destination, one that says "TLS-Required: no" (RFC 8689 5) less.</summary>
    internal TlsWish Adapted(TlsWish wish, RequireTlsNeed need, DeliveryRequest request)
    {
        if (need == RequireTlsNeed.Enforce && wish.Level < TlsLevel.Fingerprint)
            return wish with { Level = TlsLevel.Verify, Asked = TlsLevel.Verify, Match = ["hostname"] };
        if (need == RequireTlsNeed.StartTls && wish.Level < TlsLevel.Encrypt)
            return wish with { Level = TlsLevel.Encrypt, Asked = TlsLevel.Encrypt };
        if (need == RequireTlsNeed.None && mayBeTold && (request.SendOptions & SendOption.TlsNotRequired) != 0 && wish.Level > TlsLevel.May)
            return wish with { Level = TlsLevel.May, Asked = TlsLevel.May, Match = [], Associations = [] };
        return wish;
    }
}
