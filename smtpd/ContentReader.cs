namespace MailSuite.Smtpd;

/// <summary>
/// Reads a message's content until its end, and hands its lines to cleanup. What ends it is decided here and only here: a line "." with the
/// line ends that smtpd_forbid_bare_newline asks for. Everything before that is content, never a command.
/// </summary>
internal sealed class ContentReader(SmtpSession session, MailTransaction transaction, MessageSink cleanup)
{
    /// <summary>Some line ended in LF alone.</summary>
    public bool HadBareLf { get; private set; }

    /// <summary>More than message_size_limit.</summary>
    public bool IsTooBig { get; private set; }

    public void ReadAll()
    {
        long limit = session.Settings.MessageSizeLimit;
        int lineLimit = session.Settings.LineLimit;
        bool standardEnd = session.BareNewline is BareNewline.Normalize or BareNewline.Reject;
        // The CRLF of the DATA command stands for the one before a "." that comes at once (RFC 5321 4.1.1.4).
        bool first = true, goesOn = false, lastWasCrLf = true;
        long started = session.Settings.Context.Clock.Milliseconds;
        while (true)
        {
            session.ExtendDeadline(started, transaction.ContentSize);
            var end = session.ReadLine(lineLimit, out var line);
            if (end == LineEnd.End)
                throw new PeerGoneException();
            if (end == LineEnd.Lf && session.BareNewline != BareNewline.No)
            {
                HadBareLf = true;
                session.NoteBareLf();
            }
            if (!goesOn && line.Length > 0 && line[0] == '.')
            {
                bool alone = line.Length == 1 && end != LineEnd.TooLong;
                if (alone && (!standardEnd || end == LineEnd.CrLf && lastWasCrLf))
                    return;
                // A lone "." that is no end stays as it came: it is content.
                if (!alone)
                    line = line[1..];
            }
            transaction.ContentSize += line.Length + 2;
            if (limit > 0 && transaction.ContentSize > limit)
                IsTooBig = true;
            if (!IsTooBig)
                Hand(line, first, goesOn, end == LineEnd.TooLong);
            first = false;
            goesOn = end == LineEnd.TooLong;
            lastWasCrLf = end == LineEnd.CrLf;
        }
    }

    private void Hand(ReadOnlySpan<byte> line, bool first, bool goesOn, bool more)
    {
        if (first)
        {
            if (line.TrimStart((byte)'>').StartsWith("From "u8))
            {
                // A mailbox separator in front of the headers is no header; it must not end them either.
                byte[] marked = [.. "X-Mailbox-Line: "u8, .. line];
                cleanup.Line(marked, more);
                return;
            }
            if (line.Length > 0 && line[0] is (byte)' ' or (byte)'\t')
                cleanup.Line(default);
        }
        cleanup.Line(line, more);
    }
}
