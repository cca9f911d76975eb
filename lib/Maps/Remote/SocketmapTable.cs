using System.Globalization;

namespace MailSuite.Maps;

/// <summary>socketmap: Sendmail's protocol, a netstring each way: "name key" is answered by OK, NOTFOUND, TEMP, TIMEOUT or PERM (socketmap_table(5)).</summary>
internal sealed class SocketmapTable : LookupTable
{
    private readonly TableServer server;
    private readonly string socketmap;
    private readonly int queryLimit, replyLimit;

    private readonly string endpoint;

    private SocketmapTable(string name, string endpoint, bool isUnix, string socketmap, MailConfig config) : base("socketmap", name)
    {
        this.endpoint = endpoint;
        server = new TableServer(endpoint, TimeSpan.FromSeconds(100), isUnix);
        this.socketmap = socketmap;
        queryLimit = config.Get(GlobalParams.SocketmapMaxQuerySize);
        replyLimit = config.Get(GlobalParams.SocketmapMaxReplySize);
    }

    public static LookupTable Open(string name, MailConfig config)
    {
        int last = name.LastIndexOf(':');
        if (last < 0)
            throw new TableUnavailableException("socketmap requires server:socketmap argument");
        string service = name[..last];
        int first = service.IndexOf(':');
        string transport = first < 0 ? service : service[..first], endpoint = first < 0 ? "" : service[(first + 1)..];
        return transport is "inet" or "unix" ? new SocketmapTable(name, endpoint, transport == "unix", name[(last + 1)..], config)
            : throw new TableUnavailableException($"invalid transport name: {transport} in service: {service}");
    }

    public override bool IsPattern => true;

    public override LookupResult Find(string key)
    {
        byte[] question = Bytes.Of($"{socketmap} {key}");
        if (question.Length > queryLimit)
        {
            Log.Warning($"table {Name}: query of {question.Length} bytes exceeds socketmap_max_query_size");
            return LookupResult.NotFound;   // it will not become shorter
        }
        byte[] netstring = [.. Bytes.Of(string.Create(CultureInfo.InvariantCulture, $"{question.Length}:")), .. question, (byte)','];
        Trouble = OwnTrouble;
        if (server.Ask(endpoint, netstring, Read) is not { } answer)
        {
            Trouble = server.Trouble;
            Log.Warning($"table {Name} lookup error: {Trouble}");
            return LookupResult.TryLater;
        }
        int space = answer.IndexOf(' ');
        string status = space < 0 ? answer : answer[..space], text = space < 0 ? "" : answer[(space + 1)..];
        switch (status)
        {
            case "OK":
                return LookupResult.Found(text);
            case "NOTFOUND":
                return LookupResult.NotFound;
        }
        string kind = status switch { "TEMP" => $"temporary error: {text}", "TIMEOUT" => $"timeout error: {text}", "PERM" => $"permanent error: {text}", _ => "unknown error" };
        Log.Warning($"{Name} socketmap server {kind}");
        return LookupResult.TryLater;
    }

    /// <summary>Reads "length:text,".</summary>
    private string? Read(LineStream stream)
    {
        Span<byte> one = stackalloc byte[1];
        int length = 0;
        for (int digits = 0; ; digits++)
        {
            ReadAll(stream, one);
            if (one[0] == ':' && digits > 0)
                break;
            if (one[0] is < (byte)'0' or > (byte)'9' || digits > 8 || (length = length * 10 + one[0] - '0') > replyLimit)
            {
                Log.Warning($"{Name}: netstring format or length error");
                return null;
            }
        }
        var text = new byte[length + 1];
        ReadAll(stream, text);
        if (text[^1] == ',')
            return Bytes.Text(text.AsSpan(0, length));
        Log.Warning($"{Name}: netstring format error");
        return null;
    }

    private static void ReadAll(LineStream stream, Span<byte> to)
    {
        while (!to.IsEmpty)
        {
            int n = stream.Read(to);
            if (n == 0)
                throw new PeerGoneException();
            to = to[n..];
        }
    }

    protected override void Release() => server.Dispose();
}
