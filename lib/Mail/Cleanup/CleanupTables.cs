using MailSuite.Config;
using MailSuite.Maps;

namespace MailSuite.Mail;

/// <summary>Where rewriting applies: classes of addresses as in canonical_classes and masquerade_classes.</summary>
[Flags]
internal enum AddressClasses
{
    None = 0, EnvelopeSender = 1, EnvelopeRecipient = 2, HeaderSender = 4, HeaderRecipient = 8,
}

/// <summary>
/// What cleanup needs of the configuration, read and opened once for a process: tables, limits, lists of headers. Opened before a jail.
/// </summary>
public sealed class CleanupTables
{
    internal readonly MailConfig Config;
    internal readonly Clock Clock;
    internal readonly AddressRewriter Rewriter;
    internal readonly AddressMapping VirtualAliases, Canonical, SenderCanonical, RecipientCanonical;
    internal readonly MapList SenderBcc, RecipientBcc;
    internal readonly AddressClasses CanonicalIn, SenderCanonicalIn, RecipientCanonicalIn;
    internal readonly Masquerade Masquerade;
    internal readonly ContentRules Content;
    internal readonly HashSet<string> DropHeaders;
    internal readonly string FullNameCharset, AlwaysBcc, Myhostname, Myorigin, UndisclosedRecipients;
    internal readonly bool Smtputf8, LongIds, AlwaysAddHeaders, OriginalRecipient, HeaderFromStandard, RemoteRewrite;
    internal readonly int HopLimit, TokenLimit, ExpansionLimit, RecursionLimit, AddressLengthLimit, DuplicateLimit;
    internal readonly long MessageLimit;
    internal readonly TimeSpan DelayWarningTime;
    internal readonly int AttributeCountLimit;

    /// <summary>Reads the configuration and opens the tables.</summary>
    public CleanupTables(MailConfig config, Clock? clock = null)
    {
        Config = config;
        Clock = clock ?? Clock.System;
        Rewriter = new AddressRewriter(config);
        string propagate = config.Get(LocalParams.PropagateUnmatchedExtensions);
        bool canonicalExtension = HasWord(propagate, "canonical");
        VirtualAliases = Open(CleanupParams.VirtualAliasMaps, HasWord(propagate, "virtual"));
        Canonical = Open(ProxymapParams.CanonicalMaps, canonicalExtension);
        SenderCanonical = Open(ProxymapParams.SenderCanonicalMaps, canonicalExtension);
        RecipientCanonical = Open(ProxymapParams.RecipientCanonicalMaps, canonicalExtension);
        SenderBcc = MapList.Of(CleanupParams.SenderBccMaps, config);
        RecipientBcc = MapList.Of(CleanupParams.RecipientBccMaps, config);
        CanonicalIn = Classes(CleanupParams.CanonicalClasses);
        SenderCanonicalIn = Classes(CleanupParams.SenderCanonicalClasses);
        RecipientCanonicalIn = Classes(CleanupParams.RecipientCanonicalClasses);
        Masquerade = new Masquerade(Words(config.Get(CleanupParams.MasqueradeDomains)), Words(config.Get(CleanupParams.MasqueradeExceptions)), Classes(CleanupParams.MasqueradeClasses));
        Content = new ContentRules(config);
        DropHeaders = new HashSet<string>(Words(config.Get(GlobalParams.MessageDropHeaders)), StringComparer.OrdinalIgnoreCase);
        FullNameCharset = config.Get(CleanupParams.FullNameEncodingCharset);
        AlwaysBcc = config.Get(CleanupParams.AlwaysBcc);
        Myhostname = config.Get(GlobalParams.Myhostname);
        Myorigin = config.Get(GlobalParams.Myorigin);
        UndisclosedRecipients = config.Get(CleanupParams.UndisclosedRecipientsHeader);
        Smtputf8 = config.Get(GlobalParams.Smtputf8Enable);
        LongIds = config.Get(GlobalParams.EnableLongQueueIds);
        AlwaysAddHeaders = config.Get(CleanupParams.AlwaysAddMissingHeaders);
        OriginalRecipient = config.Get(GlobalParams.EnableOriginalRecipient);
        HeaderFromStandard = Bytes.Same(config.Get(BounceParams.HeaderFromFormat), "standard");
        RemoteRewrite = config.Get(RewriteParams.RemoteHeaderRewriteDomain).Length > 0;
        HopLimit = config.Get(CleanupParams.HopcountLimit);
        TokenLimit = config.Get(GlobalParams.HeaderAddressTokenLimit);
        ExpansionLimit = config.Get(CleanupParams.VirtualAliasExpansionLimit);
        RecursionLimit = config.Get(CleanupParams.VirtualAliasRecursionLimit);
        AddressLengthLimit = config.Get(CleanupParams.VirtualAliasAddressLengthLimit);
        DuplicateLimit = config.Get(LocalParams.DuplicateFilterLimit);
        MessageLimit = config.Get(GlobalParams.MessageSizeLimit);
        AttributeCountLimit = config.Get(CleanupParams.QueueFileAttributeCountLimit);
        DelayWarningTime = config.Get(BounceParams.DelayWarningTime);
    }

    /// <summary>The buffer that one session after the other writes its records through; a process serves one message at a time.</summary>
    internal RecordWriter Buffer { get; } = new();

    /// <summary>The name of a table that was replaced or modified since; null when none was.</summary>
    public string? ChangedTable() => VirtualAliases.ChangedTable() ?? Canonical.ChangedTable() ?? SenderCanonical.ChangedTable()
        ?? RecipientCanonical.ChangedTable() ?? SenderBcc.ChangedTable() ?? RecipientBcc.ChangedTable()
        ?? (Content.HasChecks ? Content.ChangedTable() : null);

    /// <summary>Is any address mapped at all, beyond completing it?</summary>
    internal bool MapsHeaders => !Canonical.IsEmpty || !SenderCanonical.IsEmpty || !RecipientCanonical.IsEmpty || !Masquerade.IsEmpty;

    private AddressMapping Open(Param<string> parameter, bool propagate) => new(MapList.Of(parameter, Config), Rewriter, propagate);

    private AddressClasses Classes(Param<string> parameter)
    {
        var result = AddressClasses.None;
        foreach (string word in Words(Config.Get(parameter)))
            result |= word.ToLowerInvariant() switch
            {
                "envelope_sender" => AddressClasses.EnvelopeSender,
                "envelope_recipient" => AddressClasses.EnvelopeRecipient,
                "header_sender" => AddressClasses.HeaderSender,
                "header_recipient" => AddressClasses.HeaderRecipient,
                _ => throw new FatalException($"unknown {parameter.Name} value \"{word}\" in \"{Config.Get(parameter)}\""),
            };
        return result;
    }

    private static string[] Words(string list) => list.Split((char[])[',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static bool HasWord(string list, string word) => Array.Exists(Words(list), w => Bytes.Same(w, word));
}

/// <summary>masquerade_domains: user@host.example.com becomes user@example.com; "!domain" stops, exceptions are users left alone.</summary>
internal sealed class Masquerade(string[] domains, string[] exceptions, AddressClasses classes)
{
    public bool IsEmpty => domains.Length == 0;

    public bool AppliesTo(AddressClasses kind) => domains.Length > 0 && (classes & kind) != 0;

    public string Apply(string address)
    {
        int at = address.LastIndexOf('@');
        if (at < 0 || Array.Exists(exceptions, e => Bytes.Same(e, address.AsSpan(0, at))))
            return address;
        var domain = address.AsSpan(at + 1);
        foreach (string entry in domains)
        {
            bool stop = entry.StartsWith('!');
            var parent = stop ? entry.AsSpan(1) : entry;
            if (Bytes.Same(domain, parent))
                return address;
            if (domain.Length > parent.Length && domain[^(parent.Length + 1)] == '.' && Bytes.Same(domain[^parent.Length..], parent))
                return stop ? address : $"{address.AsSpan(0, at)}@{parent.ToString().ToLowerInvariant()}";
        }
        return address;
    }
}
