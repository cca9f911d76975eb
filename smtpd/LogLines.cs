using System.Text;

namespace MailSuite.Smtpd;

/// <summary>Every log line of a session that people's scripts read, worded as in Postfix.</summary>
internal static class LogLines
{
    /// <summary>"ID: reject: RCPT from name[addr]: text; from=&lt;&gt; to=&lt;&gt; proto= helo=".</summary>
    public static string Verdict(SmtpSession s, string what, string text, string? recipient)
    {
        var line = new StringBuilder($"{s.LogId}: {what}: {s.Where} from {s.Peer.Display}: {text};");
        if (s.Transaction is { } t)
            line.Append($" from=<{MailAddress.Quote(t.Sender)}>");
        if (recipient != null)
            line.Append($" to=<{MailAddress.Quote(recipient)}>");
        line.Append($" proto={s.Protocol}");
        if (s.Helo != null)
            line.Append($" helo=<{s.Helo}>");
        if (s.SaslUser.Length > 0)
            line.Append($" sasl_method={s.SaslMethod} sasl_username={s.SaslUser}");
        return line.ToString();
    }

    /// <summary>"ID: client=name[addr], sasl_method=PLAIN, sasl_username=user".</summary>
    public static string Client(SmtpSession s, string id, MailTransaction transaction)
    {
        var line = new StringBuilder($"{id}: client={s.Peer.Display}");
        if (s.SaslUser.Length > 0)
            line.Append($", sasl_method={s.SaslMethod}, sasl_username={s.SaslUser}");
        if (transaction.Submitter.Length > 0)
            line.Append($", sasl_sender={transaction.Submitter}");
        return line.ToString();
    }

    /// <summary>An end without QUIT.</summary>
    public static string Abnormal(SmtpSession s, string reason, string where) =>
        where == Commands.Data.InContent
            ? $"{s.LogId}: {reason} after DATA ({s.Transaction?.ContentSize ?? 0} bytes) from {s.Peer.Display}"
            : $"{s.LogId}: {reason} after {where} from {s.Peer.Display}";

    /// <summary>The statistics of a session: only what was seen, in the table's order.</summary>
    public static string Disconnect(SmtpSession s, int[] total, int[] good, bool bareLf)
    {
        var line = new StringBuilder($"disconnect from {s.Peer.Display}");
        int all = 0, allGood = 0;
        for (int i = 0; i < total.Length; i++)
        {
            all += total[i];
            allGood += good[i];
            if (total[i] > 0)
                line.Append(' ').Append(i < SmtpCommand.Table.Length ? SmtpCommand.Table[i].Verb.ToLowerInvariant() : "unknown").Append('=').Append(Ratio(good[i], total[i]));
        }
        line.Append(" commands=").Append(all > 0 ? Ratio(allGood, all) : "0/0");
        if (bareLf)
            line.Append(" notes=bare_lf");
        return line.ToString();
    }

    private static string Ratio(int good, int total) => good == total ? $"{total}" : $"{good}/{total}";

    /// <summary>Bytes of a stranger in one readable word: control characters as C escapes.</summary>
    public static string Escaped(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte b in bytes)
            text.Append(b switch
            {
                (byte)'\n' => "\\n", (byte)'\r' => "\\r", (byte)'\t' => "\\t", (byte)'\b' => "\\b", (byte)'\f' => "\\f", (byte)'\v' => "\\v", (byte)'\a' => "\\a",
                (byte)'\\' => "\\\\",
                < 32 or > 126 => "\\" + Convert.ToString(b, 8).PadLeft(3, '0'),
                _ => ((char)b).ToString(),
            });
        return text.ToString();
    }
}
