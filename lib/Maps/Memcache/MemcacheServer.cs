using System.Globalization;

namespace MailSuite.Maps;

/// <summary>The text protocol of memcached: get, set, delete. A command that fails is tried again after a pause, unless no connection is to be had.</summary>
internal sealed class MemcacheServer : IDisposable
{
    private readonly TableServer server;
    private readonly string table, endpoint;
    private readonly int tries, pauseSeconds, lineLimit, dataLimit, seconds, flags;
    private string unexpected = "";

    public MemcacheServer(TableSettings settings)
    {
        string service = settings.Text("memcache", "inet:localhost:11211");
        table = settings.Name;
        endpoint = service.StartsWith("inet:", StringComparison.Ordinal) || service.StartsWith("unix:", StringComparison.Ordinal) ? service[5..]
            : throw new TableUnavailableException($"need service transport:endpoint instead of \"{service}\"");
        int timeout = settings.Number("timeout", 2);
        server = new TableServer(endpoint, TimeSpan.FromSeconds(timeout <= 0 ? 2 : timeout), isUnix: service.StartsWith("unix:", StringComparison.Ordinal));
        seconds = settings.Number("ttl", 3600);
        flags = settings.Number("flags", 0);
        tries = settings.Number("max_try", 2, 1);
        pauseSeconds = settings.Number("retry_pause", 1, 1);
        lineLimit = settings.Number("line_size_limit", 1024, 1);
        dataLimit = settings.Number("data_size_limit", 10240, 1);
    }

    /// <summary>The value of a key; TryLater, after a warning, when the server did not say.</summary>
    public LookupResult Get(string key) => Ask($"get {key}\r\n", ReadValue) switch
    {
        null => LookupResult.TryLater,
        "" => LookupResult.NotFound,
        var found => LookupResult.Found(found[1..]),
    };

    /// <summary>Stores a value for ttl seconds.</summary>
    public bool Set(string key, string value) =>
        Ask(string.Create(CultureInfo.InvariantCulture, $"set {key} {flags} {seconds} {Bytes.Count(value)}\r\n{value}\r\n"), s => ReadWord(s, "STORED")) != null;

    /// <summary>Deletes a key: Found when it was there.</summary>
    public LookupStatus Delete(string key) => Ask($"delete {key}\r\n", s => ReadWord(s, "DELETED", "NOT_FOUND")) switch
    {
        null => LookupStatus.TryLater,
        "DELETED" => LookupStatus.Found,
        _ => LookupStatus.NotFound,
    };

    private string? Ask(string command, Func<LineStream, string?> read)
    {
        var bytes = Bytes.Of(command);
        unexpected = "";
        for (int attempt = 1; ; attempt++)
        {
            if (server.Ask(endpoint, bytes, read) is { } answer)
                return answer;
            if (server.IsAway)
                return null;
            if (attempt >= tries)
                break;
            Log.Flush();
            Thread.Sleep(TimeSpan.FromSeconds(pauseSeconds));
        }
        if (unexpected.Length > 0)
            Log.Warning($"{table}: unexpected memcache server reply: {(unexpected.Length > 30 ? unexpected[..30] : unexpected)}");
        return null;
    }

    // "" for a key that is not there, "=" and the value for one that is.
    private string? ReadValue(LineStream stream)
    {
        string line = Line(stream);
        if (line == "END")
            return "";
        string[] words = line.Split(' ');
        if (words is not ["VALUE", _, _, var number, ..] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int size) || size > dataLimit)
            return Unexpected(line);
        var value = new byte[size];
        for (int at = 0; at < size;)
            at += stream.Read(value.AsSpan(at)) is > 0 and var n ? n : throw new PeerGoneException();
        if (Line(stream) is { Length: > 0 } rest)
            return Unexpected(rest);
        if (Line(stream) is var end && end != "END")
            return Unexpected(end);
        return "=" + Bytes.Text(value);
    }

    private string? ReadWord(LineStream stream, params ReadOnlySpan<string> expected)
    {
        string line = Line(stream);
        return expected.Contains(line) ? line : Unexpected(line);
    }

    private string? Unexpected(string line)
    {
        unexpected = line.Length > 0 ? line : "(empty)";
        return null;
    }

    private string Line(LineStream stream)
    {
        var end = stream.ReadLine(lineLimit, out var line);
        return end == LineEnd.End ? throw new PeerGoneException() : Bytes.Text(line) + (end == LineEnd.TooLong ? "..." : "");
    }

    public void Dispose() => server.Dispose();
}
