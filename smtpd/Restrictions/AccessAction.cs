using System.Globalization;

namespace MailSuite.Smtpd.Restrictions;

/// <summary>What an access table, or a policy server, has said.</summary>
/// <param name="Table">"type:name", for warnings.</param>
/// <param name="Key">What it was asked for, for warnings.</param>
/// <param name="Subject">What replies name: the client, the address.</param>
/// <param name="Kind">"Client host", "Sender address", ...</param>
internal sealed record AccessEntry(string Table, string Key, string Subject, string Kind);

/// <summary>The actions of access(5) tables, one row each; what has no row is a reply code or a list of restrictions.</summary>
internal static class AccessAction
{
    // Needs a queue file of ours, into which it is written.
    private sealed record Row(string Name, Func<PolicyCheck, AccessEntry, string, Verdict> Do, bool OfQueueFile = false);

    // Each gets: the check, what the action is about, the text behind the action.
    private static readonly Row[] Table =
    [
        new("OK", static (c, e, _) => Permit(c, e, "OK")),
        new("RELAY", static (c, e, _) => Permit(c, e, "RELAY")),
        new("DUNNO", static (_, _, _) => Verdict.Dunno),
        new("REJECT", static (c, e, text) => Refuse(c, e, c.Config.Get(SmtpdParams.AccessMapRejectCode), "5.7.1", text)),
        new("DEFER", static (c, e, text) => Refuse(c, e, c.Config.Get(SmtpdParams.AccessMapDeferCode), "4.7.1", text)),
        new("DEFER_IF_PERMIT", static (c, e, text) => Later(e, text, c.DeferIfPermit)),
        new("DEFER_IF_REJECT", static (c, e, text) => Later(e, text, c.DeferIfReject)),
        new("DISCARD", static (c, e, text) => Mark(c, e, "discard", text, static t => { t.Discard = true; t.Cleanup?.Discard(); }, Verdict.Permit), OfQueueFile: true),
        // Once is enough, for the message and for the log.
        new("HOLD", static (c, e, text) => c.Session.Transaction is { Hold: true } ? Verdict.Dunno : Mark(c, e, "hold", text, static t => { t.Hold = true; t.Cleanup?.Hold(); }), OfQueueFile: true),
        new("FILTER", static (c, e, text) => text.Contains(':') ? Mark(c, e, "filter", "triggers FILTER " + text, t => { t.Filter = text; t.Cleanup?.Record(RecordType.Filter, text); })
            : Useless(e, text.Length > 0 ? "requires transport:destination" : "has FILTER entry without value"), OfQueueFile: true),
        new("REDIRECT", static (c, e, text) => text.Contains('@') ? Mark(c, e, "redirect", "triggers REDIRECT " + text, t => { t.Redirect = text; t.Cleanup?.Record(RecordType.Redirect, text); })
            : Useless(e, "requires user@domain target"), OfQueueFile: true),
        new("BCC", static (c, e, text) => text.Contains('@') ? Mark(c, e, "bcc", "triggers BCC " + text, t => Copy(t, text)) : Useless(e, "requires user@domain target"), OfQueueFile: true),
        new("PREPEND", Prepend),
        new("WARN", static (c, _, text) => Say(c, "warn", text)),
        new("INFO", static (c, _, text) => Say(c, "info", text)),
        new("HANGUP", HangUp),
    ];

    public static Verdict Do(PolicyCheck c, string value, AccessEntry entry)
    {
        string word = value.Trim(), text = "";
        int space = word.IndexOfAny([' ', '\t']);
        if (space >= 0)
            (word, text) = (word[..space], word[(space + 1)..].Trim());
        bool isNumber = word.All(char.IsAsciiDigit);
        if (isNumber && word.Length == 3 && word[0] is '4' or '5' && text.Length > 0)
            return Refuse(c, entry, int.Parse(word, CultureInfo.InvariantCulture), word[0] + ".7.1", text);
        if (word.Length == 0 || isNumber && text.Length == 0)
            return Permit(c, entry, word);
        if (Array.Find(Table, row => Bytes.Same(row.Name, word)) is { } row)
            return row.OfQueueFile && IsUnavailable(c, entry, row.Name) ? Verdict.Dunno : row.Do(c, entry, text);
        return Members(c, value, entry);
    }

    /// <summary>A before-queue filter has the message queued by somebody else; ETRN has none.</summary>
    private static bool IsUnavailable(PolicyCheck c, AccessEntry entry, string action)
    {
        string? where = c.Session.Settings is { ProxyFilter.Length: > 0, IsUserMode: false } ? $"with {SmtpdParams.ProxyFilter.Name} specified, action {action} is unavailable"
            : c.EtrnDomain.Length > 0 ? $"action {action} is unavailable in {SmtpdParams.EtrnRestrictions.Name}" : null;
        if (where != null)
            Log.Warning($"access table {entry.Table}: {where}");
        return where != null;
    }

    /// <summary>Anything else is a list of restrictions.</summary>
    private static Verdict Members(PolicyCheck c, string value, AccessEntry entry)
    {
        Element[] list;
        try
        {
            list = c.Tables.ListOf(value, c.Stage);
        }
        catch (FatalException e)
        {
            Log.Warning(e.Message);
            return c.ServerError();
        }
        return c.Run(list, entry.Subject, entry.Kind);
    }

    private static Verdict Permit(PolicyCheck c, AccessEntry entry, string action)
    {
        c.LogPermit(action, entry.Kind, entry.Subject, "from " + entry.Table);
        return Verdict.Permit;
    }

    private static Verdict Refuse(PolicyCheck c, AccessEntry entry, int code, string dsn, string text)
    {
        (dsn, text) = Split(dsn, text, entry.Kind);
        return c.Refuse(code, dsn, $"<{entry.Subject}>: {entry.Kind} rejected: {(text.Length > 0 ? text : "Access denied")}");
    }

    private static Verdict Later(AccessEntry entry, string text, Func<int, string, string, Verdict> keep)
    {
        (string dsn, text) = Split("4.7.1", text, entry.Kind);
        return keep(450, dsn, $"<{entry.Subject}>: {entry.Kind} rejected: {(text.Length > 0 ? text : "Service unavailable")}");
    }

    /// <summary>An enhanced status code at the start of the text takes the place of the usual one; one about an address must fit the kind of address.</summary>
    private static (string Dsn, string Text) Split(string dsn, string text, string kind) =>
        EnhancedStatus.Split(text, out string given, out string rest) ? (AddressStatus.Fit(given, kind), rest) : (dsn, text);

    private static Verdict Mark(PolicyCheck c, AccessEntry entry, string what, string text, Action<MailTransaction> mark, Verdict verdict = default)
    {
        c.Note(what, $"<{entry.Subject}>: {entry.Kind} {(text.Length > 0 ? text : $"triggers {what.ToUpperInvariant()} action")}");
        c.Mark(mark);
        return verdict;
    }

    private static Verdict Say(PolicyCheck c, string what, string text)
    {
        c.Note(what, text);
        return Verdict.Dunno;
    }

    private static Verdict Useless(AccessEntry entry, string why)
    {
        Log.Warning($"access table {entry.Table} entry \"{entry.Key}\" {why}");
        return Verdict.Dunno;
    }

    private static void Copy(MailTransaction transaction, string address)
    {
        if (transaction.Cleanup is { } open)
            open.Recipient(new EnvelopeRecipient(address, "", "", DsnNotify.Never));
        else
            transaction.Copies.Add(address);
    }

    private static Verdict Prepend(PolicyCheck c, AccessEntry entry, string text)
    {
        if (c.Stage == Stage.EndOfData)
        {
            Log.Warning($"access table {entry.Table}: action PREPEND must be used before {SmtpdParams.EndOfDataRestrictions.Name}");
            return Verdict.Dunno;
        }
        if (!IsHeader(text))
            return Useless(entry, "requires header: text");
        c.Mark(t => t.Prepended.Add(text));
        return Verdict.Dunno;
    }

    /// <summary>"Name: text", where a name has neither blanks nor control characters (RFC 5322 2.2).</summary>
    private static bool IsHeader(string text)
    {
        int colon = text.IndexOf(':');
        return colon > 0 && text.AsSpan(0, colon).IndexOfAnyExceptInRange('!', '~') < 0;
    }

    private static Verdict HangUp(PolicyCheck c, AccessEntry entry, string text)
    {
        c.Note("hangup", $"<{entry.Subject}>: {entry.Kind} {(text.Length > 0 ? text : "triggers HANGUP action")}");
        throw new PeerGoneException();
    }
}
