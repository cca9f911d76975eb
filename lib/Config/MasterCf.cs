using System.Globalization;

namespace MailSuite.Config;

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

    /// <summary>Reads fields from left to right, so that the first one that is wrong is the one that is named.</summary>
    private static MasterService Service(int line, string text, string path, MailConfig config)
    {
        var rest = text.AsSpan();
        FatalException Wrong(string what) => new($"{path}: line {line}: {what}");
        FatalException BadValue(string field, string value) => Wrong($"field \"{field}\": bad value: \"{value}\"");
        string Field(string field, ref ReadOnlySpan<char> from, bool hasDefault = true)
        {
            string value = Words.Next(ref from) ?? throw Wrong($"missing \"{field}\" field");
            return value != "-" || hasDefault ? value : throw Wrong($"field \"{field}\" has no default value");
        }
        bool YesNo(string field, bool otherwise, ref ReadOnlySpan<char> from) =>
            Field(field, ref from) switch { "y" => true, "n" => false, "-" => otherwise, var value => throw BadValue(field, value) };
        int Number(string field, string value, int otherwise) =>
            value == "-" ? otherwise
            : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : throw BadValue(field, value);

        string name = Field("service", ref rest);
        string type = Field("transport type", ref rest, hasDefault: false);
        if (!Types.Contains(type))
            throw Wrong($"bad transport type: {type}");
        string host = "", port = "";
        if (type == "inet" && HostPort.Read(name, "", null, out host, out port) is { } problem)
            throw Wrong($"{problem} in \"{name}\"");
        bool isPrivate = YesNo("private", true, ref rest);
        if (type == "inet" && isPrivate)
            throw Wrong("inet service cannot be private");
        bool unprivileged = YesNo("unprivileged", true, ref rest);
        bool chroot = YesNo("chroot", config.CompatibilityLevel < new CompatibilityLevel(1, 0, 0), ref rest);
        string wakeupText = Field("wakeup_time", ref rest);
        bool onlyIfUsed = wakeupText.EndsWith('?');
        int wakeup = Number("wakeup_time", onlyIfUsed ? wakeupText[..^1] : wakeupText, 0);
        int limit = Number("max_proc", Field("max_proc", ref rest), config.Get(GlobalParams.DefaultProcessLimit));
        string command = Field("command", ref rest, hasDefault: false);
        var arguments = new List<string>();
        while (Words.Next(ref rest) is { } argument)
        {
            if (argument[0] == '{' && Words.Unbrace(argument, out argument) is { } wrong)
                throw Wrong(wrong);
            arguments.Add(argument);
        }
        return new MasterService(line, name, type, isPrivate, unprivileged, chroot, wakeup, onlyIfUsed, limit, command, arguments)
        {
            Entry = Entry(line, text)!,
            Host = host,
            Port = port,
        };
    }
}
