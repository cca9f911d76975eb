using System.Buffers;
using MailSuite.Mail;

namespace MailSuite.Smtp;

/// <summary>
/// The content of a queue file as it goes over the wire (RFC 5321 4.5.2): lines end in CRLF and in nothing else, a leading dot is doubled, and a
/// line longer than the limit is folded. A CR or LF inside a line becomes a blank: to a lenient server it would be a line end of its own (SMTP smuggling).
/// </summary>
internal sealed class MessageBody(RecordReader records, string queueId, int lineLimit, GenericMaps generic)
{
    private readonly ArrayBufferWriter<byte> header = new();
    private bool inHeaders = !generic.IsEmpty, goesOn;
    private int column;

    /// <summary>Writes it all; <paramref name="block"/> is called before each block, to set its time limit. Throws <see cref="CorruptRecordException"/> when the file is cut short.</summary>
    internal void SendTo(LineStream to, Action block)
    {
        block();
        long since = 0;
        column = 0;
        while (true)
        {
            var type = records.Read(out var line);
            if (type is RecordType.Extra or RecordType.End)
                break;
            if (type is not (RecordType.Normal or RecordType.Continued))
                throw new CorruptRecordException($"{queueId}: unexpected record type {(char)type} in the message content");
            if (inHeaders)
                Gather(to, line, type == RecordType.Continued);
            else
                Line(to, line, type == RecordType.Continued);
            if ((since += line.Length) > 60000)
            {
                block();
                since = 0;
            }
        }
        Finish(to);
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

    /// <summary>Gathers a header with its continuation lines; only one is in memory, and not more of it than header_size_limit.</summary>
    private void Gather(LineStream to, ReadOnlySpan<byte> line, bool more)
    {
        bool continued = goesOn;
        goesOn = more;
        if (!continued && !(line.Length > 0 && line[0] is (byte)' ' or (byte)'\t' && header.WrittenCount > 0))
        {
            Finish(to);
            if (HeaderKinds.NameLength(line) == 0)
            {
                inHeaders = false;
                Line(to, line, more);
                return;
            }
        }
        else if (!continued)
            header.Write("\n"u8);
        header.Write(line[..Math.Min(line.Length, Math.Max(0, generic.HeaderLimit - header.WrittenCount))]);
    }

    private void Finish(LineStream to)
    {
        if (header.WrittenCount == 0)
            return;
        ReadOnlySpan<byte> whole = generic.Header(header.WrittenSpan) ?? header.WrittenSpan;
        while (whole.IndexOf((byte)'\n') is >= 0 and var end)
        {
            Line(to, whole[..end], more: false);
            whole = whole[(end + 1)..];
        }
        Line(to, whole, more: false);
        header.ResetWrittenCount();
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
}
