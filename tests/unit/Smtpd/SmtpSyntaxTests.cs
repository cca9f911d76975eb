using System.Text;
using MailSuite.Protocol;

namespace MailSuite.Tests.Smtpd;

/// <summary>Command lines and paths; the expected answers are those of Debian's smtpd.</summary>
public sealed class SmtpSyntaxTests
{
    [Theory]
    [InlineData("a@b.example", true, "a@b.example")]
    [InlineData("<a@b.example>", true, "a@b.example")]
    [InlineData("<a@b.example>SIZE=1", false, "")]
    [InlineData("a@b.example>", true, "a@b.example")]
    [InlineData("<a@b.example>>", true, "a@b.example")]
    [InlineData("<\"a b\"@b.example>", true, "a b@b.example")]
    [InlineData("<a@>", false, "")]
    [InlineData("<a@[127.0.0.1]>", true, "a@[127.0.0.1]")]
    [InlineData("<a@[bad]>", false, "")]
    [InlineData("<a@-x.example>", false, "")]
    [InlineData("<a@x..example>", false, "")]
    [InlineData("<a..b@x.example>", true, "a..b@x.example")]
    [InlineData("<@r.example,@s.example:a@b.example>", true, "a@b.example")]
    [InlineData("a@b.example,c@d", false, "")]
    [InlineData("<a,b@c.example>", false, "")]
    [InlineData("(c)<a@b.example>", true, "a@b.example")]
    [InlineData("<>", true, "")]
    public void Paths_are_read_as_Postfix_reads_them(string token, bool good, string address)
    {
        Assert.Equal(good, SmtpPath.TryParse(token, allowEmpty: true, strict: false, out string found));
        if (good)
            Assert.Equal(address, found);
    }

    [Theory]
    [InlineData("a@b.example", false)]
    [InlineData("<a@b.example>", true)]
    [InlineData("(c)<a@b.example>", false)]
    [InlineData("<(c)a@b.example>", true)]
    public void Strict_paths_need_brackets(string token, bool good) => Assert.Equal(good, SmtpPath.TryParse(token, allowEmpty: true, strict: true, out _));

    /// <summary>S-18: no input, however nested or broken, costs more than its length.</summary>
    [Theory]
    [InlineData("(")]
    [InlineData("<")]
    [InlineData("\"")]
    [InlineData("[")]
    [InlineData("\\")]
    [InlineData(":")]
    [InlineData("\u0001")]
    [InlineData("@")]
    public void S18_hundred_thousand_of_anything_end(string what)
    {
        var bytes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(what, 100_000)));
        Assert.True(AddressScanner.Scan(bytes, 10_000, out _).Count <= 10_000);
        SmtpCommandLine.Parse(bytes);
        SmtpPath.TryParse(Encoding.ASCII.GetString(bytes), true, false, out _);
    }

    [Fact]
    public void A_command_line_is_cut_at_blanks_colons_and_brackets()
    {
        var line = SmtpCommandLine.Parse("MAIL FROM:<a b@c> SIZE=10  X=\"y z\""u8);
        Assert.Equal(["MAIL", "FROM:", "<a b@c>", "SIZE=10", "X=\"y z\""], line.Tokens);
    }

    [Theory]
    [InlineData("a+2Bb", "a+b")]
    [InlineData("plain", "plain")]
    [InlineData("a+0Ab", null)]
    [InlineData("a+00", null)]
    [InlineData("a+", null)]
    [InlineData("a+Zz", null)]
    [InlineData("a b", null)]
    public void S15_xtext_hides_no_control_characters(string text, string? decoded) => Assert.Equal(decoded, Xtext.Decode(text));
}
