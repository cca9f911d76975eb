namespace MailSuite.Smtpd;

/// <summary>
/// Puts the chunks of BDAT (RFC 3030) together to lines. Chunk borders mean nothing: a line may begin in one and end in another. Nothing in a
/// chunk is a command or an end.
/// </summary>
internal sealed class ChunkReader(SmtpSession session, MessageContent content)
{
    private readonly byte[] part = new byte[session.Settings.LineLimit + 1];   // one more: the CR of a CRLF
    private int length;
    private bool goesOn;

    /// <summary>The content that the chunks make.</summary>
    public MessageContent Content => content;

    /// <summary>Reads one chunk from the client.</summary>
    public void Take(long size)
    {
        var pace = session.StartPace();
        for (long rest = size; rest > 0;)
        {
            pace.Allow(size - rest);
            var bytes = session.ReadBytes(rest);
            rest -= bytes.Length;
            content.Count(bytes.Length);
            Split(bytes);
        }
    }

    private void Split(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            Add(end < 0 ? bytes : bytes[..end]);
            if (end < 0)
                return;
            bytes = bytes[(end + 1)..];
            EndLine();
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > part.Length - length)
        {
            int room = part.Length - length;
            bytes[..room].CopyTo(part.AsSpan(length));
            bytes = bytes[room..];
            // The last byte stays: it may be the CR of the line's end.
            content.Line(part.AsSpan(0, part.Length - 1), more: true);
            (part[0], length, goesOn) = (part[^1], 1, true);
        }
        bytes.CopyTo(part.AsSpan(length));
        length += bytes.Length;
    }

    private void EndLine()
    {
        bool crlf = length > 0 && part[length - 1] == '\r';
        if (!crlf && session.BareNewline != BareNewline.No)
            content.NoteBareLf();
        Hand(crlf ? length - 1 : length);
    }

    /// <summary>The last chunk is here: a last line without an end becomes one.</summary>
    public void End()
    {
        if (length > 0 || goesOn)
            Hand(length);
    }

    private void Hand(int size)
    {
        content.Line(part.AsSpan(0, size), more: false);
        (length, goesOn) = (0, false);
    }
}
