namespace MailSuite.Imapd;

/// <summary>When something is offered.</summary>
[Flags]
internal enum Offer
{
    /// <summary>Before login.</summary>
    AtDoor = 1,
    /// <summary>After login.</summary>
    Inside = 2,
    /// <summary>Always.</summary>
    Always = 3,
}

/// <summary>What CAPABILITY lists: the rows here, and those of the commands that are capabilities themselves.</summary>
internal static class Capabilities
{
    // Extensions that are ways of writing known commands, not commands of their own.
    private static readonly (string Name, Offer When)[] Rows =
    [
        ("IMAP4rev1", Offer.Always),
        ("SASL-IR", Offer.AtDoor),
        ("LITERAL+", Offer.Always),
        ("CHILDREN", Offer.Inside),
        ("UIDPLUS", Offer.Inside),
        ("LIST-EXTENDED", Offer.Inside),
        ("LIST-STATUS", Offer.Inside),
        ("SPECIAL-USE", Offer.Inside),
        ("ESEARCH", Offer.Inside),
        ("SEARCHRES", Offer.Inside),
        ("WITHIN", Offer.Inside),
        ("STATUS=SIZE", Offer.Inside),
    ];

    internal static string Inside { get; } = Join(Offer.Inside, ImapCommands.Table.Select(static c => c.Capability));

    /// <summary>Before login, with what holds just now: STARTTLS, LOGINDISABLED, mechanisms.</summary>
    internal static string AtDoor(bool startTls, bool passwords, IEnumerable<string> mechanisms) =>
        Join(Offer.AtDoor, [.. DoorCommands.Capabilities, startTls ? "STARTTLS" : "", passwords ? "" : "LOGINDISABLED", .. passwords ? mechanisms.Select(static m => "AUTH=" + m) : []]);

    private static string Join(Offer when, IEnumerable<string> more)
    {
        var names = Rows.Where(r => (r.When & when) != 0).Select(static r => r.Name).ToList();
        names.AddRange(more.Where(static m => m.Length > 0));
        return string.Join(' ', names.Distinct());
    }
}
