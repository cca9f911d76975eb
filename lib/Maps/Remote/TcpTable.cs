using System.Globalization;
using System.Text;

namespace MailSuite.Maps;

/// <summary>tcp: one line asks "get key", one line answers "200 value", "500 reason" (not found) or "400 reason" (later) (tcp_table(5)).</summary>
internal sealed class TcpTable(string name) : LookupTable("tcp", name)
{
    private const int AnswerLimit = 4096;
    private readonly TableServer server = new(name, TimeSpan.FromSeconds(100));

    public override bool IsPattern => true;

    public override LookupResult Find(string key)
    {
        string? answer = server.Ask($"TCP map {Path}", Bytes.Of($"get {Encode(key)}\n"), Read);
        Trouble = server.Trouble;
        return answer switch
        {
            null => LookupResult.TryLater,
            ['5', ..] => LookupResult.NotFound,
            ['2', ..] => Decode(answer[4..]) is { } value ? LookupResult.Found(value) : Malformed(answer),
            _ => LookupResult.TryLater,
        };
    }

    private string? Read(LineStream stream)
    {
        var end = stream.ReadLine(AnswerLimit, out var line);
        if (end == LineEnd.End)
            throw new PeerGoneException();
        string answer = Bytes.Text(line);
        if (end != LineEnd.TooLong && answer is [>= '2' and <= '5', '0', '0', ' ', ..])
            return answer;
        Malformed(answer);
        return null;
    }

    private LookupResult Malformed(string answer)
    {
        Log.Warning($"read TCP map reply from {Path}: malformed reply: {(answer.Length > 100 ? answer[..100] : answer)}");
        return LookupResult.TryLater;
    }

    /// <summary>Characters that the protocol does not carry as they are become %XX.</summary>
    private static string Encode(string key)
    {
        var text = new StringBuilder(key.Length);
        foreach (byte b in Bytes.Of(key))
            if (b is > 32 and < 127 and not (byte)'%')
                text.Append((char)b);
            else
                text.Append(CultureInfo.InvariantCulture, $"%{b:x2}");
        return text.ToString();
    }

    private static string? Decode(string encoded)
    {
        if (!encoded.Contains('%'))
            return encoded;
        var text = Bytes.Of(encoded);
        var bytes = new List<byte>();
        for (int i = 0; i < text.Length; i++)
            if (text[i] != (byte)'%')
                bytes.Add(text[i]);
            else if (i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte b))
            {
                bytes.Add(b);
                i += 2;
            }
            else
                return null;
        return Bytes.Text(bytes.ToArray());
    }

    protected override void Release() => server.Dispose();
}
