using System.Text;
using MailSuite.Mail;

namespace MailSuite.Tests.Queue;

/// <summary>A clock that stands still: Sun, 22 Nov 2026 13:21:00 UTC.</summary>
internal sealed class StandingClock : Clock
{
    public override long UnixMicros => 1_795_353_660_000_000;
    public override long Milliseconds => 1000;
}

/// <summary>A queue directory of its own, in which the test stands, and what was logged meanwhile.</summary>
internal sealed class QueueBench : IDisposable, ILogSink
{
    private readonly string before = Directory.GetCurrentDirectory();
    private readonly List<string> logged = [];

    public QueueBench(string mainCf = "")
    {
        Folder = Directory.CreateTempSubdirectory("queue").FullName;
        Directory.SetCurrentDirectory(Folder);
        foreach (string name in "maildrop incoming active deferred hold bounce defer trace flush corrupt saved public private".Split(' '))
            Directory.CreateDirectory(name);
        Config = MailConfig.FromText($"queue_directory = {Folder}\nmyhostname = mx.example.com\nmydomain = example.com\ncompatibility_level = 3.6\nmail_owner = {Owner}\n{mainCf}", Folder);
        File.WriteAllText("main.cf", string.Concat(Config.Settings.Select(s => $"{s.Key} = {s.Value}\n")));
        Files = new QueueFiles(Config);
        Log.To(this);
    }

    /// <summary>Whose queue it is: no program lets root be mail owner.</summary>
    private static string Owner => Environment.UserName == "root" ? "daemon" : Environment.UserName;

    public string Folder { get; }
    public MailConfig Config { get; }
    public QueueFiles Files { get; }

    public string LogText
    {
        get
        {
            Log.Flush();
            return string.Join('\n', logged);
        }
    }

    void ILogSink.Write(IReadOnlyList<LogLine> lines) => logged.AddRange(lines.Select(static l => l.Text));

    /// <summary>Writes a complete queue file with the records that cleanup writes; returns the offsets of the recipients.</summary>
    public long[] Message(string queue, string id, string sender, string[] recipients, string content, string[]? done = null, string[]? behind = null, string verp = "", string port = "")
    {
        var offsets = new List<long>();
        Assert.Equal(Errno.None, Files.TryOpen(queue, id, Sys.RdWr | Sys.Creat, 0x1C0, out int fd));
        var to = new RecordWriter(fd);
        to.Write(RecordType.Size, Size(0, 0));
        to.Write(RecordType.Time, "1795353600 123456");
        to.Attribute("create_time", 1795353600);
        to.Write(RecordType.From, sender);
        if (port.Length > 0)
            to.Attribute("log_client_port", port);
        if (verp.Length > 0)
            to.Write(RecordType.Verp, verp);
        foreach (string r in recipients)
        {
            to.Write(RecordType.OriginalRecipient, r);
            offsets.Add(to.Position);
            to.Write(done?.Contains(r) == true ? RecordType.Done : RecordType.Recipient, r);
        }
        to.Write(RecordType.Message, "");
        long start = to.Position;
        foreach (string line in content.TrimEnd('\n').Split('\n'))
            to.Write(RecordType.Normal, line);
        long end = to.Position;
        to.Write(RecordType.Extra, "");
        foreach (string r in behind ?? [])
            to.Write(RecordType.Recipient, r);
        to.Write(RecordType.End, "");
        to.Patch(2, Bytes.Of(Size(end - start, start)));
        to.Flush();
        Sys.Close(fd);
        return [.. offsets];
    }

    private static string Size(long content, long offset) => $"{content,15} {offset,15} {1,15} {0,15} {content,15} {0,15}";

    /// <summary>Runs a command as the mail owner does: what it prints on standard output and error, and its exit status.</summary>
    public string Run(Func<string[], int> program, params string[] args)
    {
        // As if started by its own name.
        Invocation.Name = program.Method.DeclaringType!.Namespace!.Split('.')[^1].ToLowerInvariant();
        Assert.Equal(AccountAnswer.Found, Accounts.User(Owner, out var owner));
        if (Sys.EffectiveUid == 0)
            foreach (string path in Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories).Append(Folder))
                Sys.TryChown(path, owner!.Uid, owner.Gid);
        return Captured.Run(() => Sys.RunAs(Accounts.CredentialsOf(owner!), () => program(["-c", Folder, .. args])));
    }

    public void Dispose()
    {
        Log.To(new StandardErrorLog("test"));
        Directory.SetCurrentDirectory(before);
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>Catches what goes to descriptors 1 and 2.</summary>
internal static class Captured
{
    public static string Run(Func<int> program)
    {
        string path = Path.GetTempFileName();
        int file = Sys.Open(path, Sys.RdWr), out1 = Sys.Duplicate(1, 100), err = Sys.Duplicate(2, 100), status;
        try
        {
            Sys.DuplicateOnto(file, 1);
            Sys.DuplicateOnto(file, 2);
            status = program();
        }
        finally
        {
            Sys.DuplicateOnto(out1, 1);
            Sys.DuplicateOnto(err, 2);
            Sys.CloseQuietly(out1);
            Sys.CloseQuietly(err);
            Sys.CloseQuietly(file);
        }
        string text = Encoding.UTF8.GetString(File.ReadAllBytes(path));
        File.Delete(path);
        return text + $"[{status}]";
    }
}
