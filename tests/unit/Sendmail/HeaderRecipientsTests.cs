using MailSuite.Sendmail;

namespace MailSuite.Tests.Sendmail;

/// <summary>sendmail -t: recipients are what a message's own headers name.</summary>
public sealed class HeaderRecipientsTests
{
    private static HeaderRecipients Read(int limit, params string[] lines)
    {
        var headers = new HeaderRecipients(limit);
        foreach (string line in lines)
            headers.Line(Bytes.Of(line), goesOn: false, more: false);
        return headers;
    }

    [Fact]
    public void Resent_headers_win_and_text_ends_the_header()
    {
        Assert.Equal([" a, b", " c"], Read(1000, "To: a, b", "Subject: d", "CC: c", "", "To: e").Found);
        Assert.Equal([" r"], Read(1000, "To: a", "Resent-To: r").Found);
        Assert.Equal([" a,\tb"], Read(1000, "To: a,", "\tb", "no header", "To: e").Found);
    }

    [Fact]
    public void A_header_too_long_to_be_read_is_known_as_such()
    {
        string[] many = ["To: a@x.example,", .. Enumerable.Range(0, 100).Select(static i => $" u{i}@x.example,"), " z@x.example"];
        var headers = Read(500, many);
        Assert.NotEmpty(headers.Found);
        Assert.True(headers.IsIncomplete);
        headers = Read(5000, many);
        Assert.NotEmpty(headers.Found);
        Assert.False(headers.IsIncomplete);
        // What is of no interest may be of any length, and the next header is read in full.
        headers = Read(100, "Subject: " + new string('x', 1000), "To: a@x.example");
        Assert.Equal([" a@x.example"], headers.Found);
        Assert.False(headers.IsIncomplete);
    }
}
