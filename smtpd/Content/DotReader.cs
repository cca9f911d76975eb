namespace MailSuite.Smtpd;

/// <summary>
/// Reads the content behind DATA until its end. What ends it is decided here and only here: a line "." with the line ends that
/// smtpd_forbid_bare_newline asks for. Everything before that is content, never a command.
/// </summary>
internal static class DotReader
{
    public static void ReadAll(SmtpSession session, MessageContent content)
    {
        int lineLimit = session.Settings.LineLimit;
        bool standardEnd = session.BareNewline is BareNewline.Normalize or BareNewline.Reject;
        // The CRLF of the DATA command stands for the one before a "." that comes at once (RFC 5321 4.1.1.4).
        bool goesOn = false, lastWasCrLf = true;
        var pace = session.StartPace();
        while (true)
        {
            pace.Allow(content.Size);
            var end = session.ReadLine(lineLimit, out var line);
            if (end == LineEnd.End)
                throw new PeerGoneException();
            if (end == LineEnd.Lf && session.BareNewline != BareNewline.No)
                content.NoteBareLf();
            if (!goesOn && line.Length > 0 && line[0] == '.')
            {
                bool alone = line.Length == 1 && end != LineEnd.TooLong;
                if (alone && (!standardEnd || end == LineEnd.CrLf && lastWasCrLf))
                    return;
                // A lone "." that is no end stays as it came: it is content.
                if (!alone)
                    line = line[1..];
            }
            content.Count(line.Length + (end == LineEnd.TooLong ? 0 : 2));
            goesOn = end == LineEnd.TooLong;
            content.Line(line, goesOn);
            lastWasCrLf = end == LineEnd.CrLf;
        }
    }
}
