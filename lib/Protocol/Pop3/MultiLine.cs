namespace MailSuite.Protocol.Pop3;

/// <summary>
/// A message on its way into a multi-line reply (RFC 1939 3): a line that begins with a dot gets another one, the last line is ended if it was not, and a
/// line with a dot alone follows. TOP (section 7) stops after the header and some lines. Fed in pieces of any size, whose lines end in CRLF.
/// </summary>
public sealed class MultiLine
{
    private readonly long bodyLines;
    private long bodyLinesSent;
    private bool lineStart = true, lastCr, inBody, headerLineEmpty = true;

    /// <summary>Of the whole message, or of its header and the first lines of its body.</summary>
    public MultiLine(long? bodyLines = null) => this.bodyLines = bodyLines ?? long.MaxValue;

    /// <summary>Is what was asked for complete, so that no more need be read?</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Room that the largest output of a piece needs: each byte may be a dot on a line of its own... at worst half of them.</summary>
    public static int RoomFor(int pieceLength) => pieceLength + pieceLength / 2 + 8;

    /// <summary>Takes a piece of the message; writes what goes to the client and returns its length.</summary>
    public int Take(ReadOnlySpan<byte> piece, Span<byte> to)
    {
        int n = 0;
        while (!piece.IsEmpty && !IsComplete)
        {
            if (lineStart && inBody && bodyLinesSent >= bodyLines)
            {
                IsComplete = true;
                break;
            }
            if (lineStart && piece[0] == '.')
                to[n++] = (byte)'.';
            int at = piece.IndexOf((byte)'\n');
            var part = at < 0 ? piece : piece[..(at + 1)];
            part.CopyTo(to[n..]);
            n += part.Length;
            Follow(part, ended: at >= 0);
            piece = piece[part.Length..];
        }
        return n;
    }

    private void Follow(ReadOnlySpan<byte> part, bool ended)
    {
        lastCr = part[^1] == '\r';
        if (!inBody)
        {
            headerLineEmpty &= ended ? part.Length == 1 || part.Length == 2 && part[0] == '\r' : part.Length == 1 && lastCr;
            if (ended)
            {
                inBody = headerLineEmpty;
                headerLineEmpty = true;
            }
        }
        else if (ended)
            bodyLinesSent++;
        lineStart = ended;
    }

    /// <summary>What follows the last piece: the end of an unfinished line, and the dot.</summary>
    public ReadOnlySpan<byte> End => lineStart ? ".\r\n"u8 : lastCr ? "\n.\r\n"u8 : "\r\n.\r\n"u8;
}
