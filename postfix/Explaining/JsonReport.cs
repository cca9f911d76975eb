using System.Text;
using MailSuite.Mail;

namespace MailSuite.Postfix.Explaining;

/// <summary>An explanation for programs: one JSON object in one line.</summary>
internal static class JsonReport
{
    internal static string Of(Explained told)
    {
        var o = told.Options;
        string verdict = told.Verdict is { } v ? Object(("action", Text(v.Outcome)), ("reply", Text(v.Text)), ("decided_by", DecidedBy(told))) : "null";
        var client = told.Policy.FirstOrDefault(static l => l.Kind == "client");
        return Object(
            ("address", Text(o.Address)), ("sender", Address(told.Sender)), ("recipient", Address(told.Recipient)),
            ("aliases", Object(("lookups", Lookups(told.AliasLines)), ("notes", Notes(told.AliasLines)))),
            ("copies", List(told.Copies.Select(static c => Object(("address", Text(c.Address)), ("parameter", Text(c.Parameter)))))),
            ("routes", List(told.Routes.Select(Route))), ("service", Text(told.Service)),
            ("client", client == null ? "null" : Object(("client", Text(client.Name)), ("reverse_name", Text(client.Subject)), ("sasl_user", Text(client.Outcome)), ("helo", Text(client.Text)))),
            ("restrictions", List(Lists(told.Policy))), ("verdict", verdict), ("not_asked", List(told.NotAsked.Select(Text)))) + "\n";
    }

    private static string DecidedBy(Explained told) => told.DecidedBy is not { } by ? "null"
        : Object(("list", Text(by.List)), ("restriction", Text(by.Restriction.Name)), ("lookups", Lookups(by.Lookups)));

    private static string Address(Mapping m) =>
        Object(("given", Text(m.Given)), ("rewritten", Text(m.Rewritten)), ("canonical", Text(m.Canonical)), ("lookups", Lookups(m.Lines)), ("notes", Notes(m.Lines)));

    private static string Route(Route route)
    {
        var r = route.Resolution;
        return Object(("address", Text(route.Address)), ("status", Text(r.TryLater ? "defer" : r.Error ? "bounce" : "ok")), ("class", Text(ClassName(r.Class))), ("transport", Text(r.Transport)),
            ("nexthop", Text(r.Nexthop)), ("program", Text(route.Service)), ("lookups", Lookups(route.Lines)), ("notes", Notes([.. route.Lines, .. route.Servers])), ("sites", List(Sites(route.Servers))));
    }

    /// <summary>Postfix's names of the classes.</summary>
    private static string ClassName(AddressClass c) => c switch
    {
        AddressClass.Local => "local", AddressClass.VirtualAlias => "virtual_alias", AddressClass.VirtualMailbox => "virtual_mailbox", AddressClass.Relay => "relay", _ => "default",
    };

    /// <summary>Each site with the servers and logins behind its line.</summary>
    private static IEnumerable<string> Sites(IReadOnlyList<ExplainLine> lines)
    {
        for (int i = 0; i < lines.Count; i++)
            if (lines[i] is { Kind: "site" } site)
                yield return Object(("site", Text(site.Name)), ("status", Text(site.Outcome)), ("text", Text(site.Text)),
                    ("servers", List(lines.Skip(i + 1).TakeWhile(static l => l.Kind != "site").Where(static l => l.Kind == "server").Select(s => Server(s, lines)))));
    }

    private static string Server(ExplainLine s, IEnumerable<ExplainLine> lines) => Object(("name", Text(s.Name)), ("address", Text(s.Subject)), ("preference", s.Outcome), ("tls", Text(s.Text)),
        ("login", lines.FirstOrDefault(l => l.Kind == "login" && l.Name == s.Name && l.Subject == s.Subject) is { } login ? Text(login.Outcome) : "null"));

    /// <summary>Each list with its restrictions, each restriction with its lookups.</summary>
    private static IEnumerable<string> Lists(IReadOnlyList<ExplainLine> lines)
    {
        for (int i = 0; i < lines.Count; i++)
            if (lines[i].Kind == "list")
                yield return Object(("list", Text(lines[i].Name)), ("restrictions", List(Restrictions([.. lines.Skip(i + 1).TakeWhile(static l => l.Kind != "list")]))));
    }

    private static IEnumerable<string> Restrictions(IReadOnlyList<ExplainLine> lines)
    {
        for (int i = 0; i < lines.Count; i++)
            if (lines[i] is { Kind: "restriction" } r)
            {
                var own = lines.Skip(i + 1).TakeWhile(static l => l.Kind != "restriction").ToList();
                yield return Object(("restriction", Text(r.Name)), ("depth", r.Depth.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("verdict", Text(r.Outcome)), ("text", Text(r.Text)),
                    ("lookups", Lookups(own)), ("notes", Notes(own)));
            }
    }

    private static string Lookups(IEnumerable<ExplainLine> lines) => List(lines.Where(static l => l.Kind == "lookup").Select(static l =>
        Object(("table", Text(l.Name)), ("key", Text(l.Subject)), ("result", Text(l.Outcome switch { "Found" => "found", "NotFound" => "not found", _ => "try later" })), ("value", Text(l.Text)))));

    private static string Notes(IEnumerable<ExplainLine> lines) => List(lines.Where(static l => l.Kind == "note").Select(static l => Text(l.Text)));

    private static string Object(params ReadOnlySpan<(string Name, string Value)> members)
    {
        var text = new StringBuilder("{");
        foreach (var (name, value) in members)
            text.Append(text.Length > 1 ? ", " : "").Append('"').Append(name).Append("\": ").Append(value);
        return text.Append('}').ToString();
    }

    private static string List(IEnumerable<string> values) => $"[{string.Join(", ", values)}]";

    private static string Text(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (char c in Bytes.Printable(value))
            text.Append(c is '"' or '\\' ? "\\" : "").Append(c);
        return text.Append('"').ToString();
    }
}
