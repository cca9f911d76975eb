using System.Diagnostics;

namespace MailSuite.Tests.Sys;

/// <summary>smtp-source, smtp-sink, posttls-finger, postlock and postdrop: beside Debian's, and with them.</summary>
public sealed class TestToolTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mailsuite-tools-").FullName;
    private readonly List<Process> started = [];

    public TestToolTests() => Tool.Run("chmod", ["777", folder]).Well();

    public void Dispose()
    {
        foreach (var p in started)
        {
            if (!p.HasExited)
                p.Kill();
            p.Dispose();
        }
        Tool.Run("rm", ["-rf", folder]);
    }

    private static string Ours(string program) => Path.Combine(Instance.Out, "sbin", program);

    private static string Debians(string program) => "/usr/sbin/" + program;

    private Process Sink(string program, int port, params string[] args)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder };
        foreach (string a in (string[])["-u", Instance.IsRoot ? "postfix" : Environment.UserName, .. args, $"127.0.0.1:{port}", "100"])
            start.ArgumentList.Add(a);
        var sink = Process.Start(start)!;
        started.Add(sink);
        Assert.True(Tool.Until(() => sink.HasExited || Instance.Answers(port)), "the sink does not answer");
        return sink;
    }

    // What a dump says, without what is different each time.
    private string Dump() => string.Concat(Directory.GetFiles(folder).Order().Select(static f => string.Join('\n',
        File.ReadAllLines(f).Where(static l => !l.StartsWith("Date:", StringComparison.Ordinal) && !l.StartsWith("Message-Id:", StringComparison.Ordinal) && !l.StartsWith('\t')))));

    [Needs("smtp-sink")]
    public void Each_source_understands_each_sink()
    {
        var dumps = new List<string>();
        foreach (var (source, sink) in ((string, string)[])[(Debians("smtp-source"), Debians("smtp-sink")), (Ours("smtp-source"), Debians("smtp-sink")), (Debians("smtp-source"), Ours("smtp-sink")), (Ours("smtp-source"), Ours("smtp-sink"))])
        {
            int port = Instance.FreePort();
            var server = Sink(sink, port, "-d", "dump.");
            Tool.Run(source, ["-r", "3", "-l", "500", "-S", "hello", "-f", "from@x.example", "-t", "to@y.example", "-M", "client.example", $"127.0.0.1:{port}"]).Well();
            server.Kill();
            server.WaitForExit();
            dumps.Add(Dump());
            foreach (string file in Directory.GetFiles(folder))
                File.Delete(file);
        }
        Assert.Contains("X-Rcpt-Args: <3to@y.example>\nX-Rcpt-Args: <2to@y.example>\nX-Rcpt-Args: <to@y.example>\n", dumps[0]);
        Assert.All(dumps, d => Assert.Equal(dumps[0], d));
    }

    [Needs("smtp-sink")]
    public void Many_sessions_at_a_time_lose_no_message()
    {
        int port = Instance.FreePort();
        // The last session ends the sink: the one that asked whether it answers counts, too.
        var server = Sink(Ours("smtp-sink"), port, "-M", "500");
        Tool.Run(Ours("smtp-source"), ["-s", "20", "-m", "500", "-d", "-N", "-l", "3000", $"127.0.0.1:{port}"]).Well();
        Assert.True(server.WaitForExit(10_000));
        Assert.Equal(0, server.ExitCode);
    }

    [Needs("smtp-sink")]
    public void A_refusal_ends_the_source_unless_it_is_told_to_go_on()
    {
        int port = Instance.FreePort();
        Sink(Ours("smtp-sink"), port, "-r", "RCPT");
        foreach (string source in (string[])[Debians("smtp-source"), Ours("smtp-source")])
        {
            var ran = Tool.Run(source, [$"127.0.0.1:{port}"]);
            Assert.Equal((1, "fatal: recipient rejected: 450 4.3.0 Error: command failed"), (ran.Exit, ran.Error.Trim()[(ran.Error.IndexOf(": ", StringComparison.Ordinal) + 2)..]));
            Tool.Run(source, ["-A", "-m", "2", $"127.0.0.1:{port}"]).Well();
        }
    }

    [Needs]
    public void A_finger_tells_what_the_server_is_like()
    {
        using var instance = new Instance().Start();
        Ran Finger(params string[] args) => Tool.Run(Ours("posttls-finger"), [.. args, $"[127.0.0.1]:{instance.Smtp}"], environment: instance.ClientEnvironment);
        string peer = $"127.0.0.1[127.0.0.1]:{instance.Smtp}";
        string said = Finger("-l", "may").Well().Out;
        Assert.Contains($"posttls-finger: Connected to {peer}\nposttls-finger: < 220 ", said);
        Assert.Contains($"posttls-finger: Untrusted TLS connection established to {peer}: TLSv1.3 with cipher ", said);
        Assert.Contains("posttls-finger: > QUIT\nposttls-finger: < 221 2.0.0 Bye\n", said);
        said = Tool.Run(Ours("posttls-finger"), ["-c", "-l", "secure", "-F", instance.Config("cert.pem"), $"[127.0.0.1]:{instance.Smtp}", Instance.Host], environment: instance.ClientEnvironment).Out;
        Assert.Contains($"posttls-finger: {peer}: matched peername: {Instance.Host}\n", said);
        Assert.Contains($"posttls-finger: Verified TLS connection established to {peer}: ", said);
        Assert.Contains($"num=62:hostname mismatch", Finger("-c", "-l", "secure", "-F", instance.Config("cert.pem")).Out);
        said = Finger("-c", "-r", "1", "-l", "may").Well().Out;
        Assert.Contains($"{peer}: Reusing old session\n", said);
        Assert.EndsWith("Found a previously used server.  Done reconnecting.\n", said);
    }

    [Needs]
    public void A_mailbox_is_locked_while_a_command_runs()
    {
        string mbox = Path.Combine(folder, "mbox");
        var environment = new Dictionary<string, string> { ["MAIL_CONFIG"] = folder };
        File.WriteAllText(Path.Combine(folder, "main.cf"), "compatibility_level = 3.6\ndeliver_lock_attempts = 1\nmailbox_delivery_lock = flock, dotlock\n");
        Ran Lock(params string[] args) => Tool.Run(Ours("postlock"), args, environment: environment);
        Assert.Equal(7, Lock(mbox, "sh", "-c", "exit 7").Exit);
        Assert.Equal("1\n", Lock(mbox, "sh", "-c", $"flock -n {mbox} true; echo $?").Out);
        Assert.Contains("mbox.lock", Lock(mbox, "ls", folder).Out);
        Assert.False(File.Exists(mbox + ".lock"));
        Assert.Equal((75, $"{Ours("postlock")}: fatal: open file {mbox}: unable to create lock file {mbox}.lock: File exists\n"), (Lock(mbox, Ours("postlock"), mbox, "true").Exit, Lock(mbox, Ours("postlock"), mbox, "true").Error));
        Assert.Equal((75, Ours("postlock") + ": fatal: unknown mailbox_delivery_lock value \"bad\" in \"bad\"\n"), (Lock("-l", "bad", mbox, "true").Exit, Lock("-l", "bad", mbox, "true").Error));
        Assert.Equal((1, Ours("postlock") + ": fatal: execvp /nonexistent: No such file or directory\n"), (Lock(mbox, "/nonexistent").Exit, Lock(mbox, "/nonexistent").Error));
    }

    [Needs]
    public void Records_that_are_dropped_are_mail()
    {
        using var instance = new Instance().Start();
        static string Record(char type, string text) => $"{type}{(char)text.Length}{text}";
        string good = Record('A', "rewrite_context=local") + Record('S', "me@x.example") + Record('R', "alice@virtual.example") + Record('M', "")
            + Record('N', "Subject: dropped") + Record('N', "") + Record('N', "body") + Record('X', "") + Record('E', "");
        var ran = instance.SuiteWith(good, "postdrop", "-r").Well();
        Assert.Matches("^protocol\0postdrop_protocol\0queue_id\0[0-9A-Za-z]+\0\0status\0" + "0\0reason\0\0\0$", ran.Out);
        Assert.Contains("Subject: dropped", instance.WaitForMaildir("alice")[0]);
        // A caller who was killed in the middle of his message leaves nothing behind.
        Assert.EndsWith("\0\0", instance.SuiteWith(good[..^4], "postdrop", "-r").Well().Out);
        Assert.Empty(Directory.GetFiles(Path.Combine(instance.Folder, "spool/maildrop")));
        var bad = instance.SuiteWith("hello", "postdrop", "-r");
        Assert.Equal(1, bad.Exit);
        Assert.EndsWith($"postdrop: fatal: uid={(Instance.IsRoot ? 0 : instance.Uid)}: malformed input\n", bad.Error);
    }

    [Needs]
    public void A_log_of_JSON_has_the_fields_of_a_delivery()
    {
        using var instance = new Instance(new() { ["maillog_file_format"] = "json" }).Start();
        instance.Send("a@x.example", "alice@virtual.example", "json");
        string line = instance.WaitForLog("^.*\"status\": \"sent\".*$");
        using var json = System.Text.Json.JsonDocument.Parse(line);
        Assert.Equal("alice@virtual.example", json.RootElement.GetProperty("attributes").GetProperty("to").GetString());
        Assert.All(instance.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries), static l => System.Text.Json.JsonDocument.Parse(l).Dispose());
    }

    [Needs]
    public void Rotation_gives_the_log_a_name_and_no_line_is_lost()
    {
        using var instance = new Instance(new() { ["maillog_file_rotate_suffix"] = "old-%Y", ["maillog_file_compressor"] = "gzip" }).Start();
        instance.WaitForLog("daemon started");
        instance.Suite("postfix", "-c", Path.Combine(instance.Folder, "etc"), "logrotate").Well();
        string rotated = $"{instance.LogFile}.old-{DateTime.Now.Year}.gz";
        Assert.True(File.Exists(rotated), string.Join(' ', Directory.GetFiles(instance.Folder)));
        Assert.Contains("daemon started", Tool.Run("gzip", ["-dc", rotated]).Well().Out);
        Assert.True(Tool.Until(() =>
        {
            instance.Suite("postlog", "-t", "after", "rotation");
            return File.Exists(instance.LogFile) && File.ReadAllText(instance.LogFile).Contains("rotation", StringComparison.Ordinal);
        }));
    }
}
