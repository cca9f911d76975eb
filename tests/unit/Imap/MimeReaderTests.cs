using System.Buffers;
using System.Text;
using MailSuite.Protocol.Imap;
using MailSuite.Protocol.Mime;

namespace MailSuite.Tests.Imap;

public class MimeReaderTests
{
    private static MimePart Read(string message, int piece = int.MaxValue)
    {
        var bytes = Encoding.Latin1.GetBytes(message);
        var reader = new MimeReader();
        for (int at = 0; at < bytes.Length; at += piece)
        {
            reader.Feed(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
            if (piece == int.MaxValue)
                break;
        }
        return reader.Finish();
    }

    private static string Structure(string message, int piece = int.MaxValue)
    {
        var to = new ArrayBufferWriter<byte>();
        ImapStructure.Body(to, Read(message.ReplaceLineEndings("\r\n"), piece), extended: false);
        return Encoding.Latin1.GetString(to.WrittenSpan);
    }

    private const string Nested = """
        Content-Type: multipart/mixed; boundary="outer"

        preamble
        --outer
        Content-Type: text/plain; charset=utf-8

        one
        two
        --outer
        Content-Type: multipart/alternative; boundary=outer2

        --outer2

        plain
        --outer2--
        --outer
        Content-Type: message/rfc822

        Subject: in

        body
        --outer--
        epilogue
        """;

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Parts_are_found_in_pieces_of_any_size(int piece) =>
        Assert.Equal("""(("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 8 1)(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 5 0) "alternative")""" +
            """("message" "rfc822" NIL NIL NIL "7bit" 19 (NIL "in" NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 4 0) 2) "mixed")""",
            Structure(Nested, piece));

    [Theory]
    [InlineData("")]
    [InlineData("Subject: x")]
    [InlineData("\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a--\r\n--a\r\n")]
    [InlineData("Content-Type: \"\r\n\r\n")]
    [InlineData("Content-Type: (((((\r\n\r\n")]
    [InlineData("To: (((((\\\r\nFrom: \"\\\r\nCc: <@:,;:@<\r\n\r\n")]
    public void Odd_messages_have_a_structure_all_the_same(string message)
    {
        var to = new ArrayBufferWriter<byte>();
        var part = Read(message);
        ImapStructure.Body(to, part, extended: true);
        ImapStructure.Envelope(to, part);
        Assert.True(part.BodyEnd <= message.Length && part.BodyStart <= part.BodyEnd);
    }

    [Fact]
    public void Ten_thousand_levels_end_at_the_limit()
    {
        var message = new StringBuilder();
        for (int i = 0; i < 10_000; i++)
            message.Append($"Content-Type: multipart/mixed; boundary=b{i}x\r\n\r\n--b{i}x\r\n");
        Assert.Equal(MimeReader.DepthLimit, Depth(Read(message.ToString())));
    }

    [Fact]
    public void A_chain_of_messages_ends_at_the_limit() =>
        Assert.Equal(MimeReader.DepthLimit, Depth(Read(string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\r\n\r\n", 10_000)))));

    private static int Depth(MimePart part)
    {
        int depth = 0;
        for (; part.Children.Count > 0; part = part.Children[0])
            depth++;
        return depth;
    }

    [Fact]
    public void A_hundred_thousand_parts_end_at_the_limit()
    {
        var message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + string.Concat(Enumerable.Repeat("--b\r\n\r\nx\r\n", 100_000));
        Assert.True(Read(message).Children.Count <= MimeReader.PartLimit);
    }

    [Theory]
    [InlineData("a@b", "- - a b")]
    [InlineData("Joe <a@b>", "Joe - a b")]
    [InlineData("\"x, y\" <a@b>, c@d", "x, y - a b|- - c d")]
    [InlineData("a@b (Joe)", "Joe - a b")]
    [InlineData("g: a@b, c@d;", "- - g -|- - a b|- - c d|- - - -")]
    [InlineData("g:;", "- - g -|- - - -")]
    [InlineData("<@r1,@r2:a@b>", "- @r1,@r2 a b")]
    [InlineData("a . b @ c . d", "- - a.b c.d")]
    [InlineData("x@[1.2.3.4]", "- - x [1.2.3.4]")]
    [InlineData(" , ,", "")]
    public void Addresses(string field, string wanted) =>
        Assert.Equal(wanted, string.Join('|', EnvelopeAddresses.Read(Encoding.Latin1.GetBytes(field)).Select(a => string.Join(' ', new[] { a.Name, a.Route, a.Mailbox, a.Host }.Select(x => x == null ? "-" : Encoding.Latin1.GetString(x))))));

    [Theory]
    [InlineData("(")]
    [InlineData("\"")]
    [InlineData("<")]
    [InlineData("a:")]
    [InlineData("a@b,")]
    [InlineData("\\")]
    public void Addresses_by_the_hundred_thousand_take_linear_time(string piece) =>
        EnvelopeAddresses.Read(Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(piece, 100_000))));

    [Fact]
    public void Parameters_by_the_hundred_thousand_are_bounded()
    {
        var part = Read("Content-Type: text/plain" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"; x*{i}=y")) + "\r\n\r\n");
        Assert.True(part.Parameters.Count <= 200);
    }
}
