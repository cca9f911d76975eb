namespace MailSuite.Local;

/// <summary>One address on its way through the expansion; each step works on a copy, so that what follows beside it sees nothing of it.</summary>
/// <param name="Level">How deep in aliases, .forward and :include: files.</param>
/// <param name="Address">The recipient, internal form.</param>
/// <param name="Sender">The envelope sender, or the owner of the list.</param>
internal sealed record Stage(int Level, string Address, string Sender)
{
    /// <summary>For Delivered-To; the recipient that was forwarded, not the one forwarded to.</summary>
    public string Delivered { get; init; } = "";
    /// <summary>The whole local part, lower case.</summary>
    public string Local { get; init; } = "";
    /// <summary>The local part without its extension.</summary>
    public string User { get; init; } = "";
    /// <summary>The address's domain.</summary>
    public string Domain { get; init; } = "";
    /// <summary>The extension with its delimiter; empty without one.</summary>
    public string Extension { get; init; } = "";
    /// <summary>The extension that goes on to the addresses of the expansion.</summary>
    public string Unmatched { get; init; } = "";
    /// <summary>Who answers for the expansion: an owner- alias, or the user of a .forward. With one, other local users get a message of their own.</summary>
    public string Owner { get; init; } = "";
    /// <summary>The alias whose expansion named it; in its own expansion an alias is the user of that name.</summary>
    public string Alias { get; init; } = "";
    /// <summary>Sent on in the name of a list's owner: the members know nothing of what the sender asked for (RFC 3461 5.2.7.3).</summary>
    public bool IsListMember { get; init; }
    /// <summary>By what it came here.</summary>
    public ExpandedBy By { get; init; }
    /// <summary>Written as \name: straight to the mailbox.</summary>
    public bool Direct { get; init; }
}
