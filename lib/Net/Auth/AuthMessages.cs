using System.Globalization;

namespace MailSuite.Net;

/// <summary>A SASL mechanism that an authentication server offers, with what the server says of it (MECH line).</summary>
public sealed record SaslMechanism(string Name, IReadOnlyList<string> Properties)
{
    /// <summary>The password crosses the wire as it is: only inside TLS.</summary>
    public bool IsPlaintext => Has("plaintext");
    /// <summary>Lets in without a user.</summary>
    public bool IsAnonymous => Has("anonymous");
    /// <summary>Not to be offered to clients.</summary>
    public bool IsPrivate => Has("private");

    /// <summary>Is this property stated? "plaintext", "dictionary", "active", "anonymous", "forward-secrecy", "mutual-auth", "private".</summary>
    public bool Has(string property) => Properties.Contains(property, StringComparer.Ordinal);

    /// <summary>Does the mechanism satisfy *_sasl_security_options ("noanonymous, noplaintext", ...)? A word that is no option is given back in <paramref name="unknown"/>.</summary>
    public bool Satisfies(string options, out string unknown)
    {
        unknown = "";
        bool ok = true;
        foreach (var option in options.Split((char[])[' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
            switch (option.ToLowerInvariant())
            {
                case "noplaintext": ok &= !IsPlaintext; break;
                case "noactive": ok &= !Has("active"); break;
                case "nodictionary": ok &= !Has("dictionary"); break;
                case "noanonymous": ok &= !IsAnonymous; break;
                case "forward_secrecy": ok &= Has("forward-secrecy"); break;
                case "mutual_auth": ok &= Has("mutual-auth"); break;
                default: unknown = option; break;
            }
        return ok;
    }
}

/// <summary>What the server says at the start of a connection, gathered line by line until DONE.</summary>
public sealed class AuthHandshake
{
    private readonly List<SaslMechanism> mechanisms = [];
    private bool versioned;

    /// <summary>The mechanisms, in the server's order, without private ones.</summary>
    public IReadOnlyList<SaslMechanism> Mechanisms => mechanisms;
    /// <summary>The server's minor version.</summary>
    public int Minor { get; private set; }
    /// <summary>The connection's cookie, by which a master process can ask for what was answered here; empty when the server gave none.</summary>
    public string Cookie { get; private set; } = "";
    /// <summary>DONE was seen.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Takes one line; returns what is wrong, or null. Unknown lines are passed over: newer servers say more.</summary>
    public string? Take(string line)
    {
        var f = AuthLine.Split(line);
        switch (f[0])
        {
            case "VERSION":
                if (f.Length < 3 || !int.TryParse(f[1], NumberStyles.None, CultureInfo.InvariantCulture, out int major) || !int.TryParse(f[2], NumberStyles.None, CultureInfo.InvariantCulture, out int minor))
                    return "malformed VERSION";
                if (major != 1)
                    return $"unsupported protocol version {major}.{minor}";
                (Minor, versioned) = (minor, true);
                return null;
            case "MECH" when f.Length >= 2:
                var mechanism = new SaslMechanism(f[1], f[2..]);
                if (!mechanism.IsPrivate && mechanisms.Count < 100 && IsName(mechanism.Name))
                    mechanisms.Add(mechanism);
                return null;
            case "SPID" when mechanisms.Count == 0:
                // The master socket has no mechanisms: the usual slip in a configuration.
                return "wrong socket (auth-master instead of auth-client)";
            case "COOKIE" when f.Length >= 2:
                Cookie = f[1];
                return null;
            case "DONE":
                IsComplete = true;
                return versioned ? null : "no VERSION";
            default:
                return null;
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 40 && !name.AsSpan().ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
}

/// <summary>Kinds of answers to an AUTH or CONT line.</summary>
public enum AuthReplyKind
{
    /// <summary>The user is who they say.</summary>
    Ok,
    /// <summary>Not let in, or could not ask.</summary>
    Fail,
    /// <summary>The mechanism wants another response.</summary>
    Continue,
}

/// <summary>One answer of the server to a request.</summary>
public sealed record AuthReply(AuthReplyKind Kind, uint Id, string Challenge, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>A field's value; empty when it is absent or has none.</summary>
    public string this[string name] => Fields.TryGetValue(name, out var value) ? value : "";

    /// <summary>Could the server not find out? Then nothing is said about the password.</summary>
    public bool IsTemporary => Fields.ContainsKey("temp") || this["code"] == "temp_fail";

    /// <summary>Reads an answer; null when the line is none (unknown lines are passed over) or makes no sense, which <paramref name="wrong"/> then says.</summary>
    public static AuthReply? Read(string line, out string wrong)
    {
        wrong = "";
        var f = AuthLine.Split(line);
        AuthReplyKind? kind = f[0] switch { "OK" => AuthReplyKind.Ok, "FAIL" => AuthReplyKind.Fail, "CONT" => AuthReplyKind.Continue, _ => null };
        if (kind == null)
            return null;
        if (f.Length < 2 || !uint.TryParse(f[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint id))
        {
            wrong = $"malformed {f[0]} reply";
            return null;
        }
        int from = 2;
        string challenge = "";
        if (kind == AuthReplyKind.Continue)
        {
            challenge = f.Length > 2 ? f[2] : "";
            if (!AuthLine.IsBase64(challenge))
            {
                wrong = "malformed CONT reply";
                return null;
            }
            from = 3;
        }
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = from; i < f.Length; i++)
        {
            int at = f[i].IndexOf('=');
            fields[at < 0 ? f[i] : f[i][..at]] = at < 0 ? "" : f[i][(at + 1)..];
        }
        if (kind == AuthReplyKind.Ok && (!fields.TryGetValue("user", out var user) || user.Length == 0))
        {
            wrong = "OK reply without user name";
            return null;
        }
        return new AuthReply(kind.Value, id, challenge, fields);
    }
}
