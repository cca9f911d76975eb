namespace MailSuite.Mail;

/// <summary>Which kind of domain an address is in; it decides over transport, over the table of valid recipients and over relaying.</summary>
public enum AddressClass
{
    /// <summary>None: the address could not be resolved.</summary>
    None = 0,
    /// <summary>$mydestination, and our own [addresses].</summary>
    Local = 256,
    /// <summary>$virtual_alias_domains: every address must be an alias.</summary>
    VirtualAlias = 512,
    /// <summary>$virtual_mailbox_domains.</summary>
    VirtualMailbox = 1024,
    /// <summary>$relay_domains.</summary>
    Relay = 2048,
    /// <summary>Everything else.</summary>
    Default = 4096,
}

/// <summary>What else is to be known of a resolution.</summary>
[Flags]
public enum ResolutionFlags
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>The local part holds routing of its own (user@x, user%x, x!user) that the destination may act upon.</summary>
    Routed = 2,
    /// <summary>The address is not well-formed: refuse it.</summary>
    Error = 4,
    /// <summary>A table could not be asked: try later.</summary>
    TryLater = 8,
}

/// <summary>How mail for an address travels.</summary>
/// <param name="Transport">Service of master.cf: "local", "smtp", ...</param>
/// <param name="Nexthop">What that service is told: a domain, [host]:port, or the error mailer's text.</param>
/// <param name="Recipient">The address after routing operators of our own domains were worked off, internal form.</param>
/// <param name="Class">Its class.</param>
/// <param name="Flags">What else.</param>
public sealed record Resolution(string Transport, string Nexthop, string Recipient, AddressClass Class, ResolutionFlags Flags)
{
    /// <summary>A table could not be asked.</summary>
    public bool TryLater => (Flags & ResolutionFlags.TryLater) != 0;

    /// <summary>The address is not well-formed.</summary>
    public bool Error => (Flags & ResolutionFlags.Error) != 0;

    internal static Resolution Unavailable(string address) => new("", "", address, AddressClass.None, ResolutionFlags.TryLater);
}
