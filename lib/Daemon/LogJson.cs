using System.Globalization;
using System.Text;

namespace MailSuite.Daemon;

/// <summary>
/// A line of the log file as one JSON object (maillog_file_format = json):
/// {"time": "2026-11-22T20:31:16+00:00", "host": "mx", "tag": "postfix/smtp", "pid": 123, "level": "info", "queue_id": "...", "attributes": {"to": "...", ...}, "message": "..."}.
/// Members that a line does not have are absent; "message" is always there, whole. A line that is none of ours has time and message only.
/// </summary>
public static class LogJson
{
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    private static readonly string[] Levels = ["warning", "error", "fatal", "panic"];

    /// <summary>The object for a line "Nov 22 20:31:16 host tag[pid]: text"; <paramref name="now"/>, in seconds since 1970, tells the year.</summary>
    public static string Of(string line, long now)
    {
        var json = new StringBuilder(line.Length * 2);
        string text = line;
        if (Parts(line) is var (month, day, clock, host, tag, pid, message))
        {
            text = message;
            var today = LocalTime.Of(now);
            // A line of December that comes in January is last year's.
            Member(json, "time", string.Create(CultureInfo.InvariantCulture, $"{today.Year - (month > today.Month + 6 ? 1 : 0):D4}-{month:D2}-{day:D2}T{clock}{today.Zone[..3]}:{today.Zone[3..]}"));
            Member(json, "host", host);
            Member(json, "tag", tag);
            json.Append(CultureInfo.InvariantCulture, $", \"pid\": {pid}");
        }
        else
            Member(json, "time", string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeSeconds(now):yyyy-MM-ddTHH:mm:ss+00:00}"));
        Member(json, "level", Array.Find(Levels, l => text.StartsWith(l + ": ", StringComparison.Ordinal)) ?? "info");
        if (QueueIdOf(text) is { } id)
        {
            Member(json, "queue_id", id);
            Attributes(json, text[(id.Length + 2)..]);
        }
        Member(json, "message", text);
        return json.Append('}').ToString();
    }

    private static (int Month, int Day, string Clock, string Host, string Tag, int Pid, string Text)? Parts(string line)
    {
        // "Nov 22 20:31:16 host tag[pid]: text"
        if (line.Length < 20 || line[3] != ' ' || line[6] != ' ' || line[15] != ' ')
            return null;
        int month = Array.IndexOf(Months, line[..3]) + 1, hostEnd = line.IndexOf(' ', 16), open = hostEnd < 0 ? -1 : line.IndexOf('[', hostEnd), close = open < 0 ? -1 : line.IndexOf("]: ", open, StringComparison.Ordinal);
        if (month == 0 || close < 0 || !int.TryParse(line.AsSpan(4, 2), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out int day)
            || !int.TryParse(line.AsSpan(open + 1, close - open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
            return null;
        return (month, day, line[7..15], line[16..hostEnd], line[(hostEnd + 1)..open], pid, line[(close + 3)..]);
    }

    /// <summary>Most lines begin with the message that they are about.</summary>
    private static string? QueueIdOf(string text)
    {
        int end = text.IndexOf(": ", StringComparison.Ordinal);
        if (end is < 6 or > 40)
            return null;
        bool digit = false, small = false;
        foreach (char c in text.AsSpan(0, end))
        {
            if (!char.IsAsciiLetterOrDigit(c))
                return null;
            digit |= char.IsAsciiDigit(c);
            small |= char.IsAsciiLetterLower(c) || c is > 'F' and <= 'Z';
        }
        // A word such as "warning" is none: a short id is of hex digits, a long one has its "z" behind the time.
        return !small || digit && text.LastIndexOf('z', end - 1) >= 10 ? text[..end] : null;
    }

    /// <summary>"to=..., relay=..., status=sent (250 ok)": names and values, and what stands in parentheses behind the last one.</summary>
    private static void Attributes(StringBuilder json, string text)
    {
        int count = 0;
        for (int at = 0; at < text.Length;)
        {
            int equals = text.IndexOf('=', at);
            if (equals <= at || text.AsSpan(at, equals - at).ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz_-"))
                break;
            int end = text.IndexOf(", ", equals, StringComparison.Ordinal), blank = text.IndexOf(" (", equals, StringComparison.Ordinal);
            string reason = "";
            if (blank >= 0 && (end < 0 || blank < end))
            {
                reason = text[(blank + 2)..].TrimEnd(')');
                end = blank;
            }
            string value = text[(equals + 1)..(end < 0 ? text.Length : end)];
            json.Append(count++ == 0 ? ", \"attributes\": {" : ", ");
            Pair(json, text[at..equals], value is ['<', .. var address, '>'] ? address : value);
            if (reason.Length > 0)
            {
                json.Append(", ");
                Pair(json, "reason", reason);
                break;
            }
            at = end < 0 ? text.Length : end + 2;
        }
        if (count > 0)
            json.Append('}');
    }

    private static void Member(StringBuilder json, string name, string value)
    {
        json.Append(json.Length == 0 ? "{" : ", ");
        Pair(json, name, value);
    }

    private static void Pair(StringBuilder json, string name, string value)
    {
        json.Append('"').Append(name).Append("\": \"");
        foreach (char c in value)
            if (c is '"' or '\\')
                json.Append('\\').Append(c);
            else if (c < ' ')
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                json.Append(c);
        json.Append('"');
    }
}
