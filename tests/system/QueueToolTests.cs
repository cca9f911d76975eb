using System.Text;
using System.Text.RegularExpressions;

namespace MailSuite.Tests.Sys;

/// <summary>postqueue, postsuper, postcat, postkick, postlog, postlock and postdrop on the same queue as Debian's programs: output, words, exit status and what is left of the queue.</summary>
public sealed class QueueToolTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mailsuite-queue-").FullName;

    public void Dispose() => Tool.Run("rm", ["-rf", folder]);

    private static string Record(char type, string text) => $"{type}{(char)text.Length}{text}";

    private static string Message(string sender, params string[] recipients)
    {
        string content = Record('N', "Subject: x") + Record('N', "") + Record('N', "body");
        string Envelope(int offset) => Record('C', $"{content.Length,15} {offset,15} {recipients.Length,15} {0,15} {content.Length,15} {0,15}")
            + Record('T', "1795353600 123456") + Record('A', "create_time=1795353600") + Record('S', sender) + string.Concat(recipients.Select(static r => Record('R', r))) + Record('M', "");
        return Envelope(Envelope(0).Length) + content + Record('X', "") + Record('E', "");
    }

    // A queue directory with messages in all queues, and a log that anybody may write to.
    private string World(string name)
    {
        string world = Path.Combine(folder, name), spool = Path.Combine(world, "spool");
        Tool.Run("rm", ["-rf", world]).Well();
        foreach (string queue in "maildrop incoming active deferred/A deferred/6 hold bounce defer/A trace flush corrupt saved public private pid".Split(' '))
            Directory.CreateDirectory(Path.Combine(spool, queue));
        void Put(string path, string content)
        {
            File.WriteAllText(Path.Combine(spool, path), content, Encoding.Latin1);
            File.SetUnixFileMode(Path.Combine(spool, path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        Put("maildrop/33333CCCCCC", Message("me@x.example", "you@y.example"));
        Put("active/44444DDDDDD", Message("", "you@y.example"));
        Put("deferred/A/A26CFB346C5", Message("sender@x.example", "a@y.example", "b@y.example"));
        Put("deferred/6/6E95CB34573", Message("sender@x.example", "c@z.example"));
        Put("hold/11111AAAAAA", Message("held@x.example", "d@y.example"));
        Put("hold/4NYz7Q0L3pz3ZyG", Message("long@x.example", "e@y.example"));
        Put("corrupt/77777FFFFFF", "nonsense");
        File.WriteAllText(Path.Combine(spool, "defer/A/A26CFB346C5"), "<a@y.example>: why\nrecipient=a@y.example\noffset=200\ndsn_orig_rcpt=\nstatus=4.0.0\naction=delayed\nreason=why not\n\n");
        Directory.CreateDirectory(Path.Combine(world, "etc"));
        File.WriteAllText(Path.Combine(world, "mail.log"), "");
        File.WriteAllText(Path.Combine(world, "etc/main.cf"), $"""
            compatibility_level = 3.6
            queue_directory = {spool}
            data_directory = {world}
            maillog_file = {world}/mail.log
            maillog_file_prefixes = /
            myhostname = debian.example
            mydestination =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            fast_flush_domains = fast.example
            deliver_lock_attempts = 1

            """);
        File.WriteAllText(Path.Combine(world, "etc/master.cf"), "");
        Tool.Run("chmod", ["-R", "a+rX", folder]).Well();
        Tool.Run("chmod", ["666", Path.Combine(world, "mail.log")]).Well();
        Tool.Run("chown", ["-R", "postfix", spool]).Well();
        return world;
    }

    private string Run(string program, string name, string arguments, string input)
    {
        string world = World(name);
        // Words stand between blanks; "''" is an empty one, "~" the world's folder.
        string[] args = [.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(a => a.Trim('\'').Replace("~", world, StringComparison.Ordinal))];
        var ran = Tool.Run(program, args, input, new() { ["MAIL_CONFIG"] = Path.Combine(world, "etc") }, directory: world);
        var files = Directory.GetFiles(Path.Combine(world, "spool"), "*", SearchOption.AllDirectories)
            .Select(f => WithoutNewNames($"{Path.GetRelativePath(world, f)} {Convert.ToString((int)File.GetUnixFileMode(f), 8)}")).Where(static f => !f.Contains("/defer/", StringComparison.Ordinal)).Order();
        string text = $"{ran.Exit}\n{ran.Out}{ran.Error.Replace(Path.GetDirectoryName(program) + "/", "", StringComparison.Ordinal)}{string.Join('\n', files)}\n".Replace(world, "~", StringComparison.Ordinal);
        // 3.11 shows what an address was before rewriting.
        text = Regex.Replace(text, "\"orig_address\": \"[^\"]*\", ", "");
        return WithoutNewNames(text);
    }

    // Names that nobody can guess stand in no order.
    private static string WithoutNewNames(string text) => Regex.Replace(text, "(queue_id\0|maildrop/)[0-9A-F]{11,}", "$1ID");

    /// <summary>Program, arguments, standard input.</summary>
    public static TheoryData<string, string, string> Cases()
    {
        var cases = new TheoryData<string, string, string>();
        const string id = "A26CFB346C5", path = "~/spool/deferred/A/A26CFB346C5";
        foreach (string a in (string[])["-p", "-j", "-f", $"-i {id}", "-s [1.2.3.4]", "-s other.example"])
            cases.Add("postqueue", a, "");
        foreach (string a in (string[])["", "public", "public nosuch W", "-x", "-c", "public pickup W more"])
            cases.Add("postkick", a, "");
        foreach (string a in (string[])[$"-d {id}", "-d nosuch", "-d bad/id", "-d ''", "-d ALL", "-d all", "-d ALL hold deferred", "-d ALL maildrop", "-d 33333CCCCCC", $"-d {id} -d 6E95CB34573", $"-h {id}", "-h ALL", "-h 11111AAAAAA",
            "-h 33333CCCCCC maildrop", "-H ALL", "-H 11111AAAAAA", $"-r {id}", "-r ALL", "-r 33333CCCCCC", $"-e {id}", $"-e {id} -e {id}", "-e ALL", "-e ALL maildrop", "-f ALL", "-f 11111AAAAAA", "-e 11111AAAAAA -f 11111AAAAAA",
            $"-d {id} -h {id} -r 6E95CB34573", "-h ALL -H ALL", "-d ALL corrupt", "nosuch", "saved", "-c etc", "-c", "-x", "-p"])
            cases.Add("postsuper", a, "");
        foreach (string input in (string[])[$"{id}\nnosuch\n\n6E95CB34573\n", $" {id} \n", id, "bad/id\n"])
            cases.Add("postsuper", "-d -", input);
        foreach (string a in (string[])[path, $"-q {id}", $"-b {path}", $"-h {path}", $"-e {path}", $"-bh {path}", $"-od {path}", $"-ro {path}", $"-s 0 {path}", $"-s x {path}", "-q nosuch", "-q bad/id", "-q 77777FFFFFF", "-q 4NYz7Q0L3pz3ZyG", "/nonexistent",
            "/etc/passwd", "/dev/null", "/tmp", $"{path} {path}", $"-c /nonexistent {path}"])
            cases.Add("postcat", a, "");
        foreach (string a in (string[])["", "~/mbox", "-x", "~/mbox echo hi", "-l dotlock ~/mbox ls ~", "-l bad ~/mbox true", "~/mbox false", "~/mbox /nonexistent", "/nodir/x true", "-l fcntl,flock ~/mbox cat", "/tmp true", "-l flock ~/mbox flock -n ~/mbox true"])
            cases.Add("postlock", a, "input\n");
        string good = Record('A', "rewrite_context=local") + Record('S', "me@x") + Record('R', "you@y") + Record('M', "") + Record('N', "body") + Record('X', "") + Record('E', "");
        foreach (string input in (string[])[good, "", "hello", Record('T', "1 2") + good, Record('e', ""), Record('S', "a") + Record('R', "a") + Record('M', "") + Record('E', ""),
            Record('S', "a") + Record('A', "foo=bar") + Record('A', "noeq") + Record('R', "a") + Record('M', "") + Record('X', "") + Record('E', "")])
            cases.Add("postdrop", "-r", input);
        foreach (string a in (string[])["-x", "-p bad x", "-p", "hello world"])
            cases.Add("postlog", a, "");
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_tool_does_what_Debians_does(string program, string arguments, string input)
    {
        if (!Instance.IsRoot || Tool.Find("/usr/sbin/postfix") == null || !File.Exists(Path.Combine(Instance.Out, "sbin/postfix")))
            return;   // needs root, Debian's postfix, and our own: NeedsAttribute says so elsewhere
        Assert.Equal(Run("/usr/sbin/" + program, "debian", arguments, input), Run(Path.Combine(Instance.Out, "sbin", program), "ours", arguments, input));
    }
}
