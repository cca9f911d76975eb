namespace MailSuite.Smtpd;

/// <summary>
/// What was said in a session, for the notice that notify_classes may want: kept between messages only up to smtpd_history_flush_threshold
/// lines. Where no class of ours is wanted nothing is kept.
/// </summary>
internal sealed class SessionHistory(SmtpdSettings settings)
{
    // A session that is all errors must not fill the memory: what is beyond is told as left out.
    private const int MaxLines = 1000, MaxLineLength = 200;

    private readonly List<string> lines = [];
    private ErrorClass seen;

    /// <summary>The client said something.</summary>
    public void Received(ReadOnlySpan<byte> line)
    {
        if (settings.Notices.Wanted != ErrorClass.None)
            Keep(" In:  " + Bytes.Printable(Bytes.Text(line[..Math.Min(line.Length, MaxLineLength)])));
    }

    /// <summary>We said something.</summary>
    public void Sent(int code, char separator, string text)
    {
        if (settings.Notices.Wanted != ErrorClass.None)
            Keep($" Out: {code}{separator}{text}");
    }

    private void Keep(string line)
    {
        if (lines.Count < MaxLines)
            lines.Add(line);
        else if (lines.Count == MaxLines)
            lines.Add(" (more was said)");
    }

    /// <summary>Of which class a refusal is.</summary>
    public void Judge(SmtpReply reply)
    {
        if (reply.Code >= 400 && settings.Notices.Wanted != ErrorClass.None)
            seen |= ErrorNotices.ClassOf(reply);
    }

    /// <summary>Between messages: what was good and is long ago is forgotten.</summary>
    public void Flush()
    {
        if (lines.Count > settings.HistoryFlushThreshold && (seen & settings.Notices.Wanted) == ErrorClass.None)
            lines.Clear();
    }

    /// <summary>At the end: sends the notice, when something happened of which one is wanted.</summary>
    public void Notify(SmtpSession session)
    {
        if ((seen & settings.Notices.Wanted) != ErrorClass.None)
            settings.Notices.Send(session, seen, lines);
    }
}

/// <summary>Classes of notify_classes that a server's session can have.</summary>
[Flags]
internal enum ErrorClass { None = 0, Protocol = 1, Policy = 2, Resource = 4, Software = 8, Data = 16 }
