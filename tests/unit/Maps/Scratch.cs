using MailSuite.Maps;

namespace MailSuite.Tests.Maps;

/// <summary>A folder for one test's files, a configuration, and what was logged meanwhile.</summary>
internal sealed class Scratch : IDisposable, ILogSink
{
    private readonly string folder = Directory.CreateTempSubdirectory("maps").FullName;

    public Scratch(string mainCf = "")
    {
        Config = MailConfig.FromText("myhostname = mail.example.com\nmydomain = example.com\ncompatibility_level = 3.6\n" + mainCf);
        Log.To(this);
    }

    public MailConfig Config { get; }

    public List<string> Logged { get; } = [];

    public void Write(IReadOnlyList<LogLine> lines) => Logged.AddRange(lines.Select(l => l.Text));

    public string Path(string name) => System.IO.Path.Join(folder, name);

    public string File(string name, string text)
    {
        System.IO.File.WriteAllText(Path(name), text);
        return Path(name);
    }

    public LookupTable Open(string typeAndName) => Tables.Open(typeAndName, Config);

    /// <summary>The log since the start, flushed.</summary>
    public string LogText()
    {
        Log.Flush();
        return string.Join("\n", Logged).Replace(folder + "/", "");
    }

    public void Dispose()
    {
        Log.To(new StandardErrorLog("test"));
        Directory.Delete(folder, recursive: true);
    }
}
