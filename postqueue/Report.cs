using System.Globalization;
using System.Text;

namespace MailSuite.Postqueue;

/// <summary>The two forms of a listing. Scripts read both: every column and member is Postfix's.</summary>
internal static class Report
{
    /// <summary>mailq's form. Long queue ids have other columns.</summary>
    internal static IEnumerable<string> Traditional(IEnumerable<QueueEntry> entries, bool longIds)
    {
        long bytes = 0, messages = 0;
        foreach (var entry in entries)
        {
            if (messages++ == 0)
                yield return longIds
                    ? Columns(true, "----Queue ID-----", "--Size--", "---Arrival Time----", "--Sender/Recipient------")
                    : Columns(false, "-Queue ID-", "--Size--", "----Arrival Time----", "-Sender/Recipient-------");
            else
                yield return "\n";
            bytes += entry.Size;
            yield return Message(entry, longIds);
        }
        yield return messages == 0 ? "Mail queue is empty\n" : string.Create(CultureInfo.InvariantCulture, $"\n-- {bytes / 1024} Kbytes in {messages} Request{(messages == 1 ? "" : "s")}.\n");
    }

    private static string Columns(bool longIds, string id, string size, string time, string text) => longIds
        ? $"{id,-17} {size,8} {time,-19} {text}\n"
        : $"{id,-11} {size,7} {time,-20} {text}\n";

    private static string Message(QueueEntry entry, bool longIds)
    {
        string mark = (entry.Queue == QueueFiles.Active ? "*" : entry.Queue == QueueFiles.Hold ? "!" : "") + (entry.ForcedExpire ? "#" : "");
        // Column by column as wide as in C's asctime(), of which 20 or 19 characters are shown: one blank ends the 20.
        string time = LocalTime.Asctime(entry.Arrival)[..19];
        var text = new StringBuilder(Columns(longIds, entry.Id + mark, entry.Size.ToString(CultureInfo.InvariantCulture), time, entry.Sender));
        string shown = "";
        foreach (var r in entry.Recipients)
        {
            if (r.Reason != shown)
            {
                shown = r.Reason;
                string reason = shown.Length > 0 ? shown : "reason unavailable";
                text.Append(' ', Math.Max(0, 76 - Bytes.Count(reason))).Append('(').Append(reason).Append(")\n");
            }
            text.Append(Columns(longIds, "", "", "", r.Address));
        }
        return text.ToString();
    }

    /// <summary>One JSON object a line.</summary>
    internal static string Json(QueueEntry entry)
    {
        var text = new StringBuilder(256);
        text.Append("{\"queue_name\": ").Append(Quoted(entry.Queue))
            .Append(", \"queue_id\": ").Append(Quoted(entry.Id))
            .Append(CultureInfo.InvariantCulture, $", \"arrival_time\": {entry.Arrival}, \"message_size\": {entry.Size}")
            .Append(", \"forced_expire\": ").Append(entry.ForcedExpire ? "true" : "false")
            .Append(", \"sender\": ").Append(Quoted(entry.Sender)).Append(", \"recipients\": [");
        for (int i = 0; i < entry.Recipients.Count; i++)
        {
            var r = entry.Recipients[i];
            text.Append(i == 0 ? "{" : ", {");
            if (r.Original.Length > 0)
                text.Append("\"orig_address\": ").Append(Quoted(r.Original)).Append(", ");
            text.Append("\"address\": ").Append(Quoted(r.Address));
            if (r.Reason.Length > 0)
                text.Append(r.LogClass == QueueFiles.Bounce ? ", \"bounce_reason\": " : ", \"delay_reason\": ").Append(Quoted(r.Reason));
            text.Append('}');
        }
        return text.Append("]}\n").ToString();
    }

    // Only what JSON demands is escaped; UTF-8 stays as it is, and what is no UTF-8 has become "?" before.
    private static string Quoted(string text)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (char c in Bytes.Printable(text))
            if (c is '"' or '\\')
                result.Append('\\').Append(c);
            else
                result.Append(c);
        return result.Append('"').ToString();
    }
}
