using System.Text;
using MailSuite.Mail;

namespace MailSuite.Postfix.Explaining;

/// <summary>An explanation for people.</summary>
internal static class TextReport
{
    internal static string Of(Explained told)
    {
        var text = new StringBuilder();
        var o = told.Options;
        Row(text, "recipient", o.Address);
        if (told.Recipient.Rewritten != o.Address)
            Row(text, "rewritten", told.Recipient.Rewritten);
        Row(text, "canonical", told.Recipient.Canonical);
        Found(text, told.Recipient.Lines);
        Row(text, "sender", told.Sender.Canonical.Length == 0 ? "<>" : told.Sender.Canonical);
        Found(text, told.Sender.Lines);
        Row(text, "delivered to", told.Routes.Count == 0 ? "nobody: see the notes" : string.Join(", ", told.Routes.Select(static r => r.Address)));
        Found(text, told.AliasLines);
        foreach (var (address, parameter) in told.Copies)
            Row(text, "copy to", $"{address} ({parameter})");
        foreach (var route in told.Routes)
            Add(text, route);
        if (told.Service.Length > 0)
            AddPolicy(text, told);
        foreach (string who in told.NotAsked)
            text.Append("\nnot asked: ").Append(who);
        if (told.NotAsked.Count > 0)
            text.Append('\n');
        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, string value, string indent = "") => text.Append(indent).Append(name.PadRight(13 - indent.Length)).Append(' ').Append(value).Append('\n');

    /// <summary>The answers that tables gave, and what was to be said about them.</summary>
    private static void Found(StringBuilder text, IEnumerable<ExplainLine> lines, string indent = "    ")
    {
        foreach (var line in lines)
            if (line.Kind == "lookup" && line.Outcome != "NotFound")
                text.Append(indent).Append(Lookup(line)).Append('\n');
            else if (line.Kind == "note")
                text.Append(indent).Append("note: ").Append(line.Text).Append('\n');
    }

    private static string Lookup(ExplainLine line) => line.Outcome == "TryLater" ? $"{line.Name}: \"{line.Subject}\": cannot be asked now"
        : line.Outcome == "NotFound" ? $"{line.Name}: \"{line.Subject}\" is not there"
        : line.Text is "yes" or "no" && !line.Name.Contains(':') ? $"{line.Name}: {line.Subject}" : $"{line.Name}: \"{line.Subject}\" -> {line.Text}";

    private static void Add(StringBuilder text, Route route)
    {
        var r = route.Resolution;
        text.Append('\n');
        Row(text, "mail for", route.Address);
        if (r.TryLater || r.Error)
        {
            Row(text, "result", r.Error ? "bounced: the address is not well-formed" : "deferred: a table cannot be asked", "  ");
            Found(text, route.Lines);
            return;
        }
        Row(text, "class", ClassName(r.Class), "  ");
        Row(text, "transport", r.Transport, "  ");
        Row(text, "next hop", r.Nexthop, "  ");
        Row(text, "program", route.Service, "  ");
        Found(text, route.Lines);
        foreach (var line in route.Servers)
            if (line.Kind == "site")
                Row(text, "site", $"{line.Name} ({(line.Outcome == "ok" ? line.Text : $"{line.Outcome}: {line.Text}")})", "  ");
            else if (line.Kind == "server")
                Row(text, "server", $"{line.Name}[{line.Subject}] preference {line.Outcome}, TLS {line.Text}", "  ");
            else if (line.Kind == "login")
                Row(text, "", $"logs in as {line.Outcome}", "  ");
        Found(text, route.Servers);
    }

    /// <summary>The class, with the parameter that puts a domain into it.</summary>
    internal static string ClassName(AddressClass c) => c switch
    {
        AddressClass.Local => "local (mydestination)",
        AddressClass.VirtualAlias => "virtual alias (virtual_alias_domains)",
        AddressClass.VirtualMailbox => "virtual mailbox (virtual_mailbox_domains)",
        AddressClass.Relay => "relay (relay_domains)",
        _ => "default (none of our domains)",
    };

    private static void AddPolicy(StringBuilder text, Explained told)
    {
        var client = told.Policy.FirstOrDefault(static l => l.Kind == "client");
        text.Append($"\nservice {told.Service}, client {client?.Name}").Append(client?.Text.Length > 0 ? $", helo {client.Text}" : "").Append(client?.Outcome.Length > 0 ? $", logged in as {client.Outcome}" : "").Append('\n');
        foreach (var line in told.Policy)
            switch (line.Kind)
            {
                case "list":
                    text.Append("  ").Append(line.Name).Append('\n');
                    break;
                case "restriction":
                    text.Append(' ', 4 + 2 * line.Depth).Append(line.Outcome.PadRight(9)).Append(' ').Append(line.Name).Append(line.Text.Length > 0 ? ": " + line.Text : "").Append('\n');
                    break;
                case "lookup" when line.Outcome != "NotFound":
                    text.Append(' ', 14).Append(Lookup(line)).Append('\n');
                    break;
                // A refusal stands beside its restriction already; FILTER, HOLD and the like are told here only.
                case "note" when line.Outcome != "info" || !line.Text.Contains(": reject: ", StringComparison.Ordinal):
                    text.Append(' ', 14).Append("note: ").Append(line.Text).Append('\n');
                    break;
            }
        text.Append($"verdict: {told.Verdict?.Outcome} {told.Verdict?.Text}\n");
        if (told.DecidedBy is { } by)
        {
            text.Append($"  decided by {by.Restriction.Name} in {by.List}\n");
            foreach (var line in by.Lookups)
                text.Append("    ").Append(Lookup(line)).Append('\n');
        }
        // What is not asked may decide otherwise.
        foreach (var line in told.Policy.Where(static l => l.Outcome == "not asked"))
            text.Append($"  not known: {line.Text} ({line.Name})\n");
    }
}
