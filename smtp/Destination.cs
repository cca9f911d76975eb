namespace MailSuite.Smtp;

/// <summary>
/// Where mail goes, as transport tables write it: "example.com", "example.com:587", "[host]", "[host]:587", "[192.0.2.1]", and for LMTP
/// "unix:/path" and "inet:host:port".
/// </summary>
/// <param name="Text">As written; names the destination in lookups and in the connection cache.</param>
/// <param name="Host">Domain, host name or address; empty for a UNIX-domain socket.</param>
/// <param name="Port">Service name or number.</param>
/// <param name="UseMx">Look for mail exchangers?</param>
/// <param name="UnixPath">Path of a UNIX-domain socket; empty otherwise.</param>
internal sealed record Destination(string Text, string Host, string Port, bool UseMx, string UnixPath = "")
{
    /// <summary>Reads a destination; null with the reason when it is none.</summary>
    internal static Destination? Parse(string text, string defaultPort, bool lmtp, out string error)
    {
        error = "";
        string rest = text;
        if (lmtp && text.StartsWith("unix:", StringComparison.Ordinal))
            return new Destination(text, "", "", UseMx: false, text[5..]);
        if (lmtp && text.StartsWith("inet:", StringComparison.Ordinal))
            rest = text[5..];
        // An address of IPv6 without brackets has colons that lead to no port.
        bool bare = System.Net.IPAddress.TryParse(rest, out _);
        if (bare)
            return new Destination(text, rest, defaultPort, UseMx: false);
        error = HostPort.Read(rest, null, defaultPort, out string host, out string port) ?? "";
        if (error.Length > 0)
            return null;
        return new Destination(text, host, port, UseMx: !lmtp && !rest.StartsWith('['));
    }
}
