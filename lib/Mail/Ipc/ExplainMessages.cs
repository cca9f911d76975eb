using MailSuite.Config;
using MailSuite.Maps;

namespace MailSuite.Mail;

/// <summary>
/// One line of an explanation that a program gives of its own decisions when it is run with "-T ... explain" (postfix explain); written to a socket on standard output.
/// </summary>
/// <param name="Kind">"client", "list", "restriction", "lookup", "site", "server", "note" or "verdict".</param>
/// <param name="Name">Of the list, the restriction, the table, the server.</param>
/// <param name="Subject">What it was asked about: the lookup's key, the server's address.</param>
/// <param name="Outcome">The answer in one word: OK, DUNNO, REJECT, found, ...</param>
/// <param name="Text">The answer's text: a reply, a value.</param>
/// <param name="Depth">0 at the top; more inside a restriction class.</param>
public sealed record ExplainLine(string Kind, string Name, string Subject, string Outcome, string Text, int Depth = 0) : IIpcMessage<ExplainLine>
{
    /// <inheritdoc/>
    public static string Protocol => "explain_protocol";

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Text("kind", Kind);
        to.Text("name", Name);
        to.Text("subject", Subject);
        to.Text("outcome", Outcome);
        to.Text("text", Text);
        to.Number("depth", Depth);
        to.End();
    }

    /// <inheritdoc/>
    public static ExplainLine Read(AttrReader from)
    {
        var line = new ExplainLine(from.Text("kind"), from.Text("name"), from.Text("subject"), from.Text("outcome"), from.Text("text"), from.Count("depth", 1000));
        from.End();
        return line;
    }
}

/// <summary>Gathers what is said while something is explained: the questions to tables, and the log, which goes nowhere else.</summary>
public sealed class Explanation : ILogSink
{
    private readonly List<ExplainLine> lines = [];

    /// <summary>From now on this process's log and its questions to tables are part of the explanation.</summary>
    public Explanation()
    {
        Log.To(this);
        LookupTrace.Told = (table, key, result) =>
        {
            if (table != GlobalParams.ParentDomainMatchesSubdomains.Name)
                Say(new ExplainLine("lookup", table, key, result.Status.ToString(), result.Value));
        };
    }

    /// <summary>How many lines there are.</summary>
    public int Count => lines.Count;

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<ExplainLine> Lines
    {
        get
        {
            Log.Flush();
            return lines;
        }
    }

    /// <summary>Adds a line; where it stands.</summary>
    public int Say(ExplainLine line)
    {
        Log.Flush();
        lines.Add(line);
        return lines.Count - 1;
    }

    /// <summary>Writes another line where one stood: its outcome is known now.</summary>
    public void Replace(int at, ExplainLine line)
    {
        Log.Flush();
        lines[at] = line;
    }

    /// <inheritdoc/>
    void ILogSink.Write(IReadOnlyList<LogLine> log)
    {
        foreach (var line in log)
            lines.Add(new ExplainLine("note", "", "", line.Level.ToString().ToLowerInvariant(), line.Text));
    }

    /// <summary>Sends all lines over a socket.</summary>
    public void Send(int socket)
    {
        var channel = new IpcChannel(socket);
        foreach (var line in Lines)
            channel.Queue(line);
        channel.Flush();
    }
}
