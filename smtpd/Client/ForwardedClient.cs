namespace MailSuite.Smtpd;

/// <summary>What XFORWARD told of the client from which a message first came: for logs and agents, not for decisions. Good for one transaction.</summary>
internal sealed record ForwardedClient
{
    public string Name { get; init; } = ClientAttribute.Unknown;
    public string Address { get; init; } = ClientAttribute.Unknown;
    public string Port { get; init; } = ClientAttribute.Unknown;
    public string Protocol { get; init; } = ClientAttribute.Unknown;
    public string Helo { get; init; } = "";
    /// <summary>The queue id that the message has upstream; empty when not told.</summary>
    public string Ident { get; init; } = "";
    /// <summary>"local" or "remote"; empty when not told.</summary>
    public string Context { get; init; } = "";
    /// <summary>Was the client told of, besides the ident?</summary>
    public bool HasClient { get; init; }

    /// <summary>"name[address]".</summary>
    public string Display => $"{Name}[{Address}]";
}
