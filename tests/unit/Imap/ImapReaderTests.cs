using System.Text;
using MailSuite.Protocol.Imap;

namespace MailSuite.Tests.Imap;

public class ImapReaderTests
{
    private static byte[] B(string text) => Encoding.Latin1.GetBytes(text);

    [Theory]
    [InlineData("1", 10u, "1:1")]
    [InlineData("3:1,2", 10u, "1:3")]
    [InlineData("*", 7u, "7:7")]
    [InlineData("5:*", 3u, "3:5")]
    [InlineData("1:4294967295,9", 10u, "1:4294967295")]
    [InlineData("1,2,3,5", 10u, "1:3 5:5")]
    public void A_set_is_put_in_order(string text, uint largest, string ranges) =>
        Assert.Equal(ranges, string.Join(' ', SequenceSet.Parse(B(text))!.Resolve(largest).Select(r => $"{r.From}:{r.To}")));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("1:")]
    [InlineData(",1")]
    [InlineData("1,")]
    [InlineData("4294967296")]
    [InlineData("99999999999999999999")]
    [InlineData("a")]
    [InlineData("-1")]
    public void What_is_no_set_is_refused(string text) => Assert.Null(SequenceSet.Parse(B(text)));

    [Fact]
    public void Numbers_are_written_as_a_set() => Assert.Equal("1:3,7,9:10", SequenceSet.Format([1, 2, 3, 7, 9, 10]));

    [Theory]
    [InlineData("atom", "atom")]
    [InlineData("\"a \\\"b\\\\\"", "a \"b\\")]
    [InlineData("{3}\r\na\"b", "a\"b")]
    [InlineData("{3+}\r\na b", "a b")]
    [InlineData("a]b", "a]b")]
    [InlineData("\"\"", "")]
    public void Strings_in_all_forms(string text, string value)
    {
        var r = new ImapReader(B(text));
        Assert.Equal(value, Encoding.Latin1.GetString(r.AString()));
        r.End();
        Assert.True(r.Ok);
    }

    [Theory]
    [InlineData("\"open")]
    [InlineData("\"a\\")]
    [InlineData("\"a\\x\"")]
    [InlineData("\"a\0b\"")]
    [InlineData("{3}\r\na\0b")]
    [InlineData("{4}\r\nabc")]
    [InlineData("{3}abc")]
    [InlineData("(")]
    [InlineData("")]
    public void Broken_strings_are_misfits(string text)
    {
        var r = new ImapReader(B(text));
        r.AString();
        r.End();
        Assert.False(r.Ok);
    }

    [Theory]
    [InlineData("x {5}", 5, true)]
    [InlineData("x {5+}", 5, false)]
    [InlineData("x {4294967295}", 4294967295, true)]
    [InlineData("x {99999999999999999999}", long.MaxValue, true)]
    [InlineData("x {000000000000000000000007}", 7, true)]
    public void A_literal_is_announced(string line, long size, bool synchronizing)
    {
        Assert.True(ImapReader.TryLiteralSize(B(line), out long n, out bool sync));
        Assert.Equal((size, synchronizing), (n, sync));
    }

    [Theory]
    [InlineData("x {-1}")]
    [InlineData("x {}")]
    [InlineData("x {+}")]
    [InlineData("x {5} ")]
    [InlineData("5}")]
    public void What_announces_no_literal(string line) => Assert.False(ImapReader.TryLiteralSize(B(line), out _, out _));

    [Theory]
    [InlineData("BODY[]<0.10>", "BODY[]<0>")]
    [InlineData("BODY.PEEK[1.2.MIME]", "BODY[1.2.MIME]")]
    [InlineData("(BODY[HEADER.FIELDS (Date \"X-A\")])", "BODY[HEADER.FIELDS (Date X-A)]")]
    [InlineData("RFC822.TEXT", "RFC822.TEXT")]
    public void Sections_are_labelled_as_asked(string text, string label)
    {
        var r = new ImapReader(B(text));
        var items = FetchItems.Read(ref r);
        r.End();
        Assert.True(r.Ok, r.Wanted);
        Assert.Equal(label, items.Sections.Single().Label);
    }

    [Theory]
    [InlineData("BODY[0]")]
    [InlineData("BODY[1.]")]
    [InlineData("BODY[MIME]")]
    [InlineData("BODY[]<5.0>")]
    [InlineData("BODY[]<4294967296.4294967296>")]
    [InlineData("BODY[HEADER.FIELDS ()]")]
    [InlineData("(FLAGS")]
    [InlineData("(ALL)")]
    [InlineData("()")]
    public void Fetch_items_that_do_not_fit(string text)
    {
        var r = new ImapReader(B(text));
        FetchItems.Read(ref r);
        r.End();
        Assert.False(r.Ok);
    }

    [Fact]
    public void A_part_number_of_a_thousand_levels_is_refused()
    {
        var r = new ImapReader(B("BODY[" + string.Join('.', Enumerable.Repeat("1", 1000)) + "]"));
        FetchItems.Read(ref r);
        Assert.False(r.Ok);
    }

    [Theory]
    [InlineData("NOT SEEN", true)]
    [InlineData("OR FROM a (SUBJECT b 1:5) UID 7", true)]
    [InlineData("SINCE 1-Feb-2026", true)]
    [InlineData("SINCE 31-Feb-2026", false)]
    [InlineData("HEADER X", false)]
    [InlineData("OR SEEN", false)]
    [InlineData("(SEEN", false)]
    public void Search_keys(string text, bool fits)
    {
        var r = new ImapReader(B(text));
        SearchKey.ReadAll(ref r);
        Assert.Equal(fits, r.Ok);
    }

    [Theory]
    [InlineData("NOT ")]
    [InlineData("(")]
    [InlineData("OR SEEN ")]
    public void Nested_keys_by_the_hundred_thousand_are_refused(string prefix)
    {
        var r = new ImapReader(B(string.Concat(Enumerable.Repeat(prefix, 100_000)) + "SEEN"));
        SearchKey.ReadAll(ref r);
        Assert.False(r.Ok);
    }

    [Theory]
    [InlineData(" 5-Jan-2026 10:11:12 +0100", 1767604272)]
    [InlineData("05-Jan-2026 10:11:12 -0030", 1767609672)]
    public void A_date_and_time(string text, long seconds)
    {
        Assert.True(ImapDate.TryParseDateTime(B(text), out long value));
        Assert.Equal(seconds, value);
    }

    [Theory]
    [InlineData("Mon, 5 Jan 2026 10:11:12 +0100", 20458)]
    [InlineData("5 Jan 26", 20458)]
    public void The_day_of_a_message(string text, int days)
    {
        Assert.True(ImapDate.TryParseMessageDate(B(text), out int value));
        Assert.Equal(days, value);
    }
}
