using MailSuite.Maps;

namespace MailSuite.Mail;

/// <summary>What header_checks or body_checks make of one header or line.</summary>
/// <param name="Drop">It is left out.</param>
/// <param name="Replacement">What stands in its place; null: it stays.</param>
/// <param name="Prepended">A line in front of it; null: none.</param>
internal readonly record struct Checked(bool Drop = false, string? Replacement = null, string? Prepended = null);

/// <summary>
/// Compares headers and body lines with the tables of header_checks(5), and remembers what these want done with the whole message. One
/// row for each action; each logs what it does.
/// </summary>
internal sealed class ContentChecks(MessageOrigin origin, string queueId)
{
    private const int LoggedBytes = 200;

    private sealed record Match(string Context, byte[] Content, string Text, string Map);

    private static readonly Dictionary<string, Func<ContentChecks, Match, Checked>> Actions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["REJECT"] = static (c, m) => c.Reject(m),
        ["WARN"] = static (c, m) => c.Logged("warning", m),
        ["INFO"] = static (c, m) => c.Logged("info", m),
        ["FILTER"] = static (c, m) => c.Route(m),
        ["PASS"] = static (c, m) => c.Pass(m),
        ["DISCARD"] = static (c, m) => c.Forget(m),
        ["HOLD"] = static (c, m) => c.Keep(m),
        ["PREPEND"] = static (c, m) => c.Prepend(m),
        ["REPLACE"] = static (c, m) => c.Replace(m),
        ["REDIRECT"] = static (c, m) => c.Divert(m),
        ["BCC"] = static (c, m) => c.Copy(m),
        ["STRIP"] = static (c, m) => c.Logged("strip", m) with { Drop = true },
        ["IGNORE"] = static (_, _) => new Checked(Drop: true),
        ["DUNNO"] = static (_, _) => default,
        ["OK"] = static (_, _) => default,
    };

    /// <summary>No more looking: an action decided over the rest of the message.</summary>
    public bool IsOver { get; private set; }
    /// <summary>FILTER; empty when none.</summary>
    public string Filter { get; private set; } = "";
    /// <summary>REDIRECT; empty when none.</summary>
    public string Redirect { get; private set; } = "";
    /// <summary>BCC.</summary>
    public List<string> Copies { get; } = [];
    public bool Hold { get; set; }
    public bool Discard { get; set; }
    /// <summary>REJECT, or a table that cannot be asked.</summary>
    public CleanupResult? Failure { get; private set; }

    /// <summary>Compares a header ("header") or a line ("body") with the tables of a parameter.</summary>
    public Checked Look(MapList tables, string map, string context, ReadOnlySpan<byte> content)
    {
        if (IsOver || tables.IsEmpty || content.IsEmpty)
            return default;
        var found = tables.Find(Bytes.Text(content));
        if (found.Status == LookupStatus.TryLater)
        {
            Log.Warning($"{queueId}: {map} map lookup problem -- message not accepted, try again later");
            Fail(CleanupResult.LookupProblem);
        }
        if (!found.IsFound)
            return default;
        string value = found.Value;
        int end = value.AsSpan().IndexOfAny(' ', '\t');
        string action = end < 0 ? value : value[..end];
        if (Actions.TryGetValue(action, out var act))
            return act(this, new Match(context, content[..Math.Min(content.Length, LoggedBytes)].ToArray(), end < 0 ? "" : value[end..].TrimStart(), map));
        Log.Warning($"unknown command in {map} map: {value}");
        return default;
    }

    /// <summary>A character that message_reject_characters names.</summary>
    public void RejectCharacter(ReadOnlySpan<byte> content) =>
        Reject(new Match("content", content[..Math.Min(content.Length, LoggedBytes)].ToArray(), "disallowed character", "character reject"));

    private void Fail(CleanupResult failure)
    {
        Failure ??= failure;
        IsOver = true;
    }

    private Checked Logged(string action, Match m, string? text = null)
    {
        text ??= m.Text;
        Log.Info($"{queueId}: {action}: {m.Context} {Bytes.Text(m.Content)} {origin}{(text.Length > 0 ? ": " + text : "")}");
        return default;
    }

    private Checked Reject(Match m)
    {
        var (dsn, text) = DsnText.Split("5.7.1", m.Text.Length > 0 ? m.Text : "message content rejected");
        if (dsn[0] == '2')
        {
            Log.Warning($"bad DSN action in {m.Text} -- need 4.x.x or 5.x.x");
            dsn = "4" + dsn[1..];
        }
        Logged("reject", m, $"{dsn} {text}");
        Fail(dsn[0] == '4' ? new CleanupResult(CleanupStatus.TryLater, 451, dsn, text) : new CleanupResult(CleanupStatus.Rejected, 550, dsn, text));
        return default;
    }

    private Checked Route(Match m)
    {
        if (m.Text.Length == 0)
            Log.Warning($"missing FILTER command argument in {m.Map} map");
        else if (!m.Text.Contains(':'))
            Log.Warning($"bad FILTER command {m.Text} in {m.Map} -- need transport:destination");
        else
        {
            Filter = m.Text;
            Logged("filter", m);
        }
        return default;
    }

    private Checked Pass(Match m)
    {
        IsOver = true;
        return Logged("pass", m);
    }

    private Checked Forget(Match m)
    {
        Discard = IsOver = true;
        return Logged("discard", m);
    }

    private Checked Keep(Match m)
    {
        if (!Hold && !Discard)
            Logged("hold", m);
        Hold = true;
        return default;
    }

    private Checked Divert(Match m)
    {
        if (!m.Text.Contains('@'))
        {
            Log.Warning($"bad REDIRECT target \"{m.Text}\" in {m.Map} map -- need user@domain");
            return default;
        }
        Redirect = m.Text;
        IsOver = true;
        return Logged("redirect", m);
    }

    private Checked Copy(Match m)
    {
        if (!m.Text.Contains('@'))
        {
            Log.Warning($"bad BCC address \"{m.Text}\" in {m.Map} map -- need user@domain");
            return default;
        }
        if (Copies.Count < 1000 && !Copies.Contains(m.Text))
            Copies.Add(m.Text);
        return Logged("bcc", m);
    }

    private Checked Prepend(Match m)
    {
        if (m.Text.Length == 0)
            Log.Warning($"PREPEND action without text in {m.Map} map");
        else if (IsBadHeader(m))
            Log.Warning($"bad PREPEND header text \"{m.Text}\" in {m.Map} map -- need \"headername: headervalue\"");
        else
            return Logged("prepend", m) with { Prepended = m.Text };
        return default;
    }

    private Checked Replace(Match m)
    {
        if (m.Text.Length == 0)
            Log.Warning($"REPLACE action without text in {m.Map} map");
        else if (IsBadHeader(m))
            Log.Warning($"bad REPLACE header text \"{m.Text}\" in {m.Map} map -- need \"headername: headervalue\"");
        else
            return Logged("replace", m) with { Replacement = m.Text };
        return default;
    }

    private static bool IsBadHeader(Match m) => m.Context == "header" && HeaderKinds.NameLength(Bytes.Of(m.Text)) == 0;
}
