using MailSuite.Protocol.Mime;

namespace MailSuite.Smtp;

/// <summary>Takes the lines of a message that is changed on its way out. A line that goes on is given in parts.</summary>
internal delegate void LineWriter(ReadOnlySpan<byte> line, bool more);

/// <summary>
/// A message on its way to the wire where something of it may have to change: headers compared and their addresses replaced, body lines
/// compared, and 8-bit parts turned into quoted-printable for a server without 8BITMIME (RFC 6152 3). One header is in memory at a time.
/// </summary>
internal sealed class ChangedContent : IMimeContent
{
    private readonly OutgoingChecks checks;
    private readonly GenericMaps generic;
    private readonly string queueId;
    private readonly bool downgrades;
    private readonly LineWriter to;
    private readonly MimeContent mime;
    private readonly byte[] encoded = new byte[80];
    private long bodyOffset;
    private int column;
    private bool says8Bit, skipsOne;

    internal ChangedContent(SmtpWorld world, string queueId, bool downgrades, LineWriter to)
    {
        (checks, generic, this.queueId, this.downgrades, this.to) = (world.Checks, world.Generic, queueId, downgrades, to);
        mime = new MimeContent(this, downgrades ? checks.Mime with { IsOff = false } : checks.Mime);
    }

    internal void Line(ReadOnlySpan<byte> line, bool more) => mime.Line(line, more);

    internal void End() => mime.End();

    void IMimeContent.Header(HeaderPlace place, ReadOnlySpan<byte> header)
    {
        var verdict = checks.Header(place, queueId, header);
        if (verdict.Drop)
            return;
        if (verdict.Prepended != null)
            Lines(Bytes.Of(verdict.Prepended));
        ReadOnlySpan<byte> whole = verdict.Replacement != null ? Bytes.Of(verdict.Replacement) : header;
        if (downgrades && IsEncoding(whole) is { } is8Bit)
        {
            says8Bit |= is8Bit;
            // What it says will not be true: the true one is written when the header ends.
            if (is8Bit)
                return;
        }
        if (place == HeaderPlace.Message && !generic.IsEmpty && generic.Header(whole) is { } changed)
            whole = changed;
        Lines(whole);
    }

    /// <summary>Null: no Content-Transfer-Encoding.</summary>
    private static bool? IsEncoding(ReadOnlySpan<byte> whole)
    {
        int colon = whole.IndexOf((byte)':');
        if (colon < 0 || !Bytes.Same(whole[..colon], "Content-Transfer-Encoding"u8))
            return null;
        var word = MimeFields.ReadWord(whole[(colon + 1)..]);
        return Bytes.Same(word, "8bit"u8) || Bytes.Same(word, "binary"u8);
    }

    /// <summary>The empty line that is missing was cleanup's to add: here bytes go as they came.</summary>
    void IMimeContent.EndOfHeader(bool byText) => skipsOne = byText;

    void IMimeContent.EndOfEntityHeader(bool is8Bit, bool isComposite)
    {
        if (downgrades && says8Bit)
            to(is8Bit && !isComposite ? "Content-Transfer-Encoding: quoted-printable"u8 : "Content-Transfer-Encoding: 7bit"u8, more: false);
        says8Bit = false;
    }

    void IMimeContent.NextBody() => (bodyOffset, column) = (0, 0);

    void IMimeContent.Fault(MimeFault fault, ReadOnlySpan<byte> text) { }

    void IMimeContent.Body(ReadOnlySpan<byte> line, bool more)
    {
        bool isAdded = skipsOne;
        skipsOne = false;
        if (isAdded)
            return;
        if (bodyOffset < checks.BodyLimit)
        {
            var verdict = checks.Body(queueId, line);
            bodyOffset += line.Length;
            if (verdict.Drop)
                return;
            if (verdict.Prepended != null)
                to(Bytes.Of(verdict.Prepended), more: false);
            if (verdict.Replacement != null)
                line = Bytes.Of(verdict.Replacement);
        }
        if (downgrades && mime.IsIn8BitBody)
            Quoted(line, more);
        else
            to(line, more);
    }

    private void Lines(ReadOnlySpan<byte> whole)
    {
        while (whole.IndexOf((byte)'\n') is >= 0 and var end)
        {
            to(whole[..end], more: false);
            whole = whole[(end + 1)..];
        }
        to(whole, more: false);
    }

    /// <summary>RFC 2045 6.7: what is not printable, "=", and a blank at the end as =XX; no line longer than 76.</summary>
    private void Quoted(ReadOnlySpan<byte> line, bool more)
    {
        const string digits = "0123456789ABCDEF";
        for (int i = 0; i < line.Length; i++)
        {
            byte b = line[i];
            if (column > 72)
            {
                encoded[column++] = (byte)'=';
                to(encoded.AsSpan(0, column), more: false);
                column = 0;
            }
            bool plain = b is >= 33 and <= 126 && b != '=' || b is (byte)' ' or (byte)'\t' && i < line.Length - 1;
            if (plain)
                encoded[column++] = b;
            else
            {
                encoded[column++] = (byte)'=';
                encoded[column++] = (byte)digits[b >> 4];
                encoded[column++] = (byte)digits[b & 15];
            }
        }
        if (more)
            return;
        to(encoded.AsSpan(0, column), more: false);
        column = 0;
    }
}
