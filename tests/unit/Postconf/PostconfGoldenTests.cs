using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using MailSuite.Postconf;

namespace MailSuite.Tests.Postconf;

/// <summary>
/// Our postconf on the cases that tests/golden/record-postconf.py recorded from Debian's: the same output, messages, exit status
/// and files. Where 3.12 differs from the recorded 3.7 the recorder says so.
/// </summary>
public sealed class PostconfGoldenTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("postconf").FullName;
    private readonly StringBuilder messages = new();

    public void Dispose()
    {
        Log.To(new StandardErrorLog("test"));
        Directory.Delete(directory, recursive: true);
    }

    private sealed class Sink(StringBuilder to) : ILogSink
    {
        public void Write(IReadOnlyList<LogLine> lines)
        {
            foreach (var line in lines)
                to.Append($"postconf: {line.Text}\n");
        }
    }

    private static string GoldenFile([CallerFilePath] string here = "") => Path.Join(Path.GetDirectoryName(here), "../../golden/postconf.json");

    [Fact]
    public void Answers_as_Debians_postconf_does()
    {
        Log.To(new Sink(messages));
        Invocation.Name = "postconf";
        using var cases = JsonDocument.Parse(File.ReadAllText(GoldenFile()));
        var report = new StringBuilder();
        int wrong = 0;
        texts = cases.RootElement[0];
        foreach (var c in cases.RootElement.EnumerateArray().Skip(1))
        {
            string problem = Replay(c);
            if (problem.Length > 0 && ++wrong > 0)
                report.Append(problem);
        }
        if (Environment.GetEnvironmentVariable("POSTCONF_REPORT") is { } file)
            File.WriteAllText(file, report.ToString());
        Assert.True(wrong == 0, $"{wrong} cases differ\n{report.ToString()[..Math.Min(report.Length, 4000)]}");
    }

    // Long master.cf files stand once at the start.
    private JsonElement texts;

    private string Text(JsonElement c, string name, string otherwise = "")
    {
        string text = c.TryGetProperty(name, out var value) ? value.GetString()! : otherwise;
        return text.StartsWith('@') && texts.TryGetProperty(text.Trim('@'), out var real) ? real.GetString()! : text;
    }

    private string Real(string text) => text.Replace("@D@", directory, StringComparison.Ordinal);

    private string Shown(string text) => text.Replace(directory, "@D@", StringComparison.Ordinal);

    private void Put(string name, string text) => File.WriteAllBytes(Path.Join(directory, name), Bytes.Of(Real(text)));

    private string Replay(JsonElement c)
    {
        Put("main.cf", Text(c, "main"));
        Put("master.cf", Text(c, "master"));
        if (c.TryGetProperty("files", out var files))
            foreach (var file in files.EnumerateObject())
                Put(file.Name, file.Value.GetString()!);
        string[] args = [.. c.GetProperty("args").EnumerateArray().Select(a => Real(a.GetString()!))];
        var output = new StringBuilder();
        messages.Clear();
        int status = 0;
        try
        {
            status = Program.Run(["-c", directory, .. args], text => output.Append(text));
        }
        catch (FatalException e)
        {
            Log.Flush();
            messages.Append($"postconf: fatal: {(e.Message.StartsWith("usage: ", StringComparison.Ordinal) ? "usage" : e.Message)}\n");
            status = 1;
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            messages.Append($"panic: {e}\n");
            status = 70;
        }
        Log.Flush();
        var problem = new StringBuilder();
        Compare(problem, "out", Text(c, "out"), Shown(output.ToString()));
        Compare(problem, "err", Sorted(Text(c, "err")), Sorted(Shown(messages.ToString())));
        int wanted = c.TryGetProperty("status", out var s) ? s.GetInt32() : 0;
        Compare(problem, "status", $"{wanted}", $"{status}");
        Compare(problem, "main.cf", Text(c, "main_after", Text(c, "main")), Shown(Bytes.Text(File.ReadAllBytes(Path.Join(directory, "main.cf")))));
        // A service that is changed stays where it is; Postfix puts it below the comments that follow it.
        Compare(problem, "master.cf", Sorted(Text(c, "master_after", Text(c, "master"))), Sorted(Shown(Bytes.Text(File.ReadAllBytes(Path.Join(directory, "master.cf"))))));
        return problem.Length == 0 ? "" : $"=== {Shown(string.Join(' ', args))}\n--- main.cf\n{Text(c, "main")}--- master.cf\n{Text(c, "master")}{problem}";
    }

    private static string Sorted(string lines) => string.Join('\n', lines.Split('\n').Order(StringComparer.Ordinal));

    private static void Compare(StringBuilder problem, string what, string wanted, string got)
    {
        if (wanted != got)
            problem.Append($"*** {what}, wanted:\n{wanted}\n*** got:\n{got}\n");
    }
}
