using System.Globalization;

namespace MailSuite.Smtpd.Restrictions;

/// <summary>The actions of access(5) tables, one row each; what has no row is a reply code or a list of restrictions.</summary>
internal static class AccessAction
{
    private sealed record Row(string Name, Func<PolicyCheck, string, string, string, Verdict> Do);

    // Each gets: the check, the text behind the action, the subject, the kind of subject.
    private static readonly Row[] Table =
    [
        new("OK", static (_, _, _, _) => Verdict.Permit),
        new("RELAY", static (_, _, _, _) => Verdict.Permit),
        new("DUNNO", static (_, _, _, _) => Verdict.Dunno),
        new("REJECT", static (c, text, subject, kind) => Refuse(c, c.Config.Get(SmtpdParams.AccessMapRejectCode), "5.7.1", text, subject, kind, "Access denied")),
        new("DEFER", static (c, text, subject, kind) => Refuse(c, c.Config.Get(SmtpdParams.AccessMapDeferCode), "4.7.1", text, subject, kind, "Access denied")),
        new("DEFER_IF_PERMIT", static (c, text, subject, kind) => Later(text, subject, kind, c.DeferIfPermit)),
        new("DEFER_IF_REJECT", static (c, text, subject, kind) => Later(text, subject, kind, c.DeferIfReject)),
        new("DISCARD", static (c, text, subject, kind) => Mark(c, "discard", text, subject, kind, static t => { t.Discard = true; t.Cleanup?.Discard(); }, Verdict.Permit)),
        new("HOLD", static (c, text, subject, kind) => Mark(c, "hold", text, subject, kind, static t => { t.Hold = true; t.Cleanup?.Hold(); })),
        new("FILTER", static (c, text, subject, kind) => Mark(c, "filter", text, subject, kind, t => { t.Filter = text; t.Cleanup?.Record(RecordType.Filter, text); })),
        new("REDIRECT", static (c, text, subject, kind) => Mark(c, "redirect", text, subject, kind, t => { t.Redirect = text; t.Cleanup?.Record(RecordType.Redirect, text); })),
        new("BCC", static (c, text, subject, kind) => Mark(c, "bcc", text, subject, kind, t => Copy(t, text))),
        new("PREPEND", Prepend),
        new("WARN", static (c, text, subject, kind) => Mark(c, "warn", text, subject, kind, static _ => { })),
        new("INFO", static (c, text, subject, kind) => Mark(c, "info", text, subject, kind, static _ => { })),
    ];

    public static Verdict Do(PolicyCheck c, string value, string subject, string kind)
    {
        string word = value.Trim(), text = "";
        int space = word.IndexOfAny([' ', '\t']);
        if (space >= 0)
            (word, text) = (word[..space], word[(space + 1)..].Trim());
        if (word.Length == 0 || word.All(char.IsAsciiDigit) && word.Length != 3)
            return Verdict.Permit;
        if (word.Length == 3 && word.All(char.IsAsciiDigit))
            return word[0] is '4' or '5' ? Code(c, int.Parse(word, CultureInfo.InvariantCulture), text, subject, kind) : Verdict.Permit;
        if (Array.Find(Table, row => Bytes.Same(row.Name, word)) is { } row)
            return row.Do(c, text, subject, kind);
        try
        {
            return c.Run(c.Tables.Lists.FromTable(value, c.Stage));
        }
        catch (FatalException e)
        {
            Log.Warning($"access table entry for {subject}: {e.Message}");
            return c.Refuse(451, "4.3.5", "Server configuration error");
        }
    }

    private static Verdict Code(PolicyCheck c, int code, string text, string subject, string kind) =>
        Refuse(c, code, code >= 500 ? "5.7.1" : "4.7.1", text, subject, kind, "Access denied");

    private static Verdict Refuse(PolicyCheck c, int code, string dsn, string text, string subject, string kind, string otherwise)
    {
        int space = text.IndexOf(' ');
        string first = space < 0 ? text : text[..space];
        if (first.Split('.') is { Length: 3 } parts && parts.All(static p => p.Length is > 0 and < 4 && p.All(char.IsAsciiDigit)))
            (dsn, text) = (first, space < 0 ? "" : text[(space + 1)..]);
        return c.Refuse(code, dsn, $"<{subject}>: {kind} rejected: {(text.Length > 0 ? text : otherwise)}");
    }

    private static Verdict Later(string text, string subject, string kind, Func<string, string, Verdict> keep)
    {
        string dsn = "4.7.1";
        int space = text.IndexOf(' ');
        if (space > 0 && text[..space].Split('.').Length == 3 && text.StartsWith("4.", StringComparison.Ordinal))
            (dsn, text) = (text[..space], text[(space + 1)..]);
        return keep(dsn, $"<{subject}>: {kind} rejected: {(text.Length > 0 ? text : "Service unavailable")}");
    }

    private static Verdict Mark(PolicyCheck c, string what, string text, string subject, string kind, Action<MailTransaction> mark, Verdict verdict = default)
    {
        c.Note(what, what is "warn" or "info" && text.Length > 0 ? text
            : $"<{subject}>: {kind} {(what is "filter" or "redirect" or "bcc" ? $"triggers {what.ToUpperInvariant()} {text}" : text.Length > 0 ? text : $"triggers {what.ToUpperInvariant()} action")}");
        if (c.Session.Transaction is { } transaction)
            mark(transaction);
        return verdict;
    }

    private static void Copy(MailTransaction transaction, string address)
    {
        if (transaction.Cleanup is { } open)
            open.Recipient(new EnvelopeRecipient(address, "", "", DsnNotify.Never));
        else
            transaction.Copies.Add(address);
    }

    private static Verdict Prepend(PolicyCheck c, string text, string subject, string kind)
    {
        if (c.Stage == Stage.EndOfData)
            Log.Warning($"access table entry for {subject}: PREPEND must not be used at end-of-data");
        else if (text.Length > 0 && text.Contains(':'))
            c.Session.Transaction?.Prepended.Add(text);
        else
            Log.Warning($"access table entry for {subject}: PREPEND without header text");
        return Verdict.Dunno;
    }
}
