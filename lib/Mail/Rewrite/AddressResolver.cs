using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>
/// Says how mail for an address travels (trivial-rewrite(8), resolve). smtpd, cleanup and qmgr have one in their own process; answers
/// are remembered while the tables are unchanged, so that the usual question is one look into a dictionary.
/// </summary>
public sealed class AddressResolver
{
    private const int MostRemembered = 20_000;
    private const long LookAgainMillis = 1000;

    private readonly MailConfig config;
    private readonly AddressRewriter rewriter;
    private readonly bool probe;
    private readonly Clock clock;
    private readonly Dictionary<(string Sender, string Address), Resolution> known = [];
    private RoutingTables tables;
    private long lookAgain;

    /// <summary>Opens the tables of a configuration; do it before a jail. <paramref name="probe"/>: by the address_verify_* settings.</summary>
    public AddressResolver(MailConfig config, AddressRewriter? rewriter = null, bool probe = false, Clock? clock = null)
    {
        this.config = config;
        this.probe = probe;
        this.clock = clock ?? Clock.System;
        this.rewriter = rewriter ?? new AddressRewriter(config);
        tables = new RoutingTables(config, probe);
    }

    /// <summary>Resolves an address (internal form) for mail from a sender. Whoever asks about routing without a sender gives "".</summary>
    public Resolution Resolve(string sender, string address)
    {
        if (!tables.CanRemember)
            return new ResolverWork(config, rewriter, tables).Resolve(sender, address);
        if (clock.Milliseconds >= lookAgain)
            ForgetWhatChanged();
        var key = (tables.BySender ? sender : "", address);
        if (known.TryGetValue(key, out var answer))
            return answer;
        answer = new ResolverWork(config, rewriter, tables).Resolve(sender, address);
        if (!answer.TryLater)
        {
            if (known.Count >= MostRemembered)
                known.Clear();
            known[key] = answer;
        }
        return answer;
    }

    private void ForgetWhatChanged()
    {
        lookAgain = clock.Milliseconds + LookAgainMillis;
        if (!tables.HasChanged())
            return;
        known.Clear();
        tables.Close();
        tables = new RoutingTables(config, probe);
    }
}
