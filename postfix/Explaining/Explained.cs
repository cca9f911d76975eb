using MailSuite.Mail;

namespace MailSuite.Postfix.Explaining;

/// <summary>All that is told of one recipient.</summary>
internal sealed record Explained(ExplainOptions Options)
{
    /// <summary>The smtpd service, "smtp/inet"; empty when there is none.</summary>
    public string Service { get; init; } = "";
    /// <summary>The sender as the queue file gets it.</summary>
    public required Mapping Sender { get; init; }
    /// <summary>The recipient, completed and canonical.</summary>
    public required Mapping Recipient { get; init; }
    /// <summary>What virtual aliases make of it: the questions that were asked.</summary>
    public required IReadOnlyList<ExplainLine> AliasLines { get; init; }
    /// <summary>Who gets a copy, and which parameter says so.</summary>
    public IReadOnlyList<(string Address, string Parameter)> Copies { get; init; } = [];
    /// <summary>Where it goes.</summary>
    public required IReadOnlyList<Route> Routes { get; init; }
    /// <summary>How smtpd judges it.</summary>
    public required IReadOnlyList<ExplainLine> Policy { get; init; }
    /// <summary>What is not known without asking.</summary>
    public required IReadOnlyList<string> NotAsked { get; init; }

    /// <summary>The last line: accepted or not; null when there is no smtpd.</summary>
    public ExplainLine? Verdict => Policy.LastOrDefault(static l => l.Kind == "verdict");

    /// <summary>The restriction that ended the session, and its list; null when it was accepted, or something that was put off decided.</summary>
    public (string List, ExplainLine Restriction, IReadOnlyList<ExplainLine> Lookups)? DecidedBy
    {
        get
        {
            if (Verdict is not { Outcome: "REJECT" or "DEFER" })
                return null;
            int at = Policy.ToList().FindLastIndex(static l => l.Kind == "restriction" && l.Outcome is "REJECT" or "DEFER" or "HANGUP");
            if (at < 0)
                return null;
            string list = Policy.Take(at).Last(static l => l.Kind == "list").Name;
            var asked = Policy.Skip(at + 1).TakeWhile(static l => l.Kind is "lookup" or "note").Where(static l => l.Kind == "lookup").ToList();
            // Where no table has an answer, that is the answer: nobody knows the user.
            return (list, Policy[at], asked.Exists(static l => l.Outcome != "NotFound") ? asked.FindAll(static l => l.Outcome != "NotFound") : asked);
        }
    }
}

/// <summary>An address and what it became.</summary>
/// <param name="Given">As it was said.</param>
/// <param name="Rewritten">Completed to user@domain.</param>
/// <param name="Canonical">Behind canonical_maps and masquerading.</param>
/// <param name="Lines">The questions that were asked.</param>
internal sealed record Mapping(string Given, string Rewritten, string Canonical, IReadOnlyList<ExplainLine> Lines);

/// <summary>How one final recipient travels.</summary>
/// <param name="Address">The recipient.</param>
/// <param name="Resolution">Class, transport and next hop.</param>
/// <param name="Lines">The questions that were asked.</param>
/// <param name="Service">"smtp (/etc/postfix/master.cf, line 20)"; what is wrong with it otherwise.</param>
/// <param name="Servers">Sites, servers and logins, for smtp and lmtp.</param>
internal sealed record Route(string Address, Resolution Resolution, IReadOnlyList<ExplainLine> Lines, string Service, IReadOnlyList<ExplainLine> Servers);
