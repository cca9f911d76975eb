using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using MailSuite.Daemon;
using MailSuite.ManualPages;

namespace MailSuite.Tests.Manual;

/// <summary>Every program, option and parameter stands in a manual page, and the pages are good man(7).</summary>
public sealed class ManualTests
{
    private static readonly string Root = Find();

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Join(Path.GetDirectoryName(here), "../../.."));

    private static string[] Row(string name) => Regex.Match(File.ReadAllText(Path.Join(Root, "Makefile")), $@"(?m)^{name}\s*:=(.*)$").Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static readonly Dictionary<string, string> Pages = Program.Pages(Root, Row("LIBEXEC")).ToDictionary(static p => p.Name, static p => p.Text);

    [Fact]
    public void Each_program_has_a_page()
    {
        foreach (string name in (string[])[.. Row("SBIN"), .. Row("BIN")])
            Assert.Contains($"man/man1/{name}.1", Pages.Keys);
        foreach (string name in Row("LIBEXEC"))
            Assert.Contains($"man/man8/{name}.8", Pages.Keys);
    }

    [Fact]
    public void Each_parameter_has_a_section_that_says_something()
    {
        string page = Pages["man/man5/postconf.5"];
        foreach (var param in Table.All.Concat(Table.AllOwn))
            Assert.True(Regex.IsMatch(page.Replace("\\:", ""), $@"(?m)^\\fB{Regex.Escape(param.Name)} \(default: .*\n[^.\n]"), param.Name);
    }

    /// <summary>Letters of the getopt strings in a program's sources.</summary>
    private static IEnumerable<char> Letters(string folder) => Directory.GetFiles(Path.Join(Root, folder), folder == "postfix" ? "Program.cs" : "*.cs")
        .SelectMany(static f => Regex.Matches(File.ReadAllText(f), @"(?:(?:new GetOpt|CommandStart\.Options)\(\w+, |\b(?:Specification|Options) = )""([^""]+)""").Select(static m => m.Groups[1].Value))
        .SelectMany(static s => s).Where(static c => c is not (':' or '+'));

    public static TheoryData<string> Tools => [.. ProgramPages.Tools.Keys];

    [Theory]
    [MemberData(nameof(Tools))]
    public void Each_option_that_a_tool_accepts_is_in_its_page_and_no_other(string tool)
    {
        var told = ProgramPages.Tools[tool].Options.Select(static o => o.Option).Where(static o => o.Length == 2).Select(static o => o[1]).ToHashSet();
        var accepted = Letters(tool).ToHashSet();
        if (tool == "postfix")
            accepted.Add('j');   // of explain
        Assert.True(accepted.Count > 0, "no getopt string was found");
        Assert.Equal(string.Concat(accepted.Order()), string.Concat(told.Order()));
    }

    [Fact]
    public void The_options_of_daemons_are_in_their_pages() =>
        Assert.Equal(string.Concat(Letters("lib/Daemon").Distinct().Order()), string.Concat(DaemonOptions.Manual.Select(static o => o.Option[1]).Order()));

    [Fact]
    public void Daemons_say_as_whom_they_run() => Assert.Matches("SECURITY\n.PP\nRuns as: mail_owner", Pages["man/man8/smtpd.8"]);

    [Fact]
    public void Pages_are_rendered_without_a_warning()
    {
        if (!File.Exists("/usr/bin/groff"))
            return;
        string folder = Directory.CreateTempSubdirectory("man").FullName;
        try
        {
            foreach (var (name, text) in Pages)
                File.WriteAllText(Path.Join(folder, Path.GetFileName(name)), text.StartsWith(".so", StringComparison.Ordinal) ? "" : text);
            // As man(1) shows them on a terminal of 80 columns.
            Assert.Equal("", Ran($"cd {folder} && for f in *.[158]; do groff -man -Tutf8 -rLL=78n -ww -z $f 2>&1; done"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Ran(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true })!;
        string text = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return text.TrimEnd();
    }

    [Theory]
    [InlineData("postconf smtpd_rec", "smtpd_recipient_limit smtpd_recipient_restrictions")]
    [InlineData("postconf -e mynet", "mynetworks=")]
    [InlineData("postconf -M s", "smtp/inet smtp/unix")]
    [InlineData("postconf -T r", "run-version")]
    [InlineData("postfix rel", "reload")]
    [InlineData("postfix explain --cl", "--client")]
    [InlineData("postfix explain --service ", "smtp")]
    [InlineData("postmap ha", "hash:")]
    [InlineData("postmap hash : /etc/host.c", "/etc/host.conf")]
    [InlineData("postqueue -", "-c -f -i -j -p -s -v")]
    [InlineData("postqueue -i 3", "3ABC")]
    [InlineData("postsuper -d A", "ALL")]
    [InlineData("postcat -q 4", "4DEF")]
    [InlineData("postcat /etc/host.c", "/etc/host.conf")]
    [InlineData("postmulti -e de", "deport destroy")]
    [InlineData("postmulti -i postfix-", "postfix-a")]
    [InlineData("postlog -p w", "warn")]
    [InlineData("qshape d", "deferred")]
    public void The_shell_completes(string line, string candidates)
    {
        string folder = Directory.CreateTempSubdirectory("completion").FullName;
        try
        {
            foreach (var (name, text) in Completion.Files(Path.Join(Root, "etc/completion")))
                File.WriteAllText(Path.Join(folder, name), text);
            string tool = line.Split(' ')[0];
            string words = string.Join(' ', line.Split(' ').Select(static w => $"'{w}'"));
            // The commands that are asked, as far as the test needs them.
            Assert.Equal(candidates, Ran($$"""
                postconf() { case "$*" in *-m*) echo hash; echo cidr ;; *-H*) echo mynetworks; echo smtpd_recipient_limit; echo smtpd_recipient_restrictions ;;
                    *-M*) echo "smtp inet n - n - - smtpd"; echo "  -o a=b"; echo "smtp unix - - n - - smtp" ;; esac; }
                postmulti() { echo "-  -  y  /etc/postfix"; echo "postfix-a  g  n  /etc/postfix-a"; }
                postqueue() { echo '{"queue_name": "active", "queue_id": "3ABC", "sender": "x"}'; echo '{"queue_name": "hold", "queue_id": "4DEF"}'; }
                cd /; . {{folder}}/{{tool}}
                COMP_WORDS=({{words}}); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                $(complete -p {{tool}} | sed 's/.*-F \([^ ]*\) .*/\1/')
                echo "${COMPREPLY[@]}"
                """));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
