using MailSuite.Maps;
using MailSuite.Protocol.Mime;

namespace MailSuite.Smtp;

/// <summary>What a table makes of one header or line of a message that is sent.</summary>
/// <param name="Drop">It is left out.</param>
/// <param name="Replacement">What stands in its place; null: it stays.</param>
/// <param name="Prepended">A line in front of it; null: none.</param>
internal readonly record struct Verdict(bool Drop = false, string? Replacement = null, string? Prepended = null);

/// <summary>smtp_header_checks and its kin: header_checks(5) without the actions that decide over the message, for which it is too late here.</summary>
internal sealed class OutgoingChecks
{
    private const int LoggedCharacters = 60;

    private readonly MapList header, mime, nested, body;
    private readonly string prefix;

    internal OutgoingChecks(SmtpSettings settings)
    {
        prefix = settings.Prefix;
        header = settings.Maps(SmtpParams.HeaderChecks, LmtpParams.HeaderChecks);
        mime = settings.Maps(SmtpParams.MimeHeaderChecks, LmtpParams.MimeHeaderChecks);
        nested = settings.Maps(SmtpParams.NestedHeaderChecks, LmtpParams.NestedHeaderChecks);
        body = settings.Maps(SmtpParams.BodyChecks, LmtpParams.BodyChecks);
        BodyLimit = settings.Config.Get(CleanupParams.BodyChecksSizeLimit) is > 0 and var limit ? limit : int.MaxValue;
        Mime = new MimeContentOptions(settings.Config.Get(GlobalParams.DisableMimeInputProcessing), MimeFault.None,
            settings.Config.Get(GlobalParams.HeaderSizeLimit), settings.Config.Get(GlobalParams.MimeNestingLimit), settings.Config.Get(GlobalParams.MimeBoundaryLengthLimit));
    }

    /// <summary>Bytes of each part's body that are compared.</summary>
    internal int BodyLimit { get; }

    /// <summary>How deep and how long structures are followed.</summary>
    internal MimeContentOptions Mime { get; }

    internal bool IsEmpty => header.IsEmpty && mime.IsEmpty && nested.IsEmpty && body.IsEmpty;

    internal string? ChangedTable() => header.ChangedTable() ?? mime.ChangedTable() ?? nested.ChangedTable() ?? body.ChangedTable();

    internal Verdict Header(HeaderPlace place, string queueId, ReadOnlySpan<byte> whole) => place switch
    {
        HeaderPlace.Message => Look(header, "header_checks", "header", queueId, whole),
        HeaderPlace.Mime => Look(mime, "mime_header_checks", "header", queueId, whole),
        _ => Look(nested, "nested_header_checks", "header", queueId, whole),
    };

    internal Verdict Body(string queueId, ReadOnlySpan<byte> line) => Look(body, "body_checks", "body", queueId, line);

    /// <summary>Throws <see cref="TableTroubleException"/> when the table cannot be asked.</summary>
    private Verdict Look(MapList tables, string name, string context, string queueId, ReadOnlySpan<byte> content)
    {
        if (tables.IsEmpty || content.IsEmpty)
            return default;
        var found = tables.Find(Bytes.Text(content));
        if (found.Status == LookupStatus.TryLater)
            throw new TableTroubleException($"{prefix}_{name}");
        if (!found.IsFound)
            return default;
        int end = found.Value.AsSpan().IndexOfAny(' ', '\t');
        string action = end < 0 ? found.Value : found.Value[..end], text = end < 0 ? "" : found.Value[end..].TrimStart();
        switch (action.ToUpperInvariant())
        {
            case "IGNORE":
                return new Verdict(Drop: true);
            case "STRIP":
                Tell("strip", context, queueId, content, text);
                return new Verdict(Drop: true);
            case "PREPEND" when text.Length > 0:
                Tell("prepend", context, queueId, content, text);
                return new Verdict(Prepended: text);
            case "REPLACE" when text.Length > 0:
                Tell("replace", context, queueId, content, text);
                return new Verdict(Replacement: text);
            case "WARN":
                Tell("warning", context, queueId, content, text);
                return default;
            case "INFO":
                Tell("info", context, queueId, content, text);
                return default;
            case "DUNNO" or "OK":
                return default;
            default:
                Log.Warning($"{queueId}: unsupported command in {prefix}_{name} map: {found.Value}");
                return default;
        }
    }

    private static void Tell(string action, string context, string queueId, ReadOnlySpan<byte> content, string text)
    {
        string said = Bytes.Text(content);
        Log.Info($"{queueId}: {action}: {context} {(said.Length > LoggedCharacters ? said[..LoggedCharacters] : said)}{(text.Length > 0 ? ": " + text : "")}");
    }
}
