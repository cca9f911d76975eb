using System.Globalization;

namespace MailSuite.Config;

/// <summary>One service of master.cf as it was written: eight fields and arguments, "-" where the default is wanted (for postconf -M and -F).</summary>
/// <param name="Line">Number of the line on which it starts.</param>
/// <param name="Name">Service name, or host:port.</param>
/// <param name="Type">inet, unix, unix-dgram, fifo or pass.</param>
/// <param name="Private">"y", "n" or "-".</param>
/// <param name="Unprivileged">"y", "n" or "-".</param>
/// <param name="Chroot">"y", "n" or "-".</param>
/// <param name="Wakeup">Seconds, perhaps with "?", or "-".</param>
/// <param name="ProcessLimit">A number or "-".</param>
/// <param name="Command">The program's file name.</param>
/// <param name="Arguments">Its arguments as written, "{ ... }" included.</param>
public sealed record MasterEntry(
    int Line, string Name, string Type, string Private, string Unprivileged, string Chroot, string Wakeup, string ProcessLimit,
    string Command, IReadOnlyList<string> Arguments);

/// <summary>One service of master.cf as master(8) runs it.</summary>
/// <param name="Line">Number of the line on which it starts.</param>
/// <param name="Name">Service name, or host:port.</param>
/// <param name="Type">inet, unix, unix-dgram, fifo or pass.</param>
/// <param name="Private">Its socket is below private/, not public/.</param>
/// <param name="Unprivileged">It runs as the mail owner, not as root.</param>
/// <param name="Chroot">It runs with the queue directory as its root.</param>
/// <param name="Wakeup">Seconds between wake-up calls; 0 is never.</param>
/// <param name="WakeupOnlyIfUsed">No wake-up call before the first client ("60?").</param>
/// <param name="ProcessLimit">Processes at most; 0 is no limit.</param>
/// <param name="Command">The program's file name.</param>
/// <param name="Arguments">Its arguments, "{ ... }" resolved: "-o", "name = value".</param>
public sealed record MasterService(
    int Line, string Name, string Type, bool Private, bool Unprivileged, bool Chroot, int Wakeup, bool WakeupOnlyIfUsed, int ProcessLimit,
    string Command, IReadOnlyList<string> Arguments)
{
    /// <summary>The service as it was written.</summary>
    public required MasterEntry Entry { get; init; }

    /// <summary>"smtp/inet".</summary>
    public string Key => $"{Name}/{Type}";
}

/// <summary>master.cf (master(5)): the services that the master runs.</summary>
public sealed class MasterCf
{
    private static readonly string[] Types = ["inet", "unix", "unix-dgram", "fifo", "pass"];

    private MasterCf(string path, List<MasterService> services) => (Path, Services) = (path, services);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The services in the file's order.</summary>
    public IReadOnlyList<MasterService> Services { get; }

    /// <summary>Reads DIRECTORY/master.cf, with the defaults that DIRECTORY/main.cf gives.</summary>
    public static MasterCf Load(string directory) => Load(MailConfig.Load(directory));

    /// <summary>Reads the master.cf beside the main.cf of a configuration.</summary>
    public static MasterCf Load(MailConfig config)
    {
        string path = System.IO.Path.Join(config.Directory, "master.cf");
        try
        {
            return FromText(Bytes.Text(Sys.ReadFile(path)), path, config);
        }
        catch (UnixException e)
        {
            throw new FatalException($"open {path}: {e.Errno.Text()}");
        }
    }

    /// <summary>From master.cf text.</summary>
    public static MasterCf FromText(string masterCf, string path, MailConfig config)
    {
        var services = new List<MasterService>();
        foreach (var (line, text) in LogicalLines.Of(masterCf, path))
            services.Add(Service(line, text, path, config));
        return new MasterCf(path, services);
    }

    /// <summary>One logical line in fields, without judging them.</summary>
    public static MasterEntry? Entry(int line, string text)
    {
        var rest = text.AsSpan();
        var fields = new string[8];
        for (int i = 0; i < fields.Length; i++)
            if (Words.Next(ref rest) is { } field)
                fields[i] = field;
            else
                return null;
        var arguments = new List<string>();
        while (Words.Next(ref rest) is { } argument)
            arguments.Add(argument);
        return new MasterEntry(line, fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6], fields[7], arguments);
    }

    private static readonly string[] FieldNames =
        ["service", "transport type", "private", "unprivileged", "chroot", "wakeup_time", "max_proc", "command"];

    private static MasterService Service(int line, string text, string path, MailConfig config)
    {
        FatalException Wrong(string what) => new($"{path}: line {line}: {what}");
        FatalException BadValue(string field, string value) => Wrong($"field \"{field}\": bad value: \"{value}\"");
        bool YesNo(string field, string value, bool otherwise) =>
            value switch { "y" => true, "n" => false, "-" => otherwise, _ => throw BadValue(field, value) };
        int Number(string field, string value, int otherwise) =>
            value == "-" ? otherwise
            : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : throw BadValue(field, value);

        if (Entry(line, text) is not { } entry)
        {
            var rest = text.AsSpan();
            int found = 0;
            while (Words.Next(ref rest) != null)
                found++;
            throw Wrong($"missing \"{FieldNames[found]}\" field");
        }
        if (entry.Name == "-" || entry.Type == "-" || entry.Command == "-")
            throw Wrong($"field \"{(entry.Name == "-" ? "service" : entry.Type == "-" ? "transport type" : "command")}\" has no default value");
        if (!Types.Contains(entry.Type))
            throw Wrong($"bad transport type: {entry.Type}");
        bool isPrivate = YesNo("private", entry.Private, true);
        if (entry.Type == "inet" && isPrivate && entry.Private == "y")
            throw BadValue("private", entry.Private);
        bool onlyIfUsed = entry.Wakeup.EndsWith('?');
        var arguments = new List<string>(entry.Arguments.Count);
        foreach (string argument in entry.Arguments)
        {
            string plain = argument;
            if (argument[0] == '{' && Words.Unbrace(argument, out plain) is { } problem)
                throw Wrong(problem);
            arguments.Add(plain);
        }
        return new MasterService(
            line, entry.Name, entry.Type, entry.Type != "inet" && isPrivate,
            Unprivileged: YesNo("unprivileged", entry.Unprivileged, true),
            Chroot: YesNo("chroot", entry.Chroot, CompatibilityLevel.Compare(config.Text("compatibility_level"), "1") < 0),
            Wakeup: Number("wakeup_time", onlyIfUsed ? entry.Wakeup[..^1] : entry.Wakeup, 0),
            WakeupOnlyIfUsed: onlyIfUsed,
            ProcessLimit: Number("max_proc", entry.ProcessLimit, config.Get(GlobalParams.DefaultProcessLimit)),
            entry.Command, arguments)
        { Entry = entry };
    }
}
