using System.Text.Json;

namespace MailSuite.Tests.Sys;

/// <summary>postfix explain tells what the daemons would do, without doing it.</summary>
public sealed class ExplainTests
{
    private static Instance Made() => new Instance(new()
    {
        ["canonical_maps"] = "inline:{ {info@virtual.example = alice@virtual.example} }",
        ["virtual_alias_maps"] = "inline:{ {team@virtual.example = alice@virtual.example, joe@far.example} }",
        ["transport_maps"] = "inline:{ {far.example = relay:[127.0.0.1]:9} }",
        ["smtpd_restriction_classes"] = "strict",
        ["strict"] = "check_recipient_access inline:{ {blocked@virtual.example = REJECT go away} }",
        ["smtpd_recipient_restrictions"] = "strict, check_policy_service inet:127.0.0.1:9, reject_rbl_client dnsbl.example",
        ["smtp_tls_policy_maps"] = "inline:{ {[127.0.0.1]:9 = encrypt protocols=TLSv1.3} }",
        ["smtpd_peername_lookup"] = "no",
    }).User("alice@virtual.example", "wonderland");

    private static JsonElement Explain(Instance instance, params string[] words)
    {
        var ran = instance.Suite("postfix", ["explain", "-j", .. words]);
        Assert.True(ran.Exit == 0, ran.All);
        return JsonDocument.Parse(ran.Out).RootElement.Clone();
    }

    private static string Text(JsonElement e, string name) => e.GetProperty(name).GetString()!;

    [Fact]
    public void Aliases_classes_transports_and_tls_are_told()
    {
        using var instance = Made();
        instance.Suite("newaliases").Well();
        var told = Explain(instance, "team@virtual.example");
        var routes = told.GetProperty("routes");
        Assert.Equal(["alice@virtual.example", "joe@far.example"], routes.EnumerateArray().Select(static r => Text(r, "address")));
        Assert.Equal(["virtual_mailbox", "default"], routes.EnumerateArray().Select(static r => Text(r, "class")));
        Assert.Equal(("relay", "[127.0.0.1]:9"), (Text(routes[1], "transport"), Text(routes[1], "nexthop")));
        var server = routes[1].GetProperty("sites")[0].GetProperty("servers")[0];
        Assert.Equal(("127.0.0.1:9", "encrypt protocols=TLSv1.3"), (Text(server, "address"), Text(server, "tls")));
        Assert.Equal("alice@virtual.example", Text(Explain(instance, "info@virtual.example").GetProperty("recipient"), "canonical"));
    }

    [Fact]
    public void The_verdict_is_smtpds_own()
    {
        using var instance = Made().Start();
        foreach (string address in (string[])["blocked@virtual.example", "nobody@virtual.example", "joe@elsewhere.example"])
        {
            // From loopback nobody is a stranger; so the answer of the living smtpd is compared for that client. The policy server is not there.
            var verdict = Explain(instance, "--client", "localhost[127.0.0.1]", "--helo", "client.example", "--sender", "a@b.example", "--ask", address).GetProperty("verdict");
            string said = Instance.Type(instance.Smtp, "EHLO client.example", "MAIL FROM:<a@b.example>", $"RCPT TO:<{address}>", "QUIT");
            Assert.Contains("S: " + (Text(verdict, "action") == "ACCEPT" ? "250 2.1.5 Ok" : Text(verdict, "reply")) + "\n", said, StringComparison.Ordinal);
        }
        var blocked = Explain(instance, "blocked@virtual.example").GetProperty("verdict");
        Assert.Equal(("REJECT", "check_recipient_access inline:{ {blocked@virtual.example = REJECT go away} }"), (Text(blocked, "action"), Text(blocked.GetProperty("decided_by"), "restriction")));
        Assert.Equal("blocked@virtual.example", Text(blocked.GetProperty("decided_by").GetProperty("lookups")[0], "key"));
        Assert.Equal("DEFER", Text(Explain(instance, "joe@elsewhere.example").GetProperty("verdict"), "action"));
        Assert.Equal("ACCEPT", Text(Explain(instance, "--sasl-user", "alice@virtual.example", "joe@elsewhere.example").GetProperty("verdict"), "action"));
        Assert.DoesNotContain("to=<blocked@virtual.example>, relay", instance.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void Servers_are_named_and_not_asked()
    {
        using var instance = Made();
        instance.Suite("newaliases").Well();
        string text = instance.Suite("postfix", "explain", "alice@virtual.example").All;
        Assert.Contains("not asked check_policy_service 127.0.0.1:9: the policy server 127.0.0.1:9 would be asked", text, StringComparison.Ordinal);
        Assert.Contains("the DNS list dnsbl.example would be asked", text, StringComparison.Ordinal);
        Assert.Contains("verdict: ACCEPT", text, StringComparison.Ordinal);
    }
}
