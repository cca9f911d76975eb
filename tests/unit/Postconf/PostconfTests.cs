using System.Runtime.CompilerServices;
using MailSuite.Postconf;

namespace MailSuite.Tests.Postconf;

/// <summary>postconf(1) on small configurations. Output and warnings were compared with Debian's postconf.</summary>
public sealed class PostconfTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("postconf").FullName;
    private readonly List<string> warnings = [];

    public PostconfTests()
    {
        Log.To(new Sink(warnings));
        MainCf("compatibility_level = 3.6\nmyhostname = h.example\n");
        MasterCf("");
    }

    public void Dispose()
    {
        Log.To(new StandardErrorLog("test"));
        Directory.Delete(directory, recursive: true);
    }

    private sealed class Sink(List<string> to) : ILogSink
    {
        public void Write(IReadOnlyList<LogLine> lines) => to.AddRange(lines.Select(l => l.Text));
    }

    private void MainCf(string text) => File.WriteAllText(Path.Join(directory, "main.cf"), text);
    private void MasterCf(string text) => File.WriteAllText(Path.Join(directory, "master.cf"), text);
    private string MainText => File.ReadAllText(Path.Join(directory, "main.cf"));
    private string MasterText => File.ReadAllText(Path.Join(directory, "master.cf"));

    private string Run(params string[] args)
    {
        var output = new System.Text.StringBuilder();
        warnings.Clear();
        Program.Run(["-c", directory, .. args], text => output.Append(text));
        Log.Flush();
        warnings.Sort(StringComparer.Ordinal);
        return output.ToString();
    }

    private static string Golden(string name, [CallerFilePath] string here = "") => Path.Join(Path.GetDirectoryName(here), "../../golden", name);

    private string Problem(params string[] args) => Assert.Throws<FatalException>(() => Run(args)).Message;

    [Fact]
    public void Defaults_are_those_of_the_golden_file()
    {
        string[] computed = ["process_id", "process_name", "myhostname", "mydomain", "mynetworks"];
        string expected = File.ReadAllText(Golden("postconf-d.txt"));
        string[] lines = Run("-d").Split('\n'), wanted = expected.Split('\n');
        Assert.Equal(wanted.Length, lines.Length);
        for (int i = 0; i < lines.Length; i++)
            if (!computed.Any(name => lines[i].StartsWith(name + " =", StringComparison.Ordinal)))
                Assert.Equal(wanted[i], lines[i]);
    }

    [Fact]
    public void Only_what_is_set()
    {
        MainCf("compatibility_level = 3.6\nsmtpd_banner = a    b\n   c\nmydestination =\n");
        Assert.Equal($"compatibility_level = 3.6\nconfig_directory = {directory}\nmydestination =\nsmtpd_banner = a b c\n", Run("-n"));
        Assert.Equal("a b c\n", Run("-h", "smtpd_banner"));
        Assert.Equal("smtpd_banner\n", Run("-H", "smtpd_banner"));
        Assert.Equal("\n", Run("-h", "mydestination"));
        Assert.Equal("{\"smtpd_banner\": \"a b c\"}\n", Run("-j", "smtpd_banner"));
    }

    [Fact]
    public void Lines_are_folded_before_column_80()
    {
        MainCf("mydestination = a, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, ccccccccccccccccccccccccccc\n");
        Assert.Equal("mydestination = a, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,\n    ccccccccccccccccccccccccccc\n", Run("-f", "mydestination"));
    }

    [Fact]
    public void Values_are_expanded() => Assert.Equal("mydestination = h.example, localhost.example, localhost\n", Run("-x", "mydestination"));

    [Fact]
    public void An_unknown_name_is_only_a_warning()
    {
        Assert.Equal("myhostname = h.example\n", Run("myhostname", "nosuch"));
        Assert.Equal(["warning: nosuch: unknown parameter"], warnings);
    }

    [Fact]
    public void Settings_that_nothing_reads()
    {
        MainCf("compatibility_level = 3.6\nrelocated_maps = $u1 $undef\nu1 = $u2\nu2 = x\nu3 = $u2\nsmtpd_restriction_classes = rc1\nrc1 = permit\n"
            + "alias_maps = ldap:ld\nld_domain = a\nld_bar = b\nvirtual_maps = hash:/x\nprocess_name = x\nvirtual_mailbox_limit_maps = hash:/y\n");
        Run("-n");
        Assert.Equal(
        [
            $"warning: {directory}/main.cf: read-only parameter assignment: process_name=x",
            $"warning: {directory}/main.cf: support for parameter \"virtual_maps\" will be removed; instead, specify \"virtual_alias_maps\"",
            $"warning: {directory}/main.cf: undefined parameter: undef",
            $"warning: {directory}/main.cf: unused parameter: ld_bar=b",
            $"warning: {directory}/main.cf: unused parameter: u3=$u2",
            "warning: See https://www.postfix.org/DEPRECATION_README.html for details",
        ], warnings);
        Run("-nq");
        Assert.DoesNotContain(warnings, w => w.Contains("unused"));
        Assert.Equal("ld_domain = a\nrc1 = permit\nu1 = $u2\nu2 = x\nvirtual_maps = hash:/x\n", Run("-C", "user"));
    }

    [Fact]
    public void Deprecated_names_tell_their_successor()
    {
        MainCf("smtpd_use_tls = yes\nsmtp_cname_overrides_servername = x\n");
        Run("-n");
        Assert.Equal(
        [
            $"warning: {directory}/main.cf: support for parameter \"smtp_cname_overrides_servername\" will be removed; instead, do not specify",
            $"warning: {directory}/main.cf: support for parameter \"smtpd_use_tls\" will be removed; instead, specify \"smtpd_tls_security_level\"",
            "warning: See https://www.postfix.org/DEPRECATION_README.html for details",
        ], warnings);
    }

    [Fact]
    public void A_comment_behind_a_value_is_pointed_out()
    {
        MainCf("default_process_limit = 200 # raised for the campaign\n");
        Run("-n");
        Assert.Equal([$"warning: {directory}/main.cf: #comment after other text is not allowed: # raised for the campa..."], warnings);
    }

    [Fact]
    public void Services_bring_parameters()
    {
        MasterCf("slow unix - - n - - smtp\npip unix - n n - - pipe\n  user=x\nown unix - n n - - spawn\nd unix - - n - - discard\n");
        string list = Run("-C", "service");
        Assert.Equal(16 + 17 + 1, list.Split('\n').Length - 1);
        Assert.Contains("slow_initial_destination_concurrency = $initial_destination_concurrency\n", list);
        Assert.Contains("own_time_limit = $command_time_limit\n", list);
        Assert.Equal(909 + 34, Run("-d").Split('\n').Length - 1);
    }

    [Theory]
    [InlineData("specify one of -d -n", "-dn")]
    [InlineData("specify one of -e -X", "-eX")]
    [InlineData("specify one of -F -M", "-FM")]
    [InlineData("specify one of -d -e -n", "-dn", "x=y")]
    [InlineData("with option -M, do not specify -h", "-Mh")]
    [InlineData("with option -l, do not specify -n", "-ln")]
    [InlineData("-e requires name=value argument", "-e")]
    [InlineData("missing '=' after attribute name: \"foo\"", "-e", "foo")]
    [InlineData("missing '=' after attribute name: \"a b=c\"", "-e", "a b=c")]
    [InlineData("missing attribute name: \"=x\"", "-e", "=x")]
    [InlineData("-e, -X, or -# accepts no multi-line input", "-e", "a=b\nc")]
    [InlineData("-M option requires service_name[/type]", "-M", "a/b/c")]
    [InlineData("invalid service attribute name: \"foo\"", "-F", "a/b/foo")]
    [InlineData("unknown -C option value \"foo\" in \"foo\"", "-C", "foo")]
    [InlineData("invalid parameter override: foo: missing '=' after attribute name", "-o", "foo")]
    public void Refuses(string problem, params string[] args) => Assert.Equal(problem, Problem(args));

    [Fact]
    public void Edits_keep_comments_and_order()
    {
        MainCf("# c\nmyhostname = h.example\n   b\n\n# x\nrelayhost =\n# tail\n");
        Run("-e", "myhostname = h2 ", "zz=1", "aa = 2");
        Assert.Equal("# c\nmyhostname = h2\n\n# x\nrelayhost =\n# tail\naa = 2\nzz = 1\n", MainText);
        Run("-#", "relayhost");
        Run("-X", "zz", "nosuch");
        Assert.Equal("# c\nmyhostname = h2\n\n# x\n#relayhost =\n# tail\naa = 2\n", MainText);
        Run("relayhost=[r]");
        Assert.EndsWith("aa = 2\nrelayhost = [r]\n", MainText);
    }

    [Fact]
    public void An_edit_that_changes_nothing_leaves_the_file_alone()
    {
        string path = Path.Join(directory, "main.cf");
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Run("-e", "myhostname = h.example");
        Run("-X", "nosuch");
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(path));
        Run("-e", "myhostname = other");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(path));
        Assert.Equal(["main.cf", "master.cf"], Directory.GetFiles(directory).Select(Path.GetFileName).Order());
    }

    private const string Stock = "# head\nsmtp inet n - n - - smtpd\nslow unix - - n - - smtp\n   -o smtp_bind_address=$b -o { x = y  z }\n# mid\npip unix - n n - - pipe\n"
        + "   flags=R user=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx argv={ foo bar } ${recipient}\n";

    [Fact]
    public void Services_are_shown()
    {
        MasterCf(Stock);
        Assert.Equal("slow       unix  -       -       n       -       -       smtp -o smtp_bind_address=$b -o {x=y  z}\n", Run("-M", "slow"));
        Assert.Equal(
            "smtp       inet  n       -       n       -       -       smtpd\n"
            + "slow       unix  -       -       n       -       -       smtp\n    -o smtp_bind_address=$b\n    -o {x=y  z}\n"
            + "pip        unix  -       n       n       -       -       pipe flags=R\n    user=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx {argv={ foo bar }} ${recipient}\n", Run("-Mf"));
        Assert.Equal("smtp/inet/chroot = n\n", Run("-F", "smtp/inet/chroot"));
        Assert.Equal("slow/unix/smtp_bind_address = $b\nslow/unix/x = y z\n", Run("-P"));
        Assert.Equal("{\"slow/unix/x\": \"y z\"}\n", Run("-Pj", "slow/unix/x"));
        Assert.Equal("", Run("-M", "nosuch"));
        Assert.Contains("warning: unmatched request: \"nosuch\"", warnings);
    }

    [Fact]
    public void Services_are_edited()
    {
        MasterCf(Stock);
        Run("-F", "slow/unix/chroot=y");
        Run("-P", "slow/unix/x=1", "slow/unix/y=2");
        Run("-M#", "smtp/inet");
        Run("-Me", "new/unix=new unix - - - - 3 error");
        Assert.Equal("# head\n#smtp inet n - n - - smtpd\nslow       unix  -       -       y       -       -       smtp\n    -o smtp_bind_address=$b\n    -o x=1\n    -o y=2\n"
            + "# mid\npip unix - n n - - pipe\n   flags=R user=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx argv={ foo bar } ${recipient}\nnew        unix  -       -       -       -       3       error\n", MasterText);
        Run("-PX", "slow/unix/x");
        Run("-MX", "pip/unix");
        Assert.Equal("# head\n#smtp inet n - n - - smtpd\nslow       unix  -       -       y       -       -       smtp\n    -o smtp_bind_address=$b\n    -o y=2\n"
            + "# mid\nnew        unix  -       -       -       -       3       error\n", MasterText);
    }

    [Theory]
    [InlineData("-F", "slow/unix/private=x", "invalid private field \"x\" in \"x\"")]
    [InlineData("-Me", "a/unix=a unix - - - -", "bad field count: \"a/unix=a unix - - - -\"")]
    [InlineData("-MX", "new", "-Me, -MX or -M# requires service_name/type")]
    [InlineData("-P", "slow/unix/x=a b", "-Pe does not accept whitespace in parameter value")]
    public void Bad_edits_of_services(string option, string request, string problem)
    {
        MasterCf(Stock);
        Assert.Equal(problem, Problem(option, request));
        Assert.Equal(Stock, MasterText);
    }
}
