using MailSuite.Mail;
using MailSuite.Maps;
using MailSuite.Postfix.Checking;
using MailSuite.Protocol;

namespace MailSuite.Postfix.Explaining;

/// <summary>
/// postfix explain: what happens to mail for an address, and why. Addresses are rewritten, expanded and resolved by the libraries that the daemons use; restrictions
/// and servers are explained by smtpd and smtp themselves, run with the options of their lines in master.cf. Nothing is sent, and nobody is asked but DNS.
/// </summary>
internal static class ExplainCommand
{
    internal static int Run(Instance instance, IReadOnlyList<string> words)
    {
        var options = ExplainOptions.Parse(words);
        var subject = new Subject(instance);
        var smtpd = Smtpd(subject, options.Service);
        var config = smtpd?.Config ?? instance.Config;
        var explanation = new Explanation();
        Explained told;
        try
        {
            told = Explain(subject, smtpd, config, options, explanation);
        }
        finally
        {
            Log.To(new StandardErrorLog("postfix"));
        }
        Sys.Write(1, Bytes.Of(options.Json ? JsonReport.Of(told) : TextReport.Of(told)));
        return 0;
    }

    private static CheckedService? Smtpd(Subject subject, string name)
    {
        var all = subject.Services.Where(static s => s.Program == "smtpd");
        if (name.Length == 0)
            return all.FirstOrDefault();
        return all.FirstOrDefault(s => s.Entry.Name == name || s.Entry.Key == name || s.Entry.Port == name)
            ?? throw new FatalException($"no smtpd service \"{name}\" in {subject.Master.Path}");
    }

    private static Explained Explain(Subject subject, CheckedService? smtpd, MailConfig config, ExplainOptions options, Explanation explanation)
    {
        var tables = new CleanupTables(config);
        var expansion = new RecipientExpansion(tables, "NOQUEUE");
        var flags = new ReceiveOverrides(config).Apply(CleanupFlags.External);
        bool maps = (flags & CleanupFlags.Map) != 0;
        var rewriter = new AddressRewriter(config);
        Mapping Map(string address, Func<string, bool, string> map)
        {
            string given = MailAddress.Unquote(address), rewritten = rewriter.Rewrite(given), canonical = "";
            var lines = During(explanation, () => canonical = map(given, maps));
            return new Mapping(address, MailAddress.Quote(rewritten), MailAddress.Quote(canonical), lines);
        }
        var sender = Map(options.Sender, expansion.Sender);
        var recipient = Map(options.Address, expansion.Recipient);
        List<string> final = [];
        var aliasLines = During(explanation, () =>
        {
            string start = MailAddress.Unquote(recipient.Canonical);
            final = maps ? expansion.Expand(start) : [start];
            // As cleanup does: a message goes to each address once.
            final = [.. final.Distinct(StringComparer.OrdinalIgnoreCase)];
        });
        var resolver = new AddressResolver(config);
        var routes = final.ConvertAll(address => RouteOf(subject, resolver, MailAddress.Unquote(sender.Canonical), address, explanation));
        return new Explained(options)
        {
            Service = smtpd?.Entry.Key ?? "", Sender = sender, Recipient = recipient, AliasLines = aliasLines, Routes = routes,
            Copies = (flags & CleanupFlags.Bcc) == 0 ? [] : Copies(config, MailAddress.Unquote(sender.Canonical), MailAddress.Unquote(recipient.Canonical)),
            Policy = smtpd == null ? [] : Policy(subject, smtpd, options), NotAsked = NotAsked(config),
        };
    }

    private static List<(string, string)> Copies(MailConfig config, string sender, string recipient)
    {
        var copies = new List<(string, string)>();
        if (config.Get(CleanupParams.AlwaysBcc) is { Length: > 0 } always)
            copies.Add((always, CleanupParams.AlwaysBcc.Name));
        foreach (var (param, address) in ((Param<string>, string)[])[(CleanupParams.SenderBccMaps, sender), (CleanupParams.RecipientBccMaps, recipient)])
            if (MapList.Of(param, config).FindAddress(address) is { IsFound: true } found)
                copies.Add((found.Value, param.Name));
        return copies;
    }

    private static List<ExplainLine> During(Explanation explanation, Action work)
    {
        int before = explanation.Lines.Count;
        work();
        return [.. explanation.Lines.Skip(before)];
    }

    private static Route RouteOf(Subject subject, AddressResolver resolver, string sender, string address, Explanation explanation)
    {
        Resolution r = null!;
        var lines = During(explanation, () => r = resolver.Resolve(sender, address));
        if (r.TryLater || r.Error || r.Transport.Length == 0)
            return new Route(MailAddress.Quote(address), r, lines, "", []);
        var service = subject.Services.FirstOrDefault(s => s.Entry.Name == r.Transport && s.Entry.Type == "unix");
        if (service == null)
            return new Route(MailAddress.Quote(address), r, lines, $"not defined in {subject.Master.Path}: mail transport unavailable", []);
        var servers = service.Program is "smtp" or "lmtp" ? Child.Explain(subject.Instance, service, [sender, r.Nexthop]) : [];
        return new Route(MailAddress.Quote(address), r, lines, $"{service.Program} ({subject.Master.Path}, line {service.Entry.Line})", servers);
    }

    private static List<ExplainLine> Policy(Subject subject, CheckedService smtpd, ExplainOptions o) => Child.Explain(subject.Instance, smtpd,
    [
        $"address={o.Client}", $"name={o.ClientName}", $"helo={o.Helo}", $"sender={MailAddress.Unquote(o.Sender)}", $"recipient={MailAddress.Unquote(o.Address)}", $"login={o.SaslUser}",
        $"ask={(o.Ask ? "yes" : "no")}",
    ]);

    /// <summary>Who else has a say in a message, once it is there.</summary>
    private static List<string> NotAsked(MailConfig config)
    {
        var list = new List<string>();
        foreach (string milter in config.Text("smtpd_milters").Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries))
            list.Add($"milter {milter} would be asked");
        if (config.Get(SmtpdParams.ProxyFilter) is { Length: > 0 } proxy)
            list.Add($"before-queue filter {proxy} (smtpd_proxy_filter) would get the message");
        if (config.Get(PickupParams.ContentFilter) is { Length: > 0 } filter)
            list.Add($"content filter {filter} would get the message first; the routes above are those behind it");
        return list;
    }
}
