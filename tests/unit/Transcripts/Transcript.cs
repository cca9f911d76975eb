using System.Text;

namespace MailSuite.Tests.Transcripts;

/// <summary>Who speaks a line.</summary>
public enum Speaker
{
    /// <summary>The server; the text is what must come.</summary>
    Server,
    /// <summary>The client; the bytes are sent.</summary>
    Client,
}

/// <summary>One line of a conversation.</summary>
public sealed record TranscriptStep(Speaker Who, string Text, byte[] Bytes);

/// <summary>
/// A conversation in a text file, as STYLE.md shows it. "main.cf:" a setting, "client:" name[address], "S:" what the server must say, "C:" a line
/// that the client sends (CRLF is added), "C-" bytes that it sends as they are, "log:" lines that must be logged, in this order, "queued:" lines that
/// must be in the queue file, in this order, "dns:", "policy:" and "verify:" what servers around it know, "play: once" for a conversation that makes no sense in pieces. In S, log and queued "*" stands for anything; in C lines \r \n
/// \0 \t \\ and \xHH are escapes.
/// </summary>
public sealed class Transcript
{
    public string Name { get; private init; } = "";
    public string MainCf { get; private set; } = "";
    public string ClientName { get; private set; } = "client.example";
    public string ClientAddress { get; private set; } = "192.0.2.7";
    public bool Once { get; private set; }
    public List<TranscriptStep> Steps { get; } = [];
    public List<string> Log { get; } = [];
    public List<string> Queued { get; } = [];
    /// <summary>"name TYPE data", "name * later".</summary>
    public List<string> Dns { get; } = [];
    /// <summary>Replies of a policy server on the socket "policy", one a request: "action=...", or "(close)".</summary>
    public List<string> Policy { get; } = [];
    /// <summary>"address state reason" of a verify service.</summary>
    public List<string> Verify { get; } = [];

    /// <summary>All transcripts of a program, by name.</summary>
    public static IEnumerable<string> Of(string program) =>
        System.IO.Directory.EnumerateFiles(Folder(program), "*.txt").Select(static f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal);

    private static string Folder(string program)
    {
        string? at = AppContext.BaseDirectory;
        while (at != null && !System.IO.Directory.Exists(Path.Join(at, "tests", "transcripts")))
            at = Path.GetDirectoryName(at);
        return Path.Join(at ?? throw new InvalidOperationException("no tests/transcripts above the test"), "tests", "transcripts", program);
    }

    /// <summary>Reads one of a program's transcripts.</summary>
    public static Transcript Load(string program, string name) => Parse(name, File.ReadAllText(Path.Join(Folder(program), name + ".txt")));

    /// <summary>Reads a transcript from text.</summary>
    public static Transcript Parse(string name, string text)
    {
        var t = new Transcript { Name = name };
        foreach (string line in text.Split('\n'))
            if (line.Length > 0 && line[0] != '#')
                t.Take(line.TrimEnd('\r'));
        return t;
    }

    private void Take(string line)
    {
        int at = line.IndexOfAny([':', '-']);
        string key = line[..(at + 1)], value = line.Length > at + 1 && line[at + 1] == ' ' ? line[(at + 2)..] : line[(at + 1)..];
        switch (key)
        {
            case "main.cf:": MainCf += value + "\n"; break;
            case "client:":
                int bracket = value.IndexOf('[');
                (ClientName, ClientAddress) = (value[..bracket], value[(bracket + 1)..].TrimEnd(']', ' '));
                break;
            case "play:": Once = value.Trim() == "once"; break;
            case "dns:": Dns.Add(value); break;
            case "policy:": Policy.Add(value); break;
            case "verify:": Verify.Add(value); break;
            case "log:": Log.Add(value); break;
            case "queued:": Queued.Add(value); break;
            case "S:": Steps.Add(new TranscriptStep(Speaker.Server, value, [])); break;
            case "C:": Steps.Add(new TranscriptStep(Speaker.Client, value, [.. Unescape(value), (byte)'\r', (byte)'\n'])); break;
            case "C-": Steps.Add(new TranscriptStep(Speaker.Client, value, Unescape(value))); break;
            default: throw new FormatException($"{Name}: what is this line: {line}");
        }
    }

    private static byte[] Unescape(string text)
    {
        var bytes = new List<byte>();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
                continue;
            }
            char c = text[++i];
            if (c == 'x')
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
                bytes.Add(c switch { 'r' => (byte)'\r', 'n' => (byte)'\n', 't' => (byte)'\t', '0' => 0, _ => (byte)c });
        }
        return [.. bytes];
    }

    /// <summary>Is this what was wanted? "*" in the pattern stands for anything.</summary>
    public static bool Fits(string pattern, string text)
    {
        string[] parts = pattern.Split('*');
        if (parts.Length == 1)
            return pattern == text;
        if (!text.StartsWith(parts[0], StringComparison.Ordinal) || text.Length < parts[0].Length + parts[^1].Length || !text.EndsWith(parts[^1], StringComparison.Ordinal))
            return false;
        int at = parts[0].Length;
        foreach (string part in parts[1..^1])
        {
            int next = text.IndexOf(part, at, StringComparison.Ordinal);
            if (next < 0)
                return false;
            at = next + part.Length;
        }
        return at <= text.Length - parts[^1].Length;
    }

    /// <summary>The first wanted line that does not come in this order; null when all do.</summary>
    public static string? Missing(IEnumerable<string> wanted, IReadOnlyList<string> have)
    {
        int at = 0;
        foreach (string w in wanted)
        {
            while (at < have.Count && !Fits(w, have[at]))
                at++;
            if (at++ >= have.Count)
                return w;
        }
        return null;
    }
}
