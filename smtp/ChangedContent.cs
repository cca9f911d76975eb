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
    private readonly LineWriter to;
    private readonly MimeContent mime;
    private long bodyOffset;
    private bool skipsOne;

    internal ChangedContent(SmtpWorld world, string queueId, bool downgrades, LineWriter to)
    {
        (checks, generic, this.queueId, this.to) = (world.Checks, world.Generic, queueId, to);
        mime = downgrades ? SevenBitContent.Reader(this, checks.Mime) : new MimeContent(this, checks.Mime);
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
        if (place == HeaderPlace.Message && !generic.IsEmpty && generic.Header(whole) is { } changed)
            whole = changed;
        Lines(whole);
    }

    /// <summary>The empty line that is missing was cleanup's to add: here bytes go as they came.</summary>
    void IMimeContent.EndOfHeader(bool byText) => skipsOne = byText;

    void IMimeContent.NextBody() => bodyOffset = 0;

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
}
