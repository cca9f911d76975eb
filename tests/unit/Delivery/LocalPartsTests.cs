using MailSuite.Local;
using MailSuite.Mail;

namespace MailSuite.Tests.Delivery;

public class LocalPartsTests
{
    [Theory]
    [InlineData("a, b,c", "a|b|c")]
    [InlineData("a b", "a|b")]
    [InlineData("\"|cmd x, y\", /file", "|cmd x, y|/file")]
    [InlineData("|/bin/cmd arg", "|/bin/cmd|arg")]
    [InlineData(":include:/list, \":include:/li st\"", ":include:/list|:include:/li st")]
    [InlineData("John Doe <j@x.example>, k", "j@x.example|k")]
    [InlineData("j@x.example (John, the one), k", "j@x.example|k")]
    [InlineData("\\root", "\\root")]
    [InlineData("\"a b\"@x.example", "a b@x.example")]
    [InlineData("\"say \\\"hi\\\"\"", "say \"hi\"")]
    [InlineData(" , ,", "")]
    [InlineData("(open", "")]
    public void Lists_are_split_as_Postfix_splits_them(string line, string expected) => Assert.Equal(expected, string.Join('|', AddressWords.Of(line)));

    [Theory]
    [InlineData("/bin/cat", "/bin/cat")]
    [InlineData("/bin/cat a b", "/bin/cat|a|b")]
    [InlineData("cat", "/bin/sh|-c|cat")]
    [InlineData("/bin/cat >x", "/bin/sh|-c|/bin/cat >x")]
    public void A_command_is_given_to_a_shell_when_it_needs_one(string command, string expected) => Assert.Equal(expected, string.Join('|', ShellCommand.Of(command, "")));

    [Theory]
    [InlineData("5.1.1 gone", false, OutcomeKind.Bounced, "5.1.1", "gone")]
    [InlineData("gone", false, OutcomeKind.Bounced, "5.0.0", "gone")]
    [InlineData("5.1.1 gone", true, OutcomeKind.Deferred, "4.1.1", "gone")]
    [InlineData("4.4.4.4 gone", false, OutcomeKind.Bounced, "5.0.0", "4.4.4.4 gone")]
    public void The_error_mailers_nexthop_is_the_reason(string nexthop, bool retry, OutcomeKind kind, string status, string reason)
    {
        var outcome = MailSuite.Error.ErrorService.Ending(nexthop, retry);
        Assert.Equal((kind, status, reason), (outcome.Kind, outcome.Dsn.Status, outcome.Dsn.Reason));
    }

    [Fact]
    public void L_05_A_forward_file_must_be_the_users_own()
    {
        using var at = new Scratch();
        File.WriteAllText(at["f"], "x\n");
        Sys.TryStat(at["f"], out var status);
        Assert.Equal("", ListFile.Objection(status, Sys.EffectiveUid));
        Assert.Equal("is world writable", ListFile.Objection(status with { Mode = status.Mode | 2 }, Sys.EffectiveUid));
        Assert.Equal("has bad owner uid 4711", ListFile.Objection(status with { Uid = 4711 }, 4712));
        Assert.Equal("", ListFile.Objection(status with { Uid = 0 }, 4712));
        Sys.TryStat(at.Path, out var directory);
        Assert.Equal("is not a regular file", ListFile.Objection(directory, Sys.EffectiveUid));
    }

    [Fact]
    public void L_05_A_fifo_in_place_of_a_list_does_not_hold_us()
    {
        using var at = new Scratch();
        Sys.TryMakeFifo(at["f"], 0x1B6);
        Assert.Null(ListFile.Read(at["f"], null, out string objection));
        Assert.Equal("is not a regular file", objection);
    }

    [Fact]
    public void L_05_Comments_and_NUL_are_no_addresses()
    {
        using var at = new Scratch();
        File.WriteAllText(at["f"], "# no\na\0b\n\n  \nc, d\n");
        Assert.Equal(["ab", "c, d"], ListFile.Read(at["f"], null, out _)!);
    }

    [Theory]
    [InlineData("$home/.forward${recipient_delimiter}${extension}", "+x", "/h/.forward+x", false)]
    [InlineData("$home/.forward${recipient_delimiter}${extension}", "", "/h/.forward", true)]
    [InlineData("$home/.forward${extension?+$extension}", "", "/h/.forward", false)]
    [InlineData("$home/$user", "", "/h/u", false)]
    public void Forward_paths_that_need_what_is_not_there_are_skipped(string path, string extension, string expected, bool missing)
    {
        var stage = new Stage(0, "u@x.example", "") { User = "u", Extension = extension };
        var rights = new UserRights(new UserAccount("u", 1, 1, "", "/h", ""));
        string result = LocalMacros.Expand(path, stage, rights, "abcdefghijklmnopqrstuvwxyz/.+", out bool undefined);
        Assert.Equal(missing, undefined);
        Assert.Equal(expected, result);
    }

    [Fact]
    public void Characters_outside_the_filter_do_not_reach_paths_and_shells()
    {
        var stage = new Stage(0, "u@x.example", "") { User = "$(id)`x`;u" };
        Assert.Equal("__id__x__u", LocalMacros.Expand("$user", stage, null, "abcdefghijklmnopqrstuvwxyz", out _));
    }
}
