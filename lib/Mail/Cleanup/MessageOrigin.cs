namespace MailSuite.Mail;

/// <summary>Who sent a message to whom, for the log lines about its content.</summary>
internal sealed class MessageOrigin
{
    private string from = "unknown", protocol = "", helo = "";

    /// <summary>Envelope sender, internal form; null while unknown.</summary>
    public string? Sender { get; set; }

    /// <summary>The last recipient so far, internal form; null when there is none.</summary>
    public string? Recipient { get; set; }

    /// <summary>Remembers an attribute of the envelope if it is one that log lines show.</summary>
    public void Note(string name, string value)
    {
        if (!name.StartsWith("log_", StringComparison.Ordinal))
            return;
        switch (name)
        {
            case "log_message_origin": from = value; break;
            case "log_protocol_name": protocol = value; break;
            case "log_helo_name": helo = value; break;
        }
    }

    /// <summary>"from client[address]; from=&lt;s&gt; to=&lt;r&gt;", as every such line has it.</summary>
    public string Parties => $"from {from};{Part("from", Sender)}{Part("to", Recipient)}";

    /// <summary>The same with protocol and name of the client where they are known.</summary>
    public override string ToString() => Parties + (protocol.Length > 0 ? $" proto={protocol}" : "") + (helo.Length > 0 ? $" helo=<{helo}>" : "");

    private static string Part(string name, string? address) => address == null ? "" : $" {name}=<{LogAddress.Of(address)}>";
}
