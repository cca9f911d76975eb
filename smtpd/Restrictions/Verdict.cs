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
    public const string ClientHost = "Client host", UnverifiedClientHost = "Unverified Client host", ClientCertificate = "Client certificate", SaslLogin = "SASL login name",
        HeloCommand = "Helo command", SenderAddress = "Sender address", RecipientAddress = "Recipient address", EtrnCommand = "Etrn command";

    public static readonly Stage
        Client = new("smtpd_client_restrictions", ClientHost, "check_client_access"),
        Helo = new("smtpd_helo_restrictions", HeloCommand, "check_helo_access"),
        Sender = new("smtpd_sender_restrictions", SenderAddress, "check_sender_access"),
        Relay = new("smtpd_relay_restrictions", RecipientAddress, "check_recipient_access"),
        Recipient = new("smtpd_recipient_restrictions", RecipientAddress, "check_recipient_access"),
        Data = new("smtpd_data_restrictions", "Data command", null),
        EndOfData = new("smtpd_end_of_data_restrictions", "End-of-data", null),
        Etrn = new("smtpd_etrn_restrictions", EtrnCommand, "check_etrn_access");
}

/// <summary>One element of a list: a row of the table of restrictions with its argument.</summary>
/// <param name="Row">What it is.</param>
/// <param name="Table">The access table of a check_..._access; null otherwise.</param>
/// <param name="Class">The list of a restriction class; null otherwise.</param>
/// <param name="Number">The argument of sleep.</param>
/// <param name="List">The DNS list of an rbl or dnswl restriction; null otherwise.</param>
/// <param name="Server">The server of check_policy_service; null otherwise.</param>
internal sealed record Element(Restriction Row, AccessTable? Table = null, Element[]? Class = null, int Number = 0, DnsList? List = null, PolicyServer? Server = null);

/// <summary>An access(5) table as an element has it: opened, with its name for warnings.</summary>
internal sealed class AccessTable(string name, MailConfig config)
{
    /// <summary>"type:name".</summary>
    public string Name { get; } = name;

    public MapList Maps { get; } = MapList.Parse(name, config, title: name);

    /// <summary>The search orders of access(5).</summary>
    public AccessSearch Search => search ??= new AccessSearch(Maps, config);

    private AccessSearch? search;

    /// <summary>Which of a certificate's fingerprints are asked for, in order (check_ccert_access).</summary>
    public string[] Fingerprints { get; init; } = [];
}
