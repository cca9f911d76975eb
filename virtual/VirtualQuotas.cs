using MailSuite.Maps;
using MailSuite.Store.Maildir;

namespace MailSuite.Virtual;

/// <summary>Quotas of virtual mailboxes: virtual_mailbox_limit_maps and its kin, and what senders are told when one is reached.</summary>
internal sealed class VirtualQuotas(MailConfig config) : IDisposable
{
    private readonly MapList limits = MapList.Of(VirtualParams.MailboxLimitMaps, config, TableOptions.Paranoid);
    private readonly MapList messages = MapList.Of(VirtualParams.MaildirLimitMessageMaps, config, TableOptions.Paranoid);
    private readonly long common = config.Get(VirtualParams.MailboxLimit);
    private readonly bool forAll = config.Get(VirtualParams.MaildirExtended), mayExceed = config.Get(VirtualParams.MailboxLimitOverride), bounce = config.Get(VirtualParams.OverquotaBounce);

    /// <summary>The tables of limits; their answers are remembered with the user.</summary>
    public MapList Limits => limits;

    /// <summary>Is the limit of a whole Maildir given by quotas, so that virtual_mailbox_limit is none of a single message?</summary>
    public bool LimitsMaildirs => mayExceed && (forAll || !limits.IsEmpty);

    /// <summary>The quota of a user; false when it cannot be known now.</summary>
    public bool TryFind(string name, out MaildirQuota? quota)
    {
        quota = forAll && common > 0 ? new MaildirQuota(common, 0) : null;
        var found = limits.FindAddress(name);
        if (found.Status == LookupStatus.TryLater)
            return false;
        if (found.IsFound)
        {
            if (MaildirQuota.Parse(found.Value.Trim()) is not { } own)
            {
                Log.Warning($"recipient {name}: bad quota {found.Value} in {VirtualParams.MailboxLimitMaps.Name}");
                return false;
            }
            quota = mayExceed || common == 0 || own.Bytes > 0 && own.Bytes <= common ? own : own with { Bytes = common };
        }
        if (quota is not { IsLimited: true })
            quota = null;
        else
            quota = quota with { InboxOnly = config.Get(VirtualParams.MailboxLimitInbox), Uncounted = config.Get(VirtualParams.TrashCount) ? "" : config.Get(VirtualParams.TrashName) };
        return true;
    }

    /// <summary>How a delivery ends for a mailbox that is full.</summary>
    public Outcome Full(string recipient)
    {
        var own = messages.FindAddress(recipient.ToLowerInvariant());
        string text = own.IsFound ? own.Value : config.Get(VirtualParams.MaildirLimitMessage);
        // "552 5.2.2 text" as it stands in configurations of mail servers.
        if (text.Length > 4 && text[..3].All(char.IsAsciiDigit) && text[3] == ' ')
            text = text[4..];
        string status = EnhancedStatus.Split(text, out string given, out text) ? given[1..] : ".2.2";
        text = "maildir delivery failed: " + text;
        return bounce ? Outcome.Bounced("5" + status, text) : Outcome.Deferred("4" + status, text);
    }

    public void Dispose()
    {
        limits.Dispose();
        messages.Dispose();
    }
}
