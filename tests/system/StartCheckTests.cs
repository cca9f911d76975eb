namespace MailSuite.Tests.Sys;

/// <summary>Settings that no program can run with: what every command says of them, and how it ends, as Debian's do (recorded from Postfix 3.7, the names of files replaced).</summary>
public sealed class StartCheckTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mailsuite-start-").FullName;

    public void Dispose() => Tool.Run("rm", ["-rf", folder]);

    // Setting, what is warned of before, and what is fatal; MAIN is main.cf's name.
    private static readonly (string Setting, string Warning, string Fatal)[] Wrong =
    [
        ("mail_owner = nosuchuser", "", "file MAIN: parameter mail_owner: unknown user name value: nosuchuser"),
        ("mail_owner = root", "", "file MAIN: parameter mail_owner: user root has privileged user ID"),
        ("setgid_group = nosuchgroup", "", "file MAIN: parameter setgid_group: unknown group name: nosuchgroup"),
        ("setgid_group = root", "", "file MAIN: parameter setgid_group: group root has privileged group ID"),
        ("default_privs = nosuch", "", "file MAIN: parameter default_privs: unknown user name value: nosuch"),
        ("default_privs = root", "", "file MAIN: parameter default_privs: user root has privileged user ID"),
        ("default_privs = $mail_owner", "", "file MAIN: parameters default_privs and mail_owner specify the same user postfix"),
        ("mynetworks_style = foo", "", "unknown mynetworks mask style value \"foo\" in \"foo\""),
        ("inet_protocols = ipv5", "", "unknown inet_protocols value \"ipv5\" in \"ipv5\""),
        ("syslog_facility = nosuch", "", "file MAIN: parameter syslog_facility: unrecognized value: nosuch"),
        ("myhostname = bad..name", "valid_hostname: misplaced delimiter: bad..name", "file MAIN: parameter myhostname: bad parameter value: bad..name"),
        ("myhostname = 1.2.3.4", "valid_hostname: numeric hostname: 1.2.3.4", "file MAIN: parameter myhostname: bad parameter value: 1.2.3.4"),
        ("myhostname = a b", "valid_hostname: invalid character 32(decimal): a b", "file MAIN: parameter myhostname: bad parameter value: a b"),
        ("myhostname = vm.-bad", "valid_hostname: misplaced hyphen: vm.-bad", "file MAIN: parameter myhostname: bad parameter value: vm.-bad"),
        ("default_process_limit = x", "", "bad numerical configuration: default_process_limit = x"),
        ("queue_directory = /no/such/place", "", "chdir /no/such/place: No such file or directory"),
        ("maillog_file = /etc/x.log", "", "maillog_file value '/etc/x.log' does not match any prefix in maillog_file_prefixes"),
    ];

    private sealed record Command(int ExitStatus, string[] Line, string[] Unconcerned);

    // Who needs neither the queue directory nor the mail log is not concerned about them.
    private static readonly Command[] Commands =
    [
        new(69, ["postqueue", "-c", "ETC", "-p"], []),
        new(75, ["mailq", "-C", "ETC"], []),
        new(75, ["newaliases", "-C", "ETC"], []),
        new(75, ["sendmail", "-C", "ETC", "-bv", "root"], []),
        new(1, ["postdrop", "-c", "ETC"], []),
        new(1, ["postsuper", "-c", "ETC", "-d", "AAAA"], []),
        new(1, ["postmap", "-c", "ETC", "-q", "x", "inline:{x=y}"], ["queue_directory"]),
        new(1, ["postalias", "-c", "ETC", "-q", "x", "inline:{x=y}"], ["queue_directory"]),
        new(1, ["postcat", "-c", "ETC", "-q", "AAAA"], ["maillog_file"]),
        new(1, ["postkick", "-c", "ETC", "public", "nobody", "W"], ["maillog_file"]),
        new(75, ["postlock", "-c", "ETC", "BOX", "true"], ["queue_directory", "maillog_file"]),
    ];

    [Needs("/usr/sbin/postfix", Root = true)]
    public void Every_command_refuses_a_configuration_that_cannot_be()
    {
        string main = Path.Combine(folder, "main.cf");
        Directory.CreateDirectory(Path.Combine(folder, "queue"));
        var differences = new List<string>();
        foreach (var (setting, warning, fatal) in Wrong)
        {
            string name = setting.Split(' ')[0];
            File.WriteAllText(main, string.Concat(((string[])["compatibility_level = 3.6", "mail_owner = postfix", $"queue_directory = {folder}/queue"])
                .Where(l => l.Split(' ')[0] != name).Append(setting).Select(static l => l + "\n")));
            foreach (var command in Commands.Where(c => !c.Unconcerned.Contains(name)))
            {
                string program = command.Line[0];
                var ran = Tool.Run(Path.Combine(Instance.Out, program is "mailq" or "newaliases" ? "bin" : "sbin", program),
                    [.. command.Line[1..].Select(a => a switch { "ETC" => folder, "BOX" => Path.Combine(folder, "box"), _ => a })]);
                // These two begin with the name as it was given, path and all.
                string shown = program is "postcat" or "postlock" ? Path.Combine(Instance.Out, "sbin", program) : program;
                string wanted = (warning.Length > 0 ? $"{shown}: warning: {warning}\n" : "") + $"{shown}: fatal: {fatal.Replace("MAIN", main, StringComparison.Ordinal)}\n";
                if (ran.Error != wanted || ran.Exit != command.ExitStatus)
                    differences.Add($"{setting}: {string.Join(' ', command.Line)}: [{ran.Exit}] {ran.Out}{ran.Error}");
            }
        }
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }
}
