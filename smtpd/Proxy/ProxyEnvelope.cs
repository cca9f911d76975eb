using System.Text;

namespace MailSuite.Smtpd;

/// <summary>What goes to a before-queue filter ahead of the recipients: who the client is, in XFORWARD commands, and the client's own MAIL command.</summary>
internal static class ProxyEnvelope
{
    // RFC 5321 4.5.3.1.4: a command has at most 512 bytes with its end.
    private const int MaxCommand = 510;

    /// <summary>Sends them; the filter's refusal when it refuses.</summary>
    public static SmtpReply? Begin(ProxyClient filter, SmtpSession s, MailTransaction transaction)
    {
        if (filter.HasFailed)
            return Replies.ProxyFailed;
        foreach (string command in Forward(filter.ForwardAttributes, s))
            if (filter.Say(command).Code / 100 != 2)
                return Replies.ProxyFailed;
        var reply = filter.Say(transaction.Command);
        return reply.Code / 100 == 2 ? null : reply.Code >= 400 ? reply : Replies.ProxyFailed;
    }

    private static IEnumerable<string> Forward(string attributes, SmtpSession s)
    {
        var command = new StringBuilder();
        foreach (string name in attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Value(name.ToUpperInvariant(), s) is not { } value)
                continue;
            string word = $" {name.ToUpperInvariant()}={(value is "" or ClientAttribute.Unknown ? "[UNAVAILABLE]" : Xtext.Encode(value))}";
            if (command.Length > 0 && command.Length + word.Length > MaxCommand)
            {
                yield return command.ToString();
                command.Clear();
            }
            command.Append(command.Length == 0 ? "XFORWARD" : "").Append(word);
        }
        if (command.Length > 0)
            yield return command.ToString();
    }

    private static string? Value(string name, SmtpSession s)
    {
        var (peer, told) = (s.Peer, s.Forwarded);
        return name switch
        {
            "NAME" => told?.Name ?? peer.Name,
            "ADDR" => (told?.Address ?? peer.Address) is var address && address.Contains(':') ? "IPV6:" + address : address,
            "PORT" => told?.Port ?? peer.Port,
            "PROTO" => told?.Protocol ?? s.Protocol,
            "HELO" => told?.Helo ?? s.Helo ?? "",
            "IDENT" => told?.Ident ?? "",
            "SOURCE" => (told is { Context.Length: > 0 } ? told.Context : s.Settings.RewriteContextOf(peer, s.SaslUser)).ToUpperInvariant(),
            _ => null,
        };
    }
}
