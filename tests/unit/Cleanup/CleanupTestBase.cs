using MailSuite.Mail;

namespace MailSuite.Tests.Cleanup;

/// <summary>A queue in a folder of its own, and what cleanup writes into it.</summary>
public abstract class CleanupTestBase : IDisposable
{
    private readonly string directory = System.IO.Directory.CreateTempSubdirectory("cleanup-test").FullName, before = System.IO.Directory.GetCurrentDirectory();

    protected CleanupTestBase()
    {
        foreach (string queue in (string[])["incoming", "hold", "maildrop", "corrupt"])
            System.IO.Directory.CreateDirectory(Path.Join(directory, queue));
        System.IO.Directory.SetCurrentDirectory(directory);
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        System.IO.Directory.SetCurrentDirectory(before);
        System.IO.Directory.Delete(directory, recursive: true);
    }

    protected CleanupTables Tables(string more = "") => new(MailConfig.FromText($"""
        compatibility_level = 3.6
        queue_directory = {directory}
        myhostname = mx.example.com
        mydomain = example.com
        myorigin = example.com
        mydestination = example.com, localhost
        recipient_delimiter = +

        """ + more));

    protected static List<string> Queue(CleanupTables tables, string sender, string[] recipients, string[] content, out CleanupResult result, string context = "local", CleanupFlags flags = CleanupFlags.External)
    {
        using var session = CleanupSession.Open(tables, flags, context);
        session.Sender(sender);
        foreach (string r in recipients)
            session.Recipient(new EnvelopeRecipient(r));
        session.StartContent();
        foreach (string line in content)
            session.Line(Bytes.Of(line));
        result = session.Finish();
        var lines = new List<string>();
        foreach (string queue in (string[])["incoming", "hold"])
            if (File.Exists($"{queue}/{session.Id}"))
            {
                int fd = Sys.Open($"{queue}/{session.Id}", Sys.RdOnly);
                var reader = new RecordReader(fd);
                while (reader.Read(out var payload) is var type && type != RecordType.None)
                    lines.Add((char)type + " " + Bytes.Text(payload));
                Sys.CloseQuietly(fd);
            }
        return lines;
    }

    protected static string[] Content(List<string> lines) => [.. lines.SkipWhile(static l => l != "M ").Skip(1).TakeWhile(static l => l != "X ").Select(static l => l[2..])];
}

/// <summary>What is logged while it lives.</summary>
internal sealed class LogCapture : ILogSink, IDisposable
{
    private readonly List<string> lines = [];

    public LogCapture() => Log.To(this);

    public string Text
    {
        get
        {
            Log.Flush();
            return string.Join('\n', lines);
        }
    }

    public void Write(IReadOnlyList<LogLine> news) => lines.AddRange(news.Select(static l => l.Text));

    public void Dispose() => Log.To(new StandardErrorLog("test"));
}
