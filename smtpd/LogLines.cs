using System.Text;

namespace MailSuite.Smtpd;

/// <summary>Every log line of a session that people's scripts read, worded as in Postfix.</summary>
internal static class LogLines
{
    /// <summary>"ID: reject: RCPT from name[addr]: text; from=&lt;&gt; to=&lt;&gt; proto= helo=".</summary>
    public static string Verdict(SmtpSession s, string what, string text, string? recipient)
    {
        return $"{s.LogId}: {what}: {s.Where} from {s.Peer.Display}: {text};{Circumstances(s, recipient)}";
    }

    /// <summary>"proxy-accept: END-OF-MESSAGE: 250 text; from=&lt;&gt; to=&lt;&gt; ...": what a before-queue filter said.</summary>
    public static string Proxy(SmtpSession s, SmtpReply reply) =>
        $"proxy-{(reply.Code < 400 ? "accept" : "reject")}: {s.Where}: {reply.Code} {Bytes.Printable(reply.Text.Replace('\n', ' '))};{Circumstances(s, s.Transaction?.Recipient)}";

    private static string Circumstances(SmtpSession s, string? recipient)
    {
        var line = new StringBuilder();
        if (s.Transaction is { } t)
            line.Append($" from=<{LogAddress.Of(t.Sender)}>");
        if (recipient != null)
            line.Append($" to=<{LogAddress.Of(recipient)}>");
        line.Append($" proto={s.Protocol}");
        if (s.Policy.HeloName is { } helo)
            line.Append($" helo=<{helo}>");
        if (s.SaslUser.Length > 0)
            line.Append($" sasl_method={s.SaslMethod} sasl_username={s.SaslUser}");
        return line.ToString();
    }

    /// <summary>"ID: client=name[addr], sasl_method=PLAIN, sasl_username=user".</summary>
    public static string Client(SmtpSession s, string id, MailTransaction transaction)
    {
        var line = new StringBuilder($"{id}: client={s.Peer.Display}");
        if (s.SaslUser.Length > 0)
            line.Append($", sasl_method={s.SaslMethod}, sasl_username={s.SaslUser}");
        if (transaction.Submitter.Length > 0)
            line.Append($", sasl_sender={transaction.Submitter}");
        if (s.Forwarded is { Ident.Length: > 0 } known)
            line.Append($", orig_queue_id={known.Ident}");
        if (s.Forwarded is { HasClient: true } origin)
            line.Append($", orig_client={origin.Display}");
        return line.ToString();
    }

    /// <summary>"name[addr]: Untrusted: subject_CN=, issuer=, fingerprint=, pkey_fingerprint=": what a client showed.</summary>
    public static string Certificate(SmtpPeer peer, TlsSession tls) => $"{peer.Display}: {(tls.IsTrusted ? "Trusted" : "Untrusted")}: "
        + $"subject_CN={tls.PeerName}, issuer={tls.PeerIssuer}, fingerprint={tls.PeerFingerprint}, pkey_fingerprint={tls.PeerKeyFingerprint}";

    /// <summary>A command for the log of a watched session (debug_peer_list); what a client says of passwords stays out.</summary>
    public static string Command(ReadOnlySpan<byte> line) =>
        Bytes.Printable(line.Length >= 5 && Bytes.Same(Bytes.Text(line[..5]), "AUTH ") ? string.Join(' ', Bytes.Text(line).Split(' ').Take(2)) + " ..." : Bytes.Text(line));

    /// <summary>An end without QUIT.</summary>
    public static string Abnormal(SmtpSession s, string reason, string where) =>
        where is Commands.Data.InContent or Commands.Bdat.InContent
            ? $"{s.LogId}: {reason} after {where.AsSpan(0, 4)} ({s.Transaction?.ContentSize ?? 0} bytes) from {s.Peer.Display}"
            : $"{s.LogId}: {reason} after {where} from {s.Peer.Display}";

    /// <summary>Bytes of a stranger in one readable word: control characters as C escapes.</summary>
    public static string Escaped(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte b in bytes)
            text.Append(b switch
            {
                (byte)'\n' => "\\n", (byte)'\r' => "\\r", (byte)'\t' => "\\t", (byte)'\b' => "\\b", (byte)'\f' => "\\f", (byte)'\v' => "\\v", (byte)'\a' => "\\a",
                (byte)'\\' => "\\\\",
                < 32 or > 126 => "\\" + Convert.ToString(b, 8).PadLeft(3, '0'),
                _ => ((char)b).ToString(),
            });
        return text.ToString();
    }
}
