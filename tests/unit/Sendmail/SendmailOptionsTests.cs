using MailSuite.Mail;
using MailSuite.Protocol;
using MailSuite.Sendmail;

namespace MailSuite.Tests.Sendmail;

/// <summary>The command line of sendmail(1): what each option means, and which exit status of sysexits(3) a wrong one has.</summary>
public sealed class SendmailOptionsTests
{
    private static SendmailOptions Parse(params string[] arguments) => SendmailOptions.Parse("sendmail", arguments);

    [Theory]
    [InlineData("-bs", Mode.Smtp)]
    [InlineData("-bp", Mode.List)]
    [InlineData("-bi", Mode.Aliases)]
    [InlineData("-I", Mode.Aliases)]
    [InlineData("-bd", Mode.Daemon)]
    [InlineData("-bl", Mode.Daemon)]
    [InlineData("-bh", Mode.Nothing)]
    [InlineData("-bH", Mode.Nothing)]
    [InlineData("-q", Mode.Flush)]
    [InlineData("-q30m", Mode.Nothing)]
    [InlineData("-qRsite.example", Mode.Flush)]
    [InlineData("-qIABC", Mode.Flush)]
    [InlineData("-bd -q30m", Mode.Daemon)]
    [InlineData("-bm a@b.example", Mode.Deliver)]
    [InlineData("-bv a@b.example", Mode.Deliver)]
    [InlineData("-t -oi -oem -odb -om -O x=y -Am -h 3 -L tag -U -m", Mode.Deliver)]
    public void A_mode_is_chosen(string line, object mode) => Assert.Equal(mode, Parse(line.Split(' ')).Mode);

    [Theory]
    [InlineData("", "Recipient addresses must be specified on the command line or via the -t option")]
    [InlineData("-bx a", "unsupported: -bx")]
    [InlineData("-Xq a", "unsupported: -Xq")]
    [InlineData("-n a", "-n option not supported")]
    [InlineData("-B x a", "-B option needs 8BITMIME or 7BIT")]
    [InlineData("-bv -t", "-t option cannot be used with -bv")]
    [InlineData("-bv -N never a", "-N option cannot be used with -bv")]
    [InlineData("-bv -R full a", "-R option cannot be used with -bv")]
    [InlineData("-bv -v a", "-v option cannot be used with -bv")]
    [InlineData("-bs -t", "-t can be used only in delivery mode")]
    [InlineData("-qR", "specify: -qRsitename")]
    [InlineData("-qI", "specify: -qIqueueid")]
    [InlineData("-qSx", "-qS is not implemented")]
    [InlineData("-O smtputf8=perhaps a", "bad -O option value: smtputf8=perhaps -- specify yes or no")]
    public void A_wrong_command_line_is_a_usage_error(string line, string text)
    {
        var e = Assert.Throws<FatalException>(() => Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal((64, text), (e.ExitStatus, e.Message));
    }

    [Fact]
    public void Delivery_status_options_are_kept_and_bad_ones_ignored()
    {
        var o = Parse("-N", "success,delay", "-R", "hdrs", "-V", "env id", "-XV", "-f", "", "a");
        Assert.Equal((DsnNotify.Success | DsnNotify.Delay, DsnReturn.Headers, "env+20id", "", ""), (o.Notify, o.Return, o.EnvelopeId, o.Verp, o.Sender));
        o = Parse("-N", "never,success", "-R", "all", "-V", "a\tb", "-XV-=", "a");
        Assert.Equal((0, 0, "", "-="), (o.Notify, o.Return, o.EnvelopeId, o.Verp));
        Assert.Equal(SendOption.Smtputf8Requested | SendOption.RequireTls, Parse("-Osmtputf8=yes", "-O", "requiretls=YES", "a").SendOptions);
        Assert.Null(Parse("a").Verp);
    }

    [Fact]
    public void The_old_form_of_verp_is_still_known()
    {
        Assert.Equal(("", ""), (Parse("-V", "-f", "s", "a").Verp, Parse("-V", "-f", "s", "a").EnvelopeId));
        Assert.Equal("+=", Parse("-V+=", "a").Verp);
        Assert.Equal(((string?)null, "+=x"), (Parse("-V+=x", "a").Verp, Xtext.Decode(Parse("-V+=x", "a").EnvelopeId)));
        Assert.Equal(((string?)null, "a"), (Parse("-V", "a", "b").Verp, Parse("-V", "a", "b").EnvelopeId));
    }
}
