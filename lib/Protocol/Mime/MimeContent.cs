using System.Text;

namespace MailSuite.Protocol.Mime;

/// <summary>Where a header stands, which decides over the table of patterns that it is compared with (header_checks(5)).</summary>
public enum HeaderPlace
{
    /// <summary>In the message's own header, and about the message.</summary>
    Message,
    /// <summary>A MIME header of the message, or any header of a part.</summary>
    Mime,
    /// <summary>In the header of an attached message.</summary>
    Nested,
}

/// <summary>What is wrong with the MIME structure of a message.</summary>
[Flags]
public enum MimeFault
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Parts within parts beyond the limit.</summary>
    Nesting = 1,
    /// <summary>8-bit text in a header.</summary>
    EightBitHeader = 2,
    /// <summary>8-bit text where the header promises 7-bit.</summary>
    EightBitBody = 4,
    /// <summary>A multipart or message that says quoted-printable or base64 of itself (RFC 2045 6.4).</summary>
    EncodingDomain = 8,
    /// <summary>The header ends in text instead of an empty line.</summary>
    EndOfHeader = 16,
}

/// <summary>What is looked for in a message.</summary>
/// <param name="IsOff">All that follows the message's own header is body.</param>
/// <param name="Report">The faults to report.</param>
/// <param name="HeaderLimit">Bytes of one header; what exceeds them is dropped.</param>
/// <param name="NestingLimit">Boundaries open at the same time.</param>
/// <param name="BoundaryLimit">Bytes of a boundary that count.</param>
public sealed record MimeContentOptions(bool IsOff, MimeFault Report, int HeaderLimit, int NestingLimit, int BoundaryLimit);

/// <summary>Takes what <see cref="MimeContent"/> finds.</summary>
public interface IMimeContent
{
    /// <summary>A whole header: its lines with LF between them, without blanks before its colon.</summary>
    void Header(HeaderPlace place, ReadOnlySpan<byte> header);
    /// <summary>The message's own header has ended; <paramref name="byText"/>: by text instead of an empty line.</summary>
    void EndOfHeader(bool byText);
    /// <summary>The header of the message, a part or an attached message has ended, and what it says of the body that follows is known.</summary>
    /// <param name="is8Bit">It says 8bit or binary.</param>
    /// <param name="isComposite">The body is made of parts or messages, which have encodings of their own.</param>
    void EndOfEntityHeader(bool is8Bit, bool isComposite) { }
    /// <summary>A line of a body, or a part of one. The empty line behind a header is the first of its body.</summary>
    void Body(ReadOnlySpan<byte> line, bool more);
    /// <summary>The next body line is the first of another part.</summary>
    void NextBody();
    /// <summary>A fault, reported once of each kind, with the text that shows it.</summary>
    void Fault(MimeFault fault, ReadOnlySpan<byte> text);
}

/// <summary>
/// Goes through a message line by line and tells headers from bodies, also those of parts and of attached messages. Bytes pass as they
/// came. One header is in memory at a time, and nothing is called recursively: parts within parts are a list of open boundaries.
/// </summary>
/// <remarks>
/// States. Primary: in the message's own header; ends with the first line that is no header. Part, Attached: in the header of a part, of an
/// attached message; end likewise. Body: until a line that begins with an open boundary (then Part, or Body when the boundary closes).
/// </remarks>
public sealed class MimeContent(IMimeContent to, MimeContentOptions options)
{
    private enum State { Primary, Part, Attached, Body }
    private enum Kind { Text, Multipart, Message, Other }
    private enum Encoding { SevenBit, EightBit, Binary, Encoded }

    private readonly record struct Boundary(byte[] Text, bool IsDigest);

    private readonly List<Boundary> open = [];
    private byte[] header = new byte[1024];
    private int headerSize;
    private State state;
    private Kind kind;
    private bool isRfc822, isPartial, inHeader, goesOn;
    private Encoding encoding;
    private byte[] encodingWord = [];
    private MimeFault reported;

    /// <summary>Is what <see cref="IMimeContent.Body"/> gets now of a part that says 8bit or binary, and not made of parts itself?</summary>
    public bool IsIn8BitBody => state == State.Body && kind != Kind.Message && encoding is Encoding.EightBit or Encoding.Binary;

    /// <summary>Takes a line without its end, or a part of one that goes on in the next call.</summary>
    public void Line(ReadOnlySpan<byte> line, bool more)
    {
        bool continued = goesOn;
        goesOn = more;
        if (state == State.Body)
            InBody(line, continued, more);
        else if (inHeader && continued)
            Append(line);
        else if (inHeader && line is [(byte)' ' or (byte)'\t', ..])
        {
            Append("\n"u8);
            Append(line);
        }
        else
            StartLine(line, continued, more);
    }

    /// <summary>The message has ended.</summary>
    public void End()
    {
        if (state == State.Body)
            return;
        EndOfOneHeader();
        EndOfEntity();
        if (state == State.Primary)
            to.EndOfHeader(byText: false);
        state = State.Body;
    }

    private void StartLine(ReadOnlySpan<byte> line, bool continued, bool more)
    {
        EndOfOneHeader();
        int name = HeaderNames.Length(line);
        if (name > 0)
        {
            inHeader = true;
            Append(line[..name]);
            line = line[name..].TrimStart(" \t"u8);
            Append(line);
            return;
        }
        CheckDomain();
        EndOfEntity();
        if (state == State.Primary)
        {
            bool byText = line.Length > 0 || more;
            if (byText)
                Report(MimeFault.EndOfHeader, line);
            to.EndOfHeader(byText);
            if (byText)
                to.Body(default, more: false);
        }
        Enter(line, continued, more);
    }

    private void EndOfEntity() => to.EndOfEntityHeader(encoding is Encoding.EightBit or Encoding.Binary, kind is Kind.Multipart or Kind.Message);

    /// <summary>What follows a header: another header in an attached message, else a body. The line that ended the header is the first of it.</summary>
    private void Enter(ReadOnlySpan<byte> line, bool continued, bool more)
    {
        bool attached = kind == Kind.Message && isRfc822 && !options.IsOff;
        if (kind is Kind.Multipart || attached)
            Begin(attached ? State.Attached : State.Body, Kind.Text);
        else
            state = State.Body;
        to.NextBody();
        if (line.IsEmpty && !more)
            to.Body(line, more: false);
        else if (state == State.Attached)
            StartLine(line, continued, more);
        else
            InBody(line, continued, more);
    }

    private void Begin(State next, Kind as_, bool rfc822 = false)
    {
        (state, kind, isRfc822, isPartial, encoding) = (next, as_, rfc822, false, Encoding.SevenBit);
    }

    private void InBody(ReadOnlySpan<byte> line, bool continued, bool more)
    {
        if ((options.Report & MimeFault.EightBitBody) != 0 && encoding == Encoding.SevenBit && !Ascii.IsValid(line))
            Report(MimeFault.EightBitBody, line);
        if (open.Count > 0 && !continued && line is [(byte)'-', (byte)'-', _, ..])
            AtBoundary(line[2..]);
        to.Body(line, more);
    }

    /// <summary>Text behind the boundary is ignored: software that makes some is not the only one that reads it so.</summary>
    private void AtBoundary(ReadOnlySpan<byte> text)
    {
        for (int i = open.Count - 1; i >= 0; i--)
        {
            var (boundary, digest) = open[i];
            if (!text.StartsWith(boundary))
                continue;
            bool closes = text[boundary.Length..].StartsWith("--"u8);
            open.RemoveRange(closes ? i : i + 1, open.Count - (closes ? i : i + 1));
            if (closes)
            {
                Begin(State.Body, Kind.Other);
                to.NextBody();
            }
            else
                Begin(State.Part, digest ? Kind.Message : Kind.Text, rfc822: digest);
            return;
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (headerSize + bytes.Length > options.HeaderLimit)
            bytes = bytes[..Math.Max(0, options.HeaderLimit - headerSize)];
        if (headerSize + bytes.Length > header.Length)
            Array.Resize(ref header, Math.Max(header.Length * 2, headerSize + bytes.Length));
        bytes.CopyTo(header.AsSpan(headerSize));
        headerSize += bytes.Length;
    }

    private void EndOfOneHeader()
    {
        if (!inHeader)
            return;
        inHeader = false;
        ReadOnlySpan<byte> whole = header.AsSpan(0, headerSize);
        headerSize = 0;
        if ((options.Report & MimeFault.EightBitHeader) != 0 && !Ascii.IsValid(whole))
            Report(MimeFault.EightBitHeader, whole);
        int colon = whole.IndexOf((byte)':');   // none when header_size_limit cut it off
        var name = colon < 0 ? whole : whole[..colon];
        bool mime = HeaderNames.IsMime(name);
        if (mime && colon > 0 && !options.IsOff)
            ReadField(name, whole, colon + 1);
        to.Header(mime || state == State.Part ? HeaderPlace.Mime : state == State.Primary ? HeaderPlace.Message : HeaderPlace.Nested, whole);
    }

    private void ReadField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> whole, int value)
    {
        if (Ascii.EqualsIgnoreCase(name, "content-type"u8))
            ReadType(whole, value);
        else if (Ascii.EqualsIgnoreCase(name, "content-transfer-encoding"u8))
        {
            var word = MimeFields.ReadWord(whole[value..]);
            encodingWord = word;
            encoding = Is(word, "8bit"u8) ? Encoding.EightBit : Is(word, "binary"u8) ? Encoding.Binary
                : Is(word, "base64"u8) || Is(word, "quoted-printable"u8) ? Encoding.Encoded : Is(word, "7bit"u8) ? Encoding.SevenBit : encoding;
        }
    }

    private static bool Is(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => Ascii.EqualsIgnoreCase(a, b);

    private void ReadType(ReadOnlySpan<byte> whole, int value)
    {
        if (!MimeFields.ReadContentType(whole[value..], out var type, out var subtype, out var parameters))
            return;
        kind = Is(type, "multipart"u8) ? Kind.Multipart : Is(type, "message"u8) ? Kind.Message : Is(type, "text"u8) ? Kind.Text : Kind.Other;
        isRfc822 = kind == Kind.Message && Is(subtype, "rfc822"u8);
        isPartial = kind == Kind.Message && (Is(subtype, "partial"u8) || Is(subtype, "external-body"u8));
        if (kind != Kind.Multipart)
            return;
        bool digest = Is(subtype, "digest"u8);
        // A second boundary parameter is against the rules; parts that only some readers see must not escape inspection by it.
        foreach (var (parameter, text) in parameters)
            if (Is(parameter, "boundary"u8))
                if (open.Count <= options.NestingLimit + 1)
                    open.Add(new Boundary(text[..Math.Min(text.Length, options.BoundaryLimit)], digest));
                else
                    Report(MimeFault.Nesting, whole);
    }

    private void CheckDomain()
    {
        if ((options.Report & MimeFault.EncodingDomain) == 0)
            return;
        bool wrong = kind == Kind.Multipart || kind == Kind.Message && isRfc822 ? encoding == Encoding.Encoded : isPartial && encoding != Encoding.SevenBit;
        if (wrong)
            Report(MimeFault.EncodingDomain, encodingWord);
    }

    private void Report(MimeFault fault, ReadOnlySpan<byte> text)
    {
        if ((options.Report & fault) == 0 || (reported & fault) != 0)
            return;
        reported |= fault;
        to.Fault(fault, text);
    }
}
