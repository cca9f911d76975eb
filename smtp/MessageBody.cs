using MailSuite.Mail;

namespace MailSuite.Smtp;

/// <summary>
/// The content of a queue file as it goes over the wire (RFC 5321 4.5.2): lines end in CRLF and in nothing else, a leading dot is doubled, and a
/// line longer than the limit is folded. A CR or LF inside a line becomes a blank: to a lenient server it would be a line end of its own (SMTP smuggling).
/// </summary>
internal sealed class MessageBody(RecordReader records, string queueId, int lineLimit)
{
    private int column;

    /// <summary>
    /// Writes it all; <paramref name="block"/> is called with the bytes sent so far before each block, to set its time limit. Throws
    /// <see cref="CorruptRecordException"/> when the file is cut short. <paramref name="change"/> makes the way through which lines are changed; null for none.
    /// </summary>
    internal void SendTo(LineStream to, Action<long> block, Func<LineWriter, ChangedContent>? change = null)
    {
        block(0);
        long sent = 0, since = 0;
        column = 0;
        var changed = change?.Invoke((line, more) => Line(to, line, more));
        while (true)
        {
            var type = records.Read(out var line);
            if (type is RecordType.Extra or RecordType.End)
                break;
            if (type is not (RecordType.Normal or RecordType.Continued))
                throw new CorruptRecordException($"{queueId}: unexpected record type {(char)type} in the message content");
            if (changed != null)
                changed.Line(line, type == RecordType.Continued);
            else
                Line(to, line, type == RecordType.Continued);
            sent += line.Length;
            if (sent - since > 60000)
                block(since = sent);
        }
        changed?.End();
        // The last line of a message that was cut off in the middle still ends.
        if (column > 0)
            to.Write("\r\n"u8);
    }

    private void Line(LineStream to, ReadOnlySpan<byte> line, bool more)
    {
        Put(to, line);
        if (more)
            return;
        to.Write("\r\n"u8);
        column = 0;
    }

    private void Put(LineStream to, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (column == 0 && text[0] == '.')
                to.Write("."u8);
            if (lineLimit > 0 && column >= lineLimit)
            {
                // Folded as Postfix does it: the rest goes on in a line of its own, behind a blank.
                to.Write("\r\n "u8);
                column = 1;
            }
            int room = lineLimit > 0 ? Math.Min(text.Length, lineLimit - column) : text.Length;
            if (room < text.Length && WholeCharacters(text, room) is var whole and > 0)
                room = whole;
            else if (room < text.Length && column > 1)
            {
                column = lineLimit;   // not even one character: it goes into the next line
                continue;
            }
            var part = text[..room];
            int stray = part.IndexOfAny((byte)'\r', (byte)'\n');
            if (stray >= 0)
            {
                to.Write(part[..stray]);
                to.Write(" "u8);
                room = stray + 1;
            }
            else
                to.Write(part);
            column += room;
            text = text[room..];
        }
    }

    /// <summary>As much of the text as has whole characters of UTF-8 only; what is no UTF-8 is taken as it is.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> text, int room)
    {
        for (int at = room; at >= 0 && at > room - 4; at--)
            if ((text[at] & 0xC0) != 0x80)
                return at;
        return room;
    }
}
