using System.Text;
using System.Text.RegularExpressions;
using MailSuite.Mail;
using MailSuite.Protocol;

namespace MailSuite.Tests.Cleanup;

/// <summary>
/// The messages of tests/golden/cleanup, for which Debian's cleanup(8) wrote down what it makes of them (record-cleanup.py): ours writes the same
/// records, gives the same answer and logs the same lines, but for the differences that are listed here with their reason.
/// </summary>
public sealed partial class DebianCleanupTests : CleanupTestBase
{
    private static readonly string Folder = Path.Join(Golden(), "cleanup");

    /// <summary>Files whose outcome differs on purpose, and why.</summary>
    private static readonly Dictionary<string, string> Different = new(StringComparer.Ordinal)
    {
        ["addresses-local"] = OnlyAddresses, ["addresses-remote"] = OnlyAddresses, ["addresses-remote-domain"] = OnlyAddresses, ["addresses-odd"] = OnlyAddresses,
        ["addresses-unclosed"] = OnlyAddresses, ["addresses-crowded"] = OnlyAddresses, ["addresses-folded"] = OnlyAddresses, ["token-limit"] = OnlyAddresses,
        ["checks-unavailable"] = "how much of the key a warning shows",
        ["reject-characters"] = "Postfix logs the text up to the first NUL",
        ["nul"] = "a NUL does not end a header",
        ["virtual-null"] = "an alias for nobody is no alias",
    };

    private const string OnlyAddresses = "of a header only the addresses change; Postfix lays the whole header out anew";

    private static string Golden()
    {
        string at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Join(at, "MailSuite.sln")))
            at = Path.GetDirectoryName(at)!;
        return Path.Join(at, "tests/golden");
    }

    public static TheoryData<string> Cases()
    {
        var names = new TheoryData<string>();
        foreach (string file in Directory.EnumerateFiles(Folder, "*.txt").Order(StringComparer.Ordinal))
            if (!Different.ContainsKey(Path.GetFileNameWithoutExtension(file)))
                names.Add(Path.GetFileNameWithoutExtension(file));
        return names;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_queue_file_is_as_Debian_writes_it(string name)
    {
        string[] lines = File.ReadAllText(Path.Join(Folder, name + ".txt"), Encoding.Latin1).Split('\n');
        int message = Array.IndexOf(lines, "message:"), end = Array.IndexOf(lines, "---");
        string[] Values(string key) => [.. lines[..message].Where(l => l.StartsWith(key + ":", StringComparison.Ordinal)).Select(l => l[(key.Length + 1)..].TrimStart())];
        string[] to = Values("to") is { Length: > 0 } some ? some : ["bob@example.com"];
        string sender = Values("from") is [var from] ? from : "alice@example.com";
        var actual = Play(string.Join('\n', Values("main.cf")), sender, to, lines[(message + 1)..end]);
        if (Environment.GetEnvironmentVariable("CLEANUP_ACTUAL") is { Length: > 0 } folder)
            File.WriteAllLines(Path.Join(folder, name + ".txt"), lines[..(end + 1)].Concat(actual), Encoding.Latin1);
        Assert.Equal(lines[(end + 1)..].Where(static l => l.Length > 0 && !l.StartsWith("log: warning: regexp", StringComparison.Ordinal)), actual);
    }

    private static string Internal(string address) => AddressScanner.Scan(Bytes.Of(address), 1, out _) is [var one] ? one.Address : "";

    private List<string> Play(string settings, string sender, string[] to, string[] content)
    {
        using var log = new LogCapture();
        var tables = Tables(settings);
        string id;
        CleanupResult result;
        string context = settings.Contains("local_header_rewrite_clients =", StringComparison.Ordinal) ? "remote" : "local";
        using (var session = CleanupSession.Open(tables, CleanupFlags.External, context))
        {
            id = session.Id;
            session.Sender(Internal(sender));
            session.Attribute("log_message_origin", "localhost[127.0.0.1]");
            session.Attribute("log_helo_name", "client.example");
            session.Attribute("log_protocol_name", "ESMTP");
            foreach (string r in to)
                session.Recipient(new EnvelopeRecipient(Internal(r), Internal(r), "rfc822;" + r));
            session.StartContent();
            session.Line("Received: from client.example (localhost [127.0.0.1])"u8);
            string tail = LocalTime.MailDate(Clock.System.UnixSeconds);
            session.Line(Bytes.Of($"\tby mx.example.com (Postfix) with ESMTP id {id}{(to.Length == 1 ? "" : ";")}"));
            session.Line(Bytes.Of(to.Length == 1 ? $"\tfor <{MailAddress.Quote(Internal(to[0]))}>; {tail}" : "\t" + tail));
            foreach (string line in content)
                Feed(session, Unescape(line), first: ReferenceEquals(line, content[0]));
            result = session.Finish();
        }
        var outcome = new List<string> { result.Ok ? "reply: 250 2.0.0 Ok: queued as QUEUEID" : $"reply: {result.Code} {result.Dsn} {result.Reason}" };
        foreach (string queue in (string[])["incoming", "hold"])
            if (File.Exists($"{queue}/{id}"))
                outcome.AddRange(Records(queue, $"{queue}/{id}"));
        return [.. outcome.Concat(log.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static l => !l.Contains("removed (discarded)", StringComparison.Ordinal)).Select(static l => "log: " + l)).Select(l => Alike(l, id))];
    }

    // As smtpd hands lines over: a first line that continues nothing ends the header before it begins.
    private static void Feed(CleanupSession session, byte[] line, bool first)
    {
        if (first && line is [(byte)' ' or (byte)'\t', ..])
            session.Line(default);
        for (; line.Length > 2048; line = line[2048..])
            session.Line(line.AsSpan(0, 2048), more: true);
        session.Line(line);
    }

    private static IEnumerable<string> Records(string queue, string path)
    {
        yield return "Q " + queue;
        int received = 3;
        int fd = Sys.Open(path, Sys.RdOnly);
        var reader = new RecordReader(fd);
        while (reader.Read(out var payload) is var type && type != RecordType.None)
        {
            string text = Encoding.Latin1.GetString(payload);
            if (type == RecordType.Size)
                yield return "sendopts: " + text[^15..].Trim();
            else if (type == RecordType.Time || type == RecordType.Attribute && !Named().IsMatch(text) || type == RecordType.Normal && received-- > 0)
                continue;
            else
                yield return $"{(char)type} {Unprintable().Replace(text, static m => $"\\x{(int)m.Value[0]:x2}")}";
        }
        Sys.CloseQuietly(fd);
    }

    private static string Alike(string text, string id) =>
        Dates().Replace(Stamps().Replace(text.Replace(id, "QUEUEID", StringComparison.Ordinal), "STAMP.QUEUEID"), "DATE");

    private static byte[] Unescape(string line) => Encoding.Latin1.GetBytes(Escapes().Replace(line, static m => ((char)Convert.ToInt32(m.Groups[1].Value, 16)).ToString()));

    [GeneratedRegex("^(encoding|dsn|notify)")]
    private static partial Regex Named();
    [GeneratedRegex(@"[^\t\x20-\x7e]")]
    private static partial Regex Unprintable();
    [GeneratedRegex(@"\d{14}\.QUEUEID")]
    private static partial Regex Stamps();
    [GeneratedRegex(@"[A-Z][a-z]{2}, +\d+ [A-Z][a-z]{2} \d{4} [\d:]{8} [+-]\d{4} \([A-Z]+\)")]
    private static partial Regex Dates();
    [GeneratedRegex(@"\\x([0-9a-f]{2})")]
    private static partial Regex Escapes();
}
