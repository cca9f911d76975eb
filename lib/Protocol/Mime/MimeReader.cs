using System.Buffers;

namespace MailSuite.Protocol.Mime;

/// <summary>
/// Finds the parts of a message while it streams by: feed it the message with CRLF line ends in pieces of any size, then <see cref="Finish"/>.
/// Everything is bounded, whatever the message is: depth, number of parts, what is kept of a header. Where a limit is reached, a part is one opaque body.
/// Time is linear in the message's size.
/// <para>
/// States of the innermost open part: its header (ends at an empty line, or at a boundary of a part around it); its body (ends at such a boundary or at the end).
/// A boundary line belongs to the innermost multipart with the longest boundary that the line begins with (RFC 2046 5.1.2).
/// </para>
/// </summary>
public sealed class MimeReader
{
    /// <summary>Most parts within parts (mime_nesting_limit's default).</summary>
    public const int DepthLimit = 100;
    /// <summary>Most parts of one message.</summary>
    public const int PartLimit = 5000;
    private const int LongestBoundary = 250, FieldLimit = 65536, HeaderLimit = 1 << 20;

    private sealed class Open(MimePart part)
    {
        internal readonly MimePart Part = part;
        internal byte[]? Boundary;      // "--boundary" of a multipart that has not ended
        internal bool Digest;
    }

    private readonly List<Open> open = [];
    private readonly bool headerOnly;
    private readonly ArrayBufferWriter<byte> line = new(256), field = new(256);
    private long offset, lineStart, lines;
    private int parts = 1, boundaries, kept;
    private bool inHeader = true, midLine, done;
    private HeaderName fieldName;

    /// <summary>A reader for one message; with <paramref name="headerOnly"/> it wants no more than the message's own header.</summary>
    public MimeReader(bool headerOnly = false)
    {
        this.headerOnly = headerOnly;
        Root = new MimePart(0, 0);
        open.Add(new Open(Root));
    }

    /// <summary>The message; complete after <see cref="Finish"/>.</summary>
    public MimePart Root { get; }

    private Open Top => open[^1];

    /// <summary>Takes the next bytes; false when no more are wanted.</summary>
    public bool Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !done)
            bytes = bytes[(inHeader || line.WrittenCount > 0 || !midLine && boundaries > 0 && MayBeBoundary(bytes) ? TakeLine(bytes) : SkipLines(bytes))..];
        return !done;
    }

    /// <summary>The message has ended.</summary>
    public MimePart Finish()
    {
        if (done)
            return Root;
        if (line.WrittenCount > 0)
            EndLine(complete: false);
        if (inHeader)
            EndHeader(offset);
        while (open.Count > 0)
            Close(offset, lines);
        done = true;
        return Root;
    }

    // Gathers one line, as much of it as matters; returns how much was used.
    private int TakeLine(ReadOnlySpan<byte> bytes)
    {
        int at = bytes.IndexOf((byte)'\n');
        int take = at < 0 ? bytes.Length : at + 1;
        int limit = (inHeader ? FieldLimit : LongestBoundary + 8) - line.WrittenCount;
        if (limit > 0)
            line.Write(bytes[..Math.Min(take, limit)]);
        offset += take;
        if (at >= 0)
        {
            lines++;
            EndLine(complete: true);
        }
        else if (!inHeader && !MayBeBoundary(line.WrittenSpan))
        {
            midLine = true;
            line.ResetWrittenCount();
        }
        return take;
    }

    private static bool MayBeBoundary(ReadOnlySpan<byte> start) => start is [] or [(byte)'-'] or [(byte)'-', (byte)'-', ..];

    // Inside a body only a line that begins with "--" is of interest: the rest is counted, not looked at.
    private int SkipLines(ReadOnlySpan<byte> bytes)
    {
        int at = boundaries == 0 ? -1 : bytes.IndexOf("\n--"u8);
        int take = at >= 0 ? at + 1 : bytes.Length;
        if (at < 0 && bytes.LastIndexOf((byte)'\n') is >= 0 and var last && MayBeBoundary(bytes[(last + 1)..]))
            take = last + 1;
        lines += bytes[..take].Count((byte)'\n');
        offset += take;
        midLine = bytes[take - 1] != '\n';
        if (!midLine)
            lineStart = offset;
        return take;
    }

    private void EndLine(bool complete)
    {
        var text = line.WrittenSpan;
        if (text is [.., (byte)'\n'])
            text = text[..^1];
        if (text is [.., (byte)'\r'])
            text = text[..^1];
        if (text.StartsWith("--"u8) && boundaries > 0 && FindBoundary(text) is >= 0 and var owner)
            AtBoundary(owner, text);
        else if (inHeader)
            HeaderLine(text, complete);
        line.ResetWrittenCount();
        lineStart = offset;
        midLine = false;
    }

    private int FindBoundary(ReadOnlySpan<byte> text)
    {
        int best = -1;
        for (int i = open.Count - 1; i >= 0; i--)
            if (open[i].Boundary is { } b && text.StartsWith(b) && (best < 0 || b.Length > open[best].Boundary!.Length))
                best = i;
        return best;
    }

    private void AtBoundary(int owner, ReadOnlySpan<byte> text)
    {
        if (inHeader)
            EndHeader(lineStart, mayOpen: false);
        long linesBefore = lines - (line.WrittenSpan is [.., (byte)'\n'] ? 1 : 0);
        // The line end before the boundary is part of it.
        while (open.Count > owner + 1)
        {
            long end = Math.Max(Top.Part.BodyStart, lineStart - 2);
            Close(end, end == lineStart ? linesBefore : linesBefore - (end < lineStart && lineStart - 2 >= Top.Part.BodyStart ? 1 : 0));
        }
        var multipart = open[owner];
        if (text[multipart.Boundary!.Length..].StartsWith("--"u8))
        {
            multipart.Boundary = null;
            boundaries--;
            inHeader = false;
            return;
        }
        if (parts >= PartLimit)
        {
            inHeader = false;
            return;
        }
        OpenPart(multipart.Part, offset);
    }

    private void OpenPart(MimePart parent, long at)
    {
        var part = new MimePart(at, parent.Depth + 1);
        parent.Children.Add(part);
        open.Add(new Open(part));
        parts++;
        kept = 0;
        inHeader = true;
    }

    private void HeaderLine(ReadOnlySpan<byte> text, bool complete)
    {
        if (text.IsEmpty)
        {
            if (complete)
                EndHeader(offset);
            return;
        }
        if (text[0] is (byte)' ' or (byte)'\t')
        {
            // Unfolding takes the line end away and leaves the space (RFC 5322 2.2.3); a TAB there is a space for this purpose.
            if (fieldName != HeaderName.Other && field.WrittenCount + text.Length <= FieldLimit)
            {
                field.Write(" "u8);
                field.Write(text[1..]);
            }
            return;
        }
        EndField();
        int colon = text.IndexOf((byte)':');
        if (colon <= 0)
            return;
        fieldName = HeaderNames.Of(text[..colon].TrimEnd(" \t"u8));
        if (fieldName != HeaderName.Other)
            field.Write(text[(colon + 1)..]);
    }

    private void EndField()
    {
        if (fieldName != HeaderName.Other)
        {
            var value = field.WrittenSpan.Trim(" \t"u8);
            if (kept + value.Length <= HeaderLimit)
            {
                kept += value.Length;
                Top.Part.Add(fieldName, value);
            }
        }
        fieldName = HeaderName.Other;
        field.ResetWrittenCount();
    }

    private void EndHeader(long bodyStart, bool mayOpen = true)
    {
        EndField();
        inHeader = false;
        var part = Top.Part;
        part.BodyStart = bodyStart;
        part.LinesBefore = lines;
        if (!mayOpen)
            part.LinesBefore = Math.Max(0, lines - 1);
        if (headerOnly)
        {
            part.BodyEnd = bodyStart;
            done = true;
            return;
        }
        bool inDigest = open.Count > 1 && open[^2].Digest;
        if (part[HeaderName.ContentType] is { } type && MimeFields.ReadType(type, part))
            part.HasType = true;
        else if (inDigest)
            (part.Type, part.Subtype) = ("message"u8.ToArray(), "rfc822"u8.ToArray());
        if (Bytes.Same(part.Type, "multipart"u8))
            OpenMultipart(part, mayOpen);
        else if (Bytes.Same(part.Type, "message"u8) && Bytes.Same(part.Subtype, "rfc822"u8))
            OpenMessage(part, bodyStart, mayOpen);
    }

    private void OpenMultipart(MimePart part, bool mayOpen)
    {
        var boundary = part.Parameters.FirstOrDefault(static p => Bytes.Same(p.Name, "boundary"u8)).Value;
        if (!mayOpen || boundary is not { Length: > 0 and <= LongestBoundary } || part.Depth >= DepthLimit)
            return;
        part.IsMultipart = true;
        Top.Boundary = [(byte)'-', (byte)'-', .. boundary];
        Top.Digest = Bytes.Same(part.Subtype, "digest"u8);
        boundaries++;
    }

    private void OpenMessage(MimePart part, long bodyStart, bool mayOpen)
    {
        if (!mayOpen || part.Depth >= DepthLimit || parts >= PartLimit)
            return;
        part.IsMessage = true;
        OpenPart(part, bodyStart);
    }

    private void Close(long end, long linesAtEnd)
    {
        var top = Top;
        if (top.Boundary != null)
            boundaries--;
        open.RemoveAt(open.Count - 1);
        top.Part.BodyEnd = Math.Max(end, top.Part.BodyStart);
        top.Part.Lines = Math.Max(0, linesAtEnd - top.Part.LinesBefore);
    }
}
