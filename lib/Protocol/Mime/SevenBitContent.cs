namespace MailSuite.Protocol.Mime;

/// <summary>
/// Stands between <see cref="MimeContent"/> and whoever takes the content, and makes it 7-bit (RFC 6152 3): bodies that say 8bit or binary become
/// quoted-printable, and the headers that said so say what is true. What claims to be 7-bit stays as it is.
/// </summary>
public sealed class SevenBitContent : IMimeContent
{
    private readonly IMimeContent to;
    private readonly MimeContent source;
    private readonly byte[] encoded = new byte[80];
    private int column;
    private bool says8Bit;

    private SevenBitContent(IMimeContent to, MimeContentOptions options)
    {
        this.to = to;
        source = new MimeContent(this, options with { IsOff = false });
    }

    /// <summary>Takes a message's lines, and gives what is found to <paramref name="to"/>, made 7-bit.</summary>
    public static MimeContent Reader(IMimeContent to, MimeContentOptions options) => new SevenBitContent(to, options).source;

    void IMimeContent.Header(HeaderPlace place, ReadOnlySpan<byte> header)
    {
        // What it says will not be true: the true one comes when the header ends.
        if (Is8BitEncoding(header))
            says8Bit = true;
        else
            to.Header(place, header);
    }

    private static bool Is8BitEncoding(ReadOnlySpan<byte> whole)
    {
        int colon = whole.IndexOf((byte)':');
        if (colon < 0 || !Bytes.Same(whole[..colon], "Content-Transfer-Encoding"u8))
            return false;
        var word = MimeFields.ReadWord(whole[(colon + 1)..]);
        return Bytes.Same(word, "8bit"u8) || Bytes.Same(word, "binary"u8);
    }

    void IMimeContent.EndOfEntityHeader(bool is8Bit, bool isComposite)
    {
        if (says8Bit)
            to.Header(HeaderPlace.Mime, is8Bit && !isComposite ? "Content-Transfer-Encoding: quoted-printable"u8 : "Content-Transfer-Encoding: 7bit"u8);
        says8Bit = false;
        to.EndOfEntityHeader(is8Bit: false, isComposite);
    }

    void IMimeContent.EndOfHeader(bool byText) => to.EndOfHeader(byText);

    void IMimeContent.NextBody()
    {
        column = 0;
        to.NextBody();
    }

    void IMimeContent.Fault(MimeFault fault, ReadOnlySpan<byte> text) => to.Fault(fault, text);

    void IMimeContent.Body(ReadOnlySpan<byte> line, bool more)
    {
        if (source.IsIn8BitBody)
            Quoted(line, more);
        else
            to.Body(line, more);
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
                to.Body(encoded.AsSpan(0, column), more: false);
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
        to.Body(encoded.AsSpan(0, column), more: false);
        column = 0;
    }
}
