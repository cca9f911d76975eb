namespace MailSuite.Smtpd;

/// <summary>
/// The content of one message, line by line, however it comes (DATA or BDAT): counts it against message_size_limit, keeps a mailbox
/// separator or a stray blank from becoming the first header, and says at the end what the client is told.
/// </summary>
internal sealed class MessageContent(SmtpSession session, MailTransaction transaction, MailTarget target)
{
    private bool first = true, goesOn;

    /// <summary>Some line ended in LF alone.</summary>
    public bool HadBareLf { get; private set; }

    /// <summary>More than message_size_limit.</summary>
    public bool IsTooBig { get; private set; }

    /// <summary>Bytes as the client counts them: BDAT's sizes, or lines with two bytes for their ends.</summary>
    public long Size { get; private set; }

    /// <summary>Counts bytes that have come; past the limit nothing more is handed on.</summary>
    public void Count(long bytes)
    {
        Size += bytes;
        transaction.ContentSize = Size;
        long limit = session.Settings.MessageSizeLimit;
        if (limit > 0 && Size > limit)
            IsTooBig = true;
    }

    /// <summary>A line ended in LF alone, which smtpd_forbid_bare_newline may hold against the client.</summary>
    public void NoteBareLf()
    {
        HadBareLf = true;
        session.NoteBareLf();
    }

    /// <summary>Hands on a line without its end, or a part of one.</summary>
    public void Line(ReadOnlySpan<byte> line, bool more)
    {
        if (!IsTooBig)
            Hand(line, more);
        first = false;
        goesOn = more;
    }

    private void Hand(ReadOnlySpan<byte> line, bool more)
    {
        if (first && !goesOn)
        {
            if (line.TrimStart((byte)'>').StartsWith("From "u8))
            {
                // A mailbox separator in front of the headers is no header; it must not end them either.
                byte[] marked = [.. "X-Mailbox-Line: "u8, .. line];
                target.Line(marked, more);
                return;
            }
            if (line.Length > 0 && line[0] is (byte)' ' or (byte)'\t')
                target.Line(default);
        }
        target.Line(line, more);
    }

    /// <summary>The end: what the client is told. The transaction is over, whatever becomes of the message.</summary>
    public SmtpReply Finish()
    {
        session.Enter("END-OF-MESSAGE");
        var reply = Judge();
        // The next message starts with MAIL and passes all checks again.
        session.Reset();
        return reply;
    }

    private SmtpReply Judge()
    {
        var settings = session.Settings;
        if (HadBareLf && session.BareNewline == BareNewline.Reject)
        {
            var reply = Replies.BareNewline(settings.BareNewlineCode, settings.Myhostname);
            Log.Info(LogLines.Verdict(session, "reject", "bare <LF> received", null));
            return reply;
        }
        if (IsTooBig)
            return Replies.Of(CleanupResult.TooBig);
        if (session.Policy.EndOfData() is { } refused)
            return refused;
        var answer = target.Finish();
        if (answer.Code < 400)
            session.Forgive();
        return answer;
    }
}
