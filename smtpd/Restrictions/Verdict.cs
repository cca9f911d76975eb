namespace MailSuite.Smtpd.Restrictions;

/// <summary>What one restriction says: go on with the next, let it pass the list, or refuse with a reply.</summary>
internal readonly record struct Verdict(VerdictKind Kind, SmtpReply? Reply = null)
{
    public static Verdict Dunno => new(VerdictKind.Dunno);
    public static Verdict Permit => new(VerdictKind.Permit);
    public static Verdict Refuse(SmtpReply reply) => new(VerdictKind.Refuse, reply);
}

internal enum VerdictKind { Dunno, Permit, Refuse }

/// <summary>What a list is about: the words of its replies, and which kind of access table a bare type:name means in it.</summary>
/// <param name="Parameter">Its parameter in main.cf.</param>
/// <param name="Class">"Client host", "Recipient address", ...</param>
/// <param name="TableCheck">The restriction that a bare "type:name" stands for; null where it is not allowed.</param>
internal sealed record Stage(string Parameter, string Class, string? TableCheck)
{
    public static readonly Stage
        Client = new("smtpd_client_restrictions", "Client host", "check_client_access"),
        Helo = new("smtpd_helo_restrictions", "Helo command", "check_helo_access"),
        Sender = new("smtpd_sender_restrictions", "Sender address", "check_sender_access"),
        Relay = new("smtpd_relay_restrictions", "Recipient address", "check_recipient_access"),
        Recipient = new("smtpd_recipient_restrictions", "Recipient address", "check_recipient_access"),
        Data = new("smtpd_data_restrictions", "Data command", null),
        EndOfData = new("smtpd_end_of_data_restrictions", "End-of-data", null),
        Etrn = new("smtpd_etrn_restrictions", "Etrn command", "check_etrn_access");
}

/// <summary>One element of a list: a row of the table of restrictions with its argument.</summary>
/// <param name="Row">What it is.</param>
/// <param name="Tables">The access table of a check_..._access; null otherwise.</param>
/// <param name="Class">The list of a restriction class; null otherwise.</param>
/// <param name="Number">The argument of sleep.</param>
internal sealed record Element(Restriction Row, MapList? Tables = null, Element[]? Class = null, int Number = 0);
