using System.Text.RegularExpressions;

namespace MailSuite.Tests.Sys;

/// <summary>
/// postmap, postalias and newaliases beside Debian's: every command of tests/golden/tables/*.txt prints what is recorded there (tests/golden/record-tables.py), which
/// is what Debian's programs printed, or, behind "$!", what 3.12 prints or what we do differently on purpose.
/// </summary>
public sealed class TableCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tables").FullName;

    public TableCommandTests()
    {
        foreach (string sub in (string[])["conf", "spool", "data"])
            Directory.CreateDirectory(Path.Combine(folder, sub));
        File.WriteAllText(Path.Combine(folder, "conf/main.cf"), $"""
            compatibility_level = 3.6
            queue_directory = {folder}/spool
            data_directory = {folder}/data
            maillog_file =
            myhostname = mx.example.com
            alias_maps = hash:{folder}/work/aliases
            alias_database = hash:{folder}/work/aliases
            """ + "\n");
        File.WriteAllText(Path.Combine(folder, "conf/master.cf"), "");
    }

    private static string Golden => Path.Combine(Instance.Repository(), "tests/golden/tables");

    [Needs]
    public void Sources_of_postmap() => Play("postmap-source.txt");

    [Needs]
    public void Options_of_postmap() => Play("postmap-options.txt");

    [Needs]
    public void Aliases() => Play("postalias.txt");

    [Needs]
    public void Types_of_tables() => Play("types.txt");

    private void Play(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(Golden, file));
        var wrong = new List<string>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("## "))
                Fresh();
            else if (lines[i].StartsWith(": "))
                Run(lines[i][2..]).Well();
            else if (lines[i].StartsWith('$'))
            {
                int start = i + 1;
                var expected = lines[start..].TakeWhile(static l => Regex.IsMatch(l, "^(1> |2> |= )")).ToList();
                var ran = Run(lines[i][(lines[i].IndexOf(' ') + 1)..]);
                List<string> got = [.. Marked('1', ran.Out), .. Marked('2', ran.Error), $"= {ran.Exit}"];
                if (!got.SequenceEqual(expected))
                    wrong.Add($"line {i + 1}: {lines[i]}\nexpected:\n{string.Join('\n', expected)}\ngot:\n{string.Join('\n', got)}");
                i = start + expected.Count - 1;
            }
        }
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    private void Fresh()
    {
        string work = Path.Combine(folder, "work");
        if (Directory.Exists(work))
            Directory.Delete(work, recursive: true);
        Directory.CreateDirectory(work);
    }

    // By way of files: what is no UTF-8 must not be lost on its way through .NET's text.
    private Ran Run(string command)
    {
        string path = $"{Instance.Out}/sbin:{Instance.Out}/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        var ran = Tool.Run("sh", ["-c", $"({command}) >../out 2>../err"], directory: Path.Combine(folder, "work"),
            environment: new() { ["PATH"] = path, ["MAIL_CONFIG"] = Path.Combine(folder, "conf"), ["LC_ALL"] = "C", ["TZ"] = "UTC" });
        return ran with { Out = Shown("out"), Error = Shown("err") + ran.Error };
    }

    private string Shown(string file)
    {
        var text = new System.Text.StringBuilder();
        var rest = File.ReadAllBytes(Path.Combine(folder, file)).AsSpan();
        while (!rest.IsEmpty)
        {
            bool whole = System.Text.Rune.DecodeFromUtf8(rest, out var rune, out int used) == System.Buffers.OperationStatus.Done;
            foreach (byte b in rest[..used])
                if (!whole || b < ' ' && b is not ((byte)'\n' or (byte)'\t') || b == 0x7f)
                    text.Append($"\\x{b:x2}");
            if (whole && (rune.Value >= ' ' || rune.Value is '\n' or '\t') && rune.Value != 0x7f)
                text.Append(rune.ToString());
            rest = rest[used..];
        }
        return Regex.Replace(text.ToString().Replace(folder, "DIR"), @"(usage: \S+|postmap|postalias|newaliases|sendmail)\[\d+\]", "$1");
    }

    private static IEnumerable<string> Marked(char mark, string text)
    {
        if (text.Length == 0)
            return [];
        var lines = text.Split('\n').Select(l => $"{mark}> {l}").ToList();
        if (text.EndsWith('\n'))
            lines.RemoveAt(lines.Count - 1);
        else
            lines.Add($"{mark}> \\no newline");
        return lines;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
