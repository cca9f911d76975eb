namespace MailSuite.Tests.Smtp;

public class HostFinderTests
{
    private const string Taken = "S: 220 hi\nC: EHLO client.example\nS: 250 x\nC: MAIL FROM:<sender@example.com>\nS: 250 ok\nC: RCPT TO:<a@example.com>\nS: 250 ok\nC: DATA\nS: 354 go\nC..\nS: 250 taken";

    private static string End(string mainCf, string nexthop, Dictionary<string, string[]> zone, FakeServer? server = null)
    {
        using var bench = new SmtpBench(mainCf.Replace("PORT", $"{server?.Port}"), zone.ToDictionary(static p => p.Key, p => p.Value.Select(v => v.Replace("PORT", $"{server?.Port}")).ToArray()));
        bench.Deliver(nexthop, "Body", ["a@example.com"]);
        return bench.Log_(server?.Port ?? 1)[^1];
    }

    private static readonly Dictionary<string, string[]> Own = new()
    {
        ["me.example MX"] = ["10 self.example"],
        ["backup.example MX"] = ["5 first.example", "10 self.example"],
        ["first.example A"] = ["127.0.0.1"],
        ["self.example A"] = ["192.0.2.77"],
    };

    [Fact]
    public void Mail_for_which_we_are_best_goes_to_best_mx_transport()
    {
        using var bench = new SmtpBench("best_mx_transport = local:here", Own);
        var taken = bench.ServeAgent("local");
        Assert.True(bench.Deliver("me.example", "Body", ["a@me.example"]).AllDone);
        Assert.Equal("here", Assert.Single(taken).Nexthop);
        Assert.DoesNotContain(bench.Log_(1), static l => l.Contains("status="));
    }

    [Fact]
    public void A_best_mx_transport_that_is_not_there_defers() =>
        Assert.EndsWith("dsn=4.3.0, status=deferred (mail transport unavailable)", End("best_mx_transport = local", "me.example", Own));

    [Fact]
    public void A_backup_server_does_not_use_the_fallback_relay()
    {
        using var server = new FakeServer("S: 450 4.3.2 not now", Taken);
        Assert.EndsWith("status=deferred (host first.example[127.0.0.1] refused to talk to me: 450 4.3.2 not now)",
            End("smtp_tcp_port = PORT\nsmtp_fallback_relay = [127.0.0.1]:PORT", "backup.example", Own, server));
    }

    [Fact]
    public void The_fallback_relay_takes_what_the_servers_do_not()
    {
        using var server = new FakeServer(Taken);
        Assert.Contains("relay=127.0.0.1[127.0.0.1]:PORT", End("smtp_fallback_relay = [127.0.0.1]:PORT", "nowhere.example", new() { ["nowhere.example MX"] = ["!"] }, server));
    }

    [Theory]
    [InlineData("smtp_dns_reply_filter = regexp:{{/^mx1\\./ ignore}}", "status=deferred (Error looking up name=mx1.example.com type=A: DNS reply filter drops all results)", "4.7.0")]
    [InlineData("smtp_dns_reply_filter = regexp:{{/^example.com. 60 IN MX 10 mx1.example.com./ IGNORE}}", "status=deferred (Error looking up name=example.com type=MX: DNS reply filter drops all results)", "4.7.0")]
    [InlineData("smtp_dns_reply_filter = static:nonsense", "status=deferred (Error looking up name=example.com type=MX: Invalid DNS reply filter syntax)", "4.4.3")]
    [InlineData("smtp_dns_reply_filter = fail:x", "status=deferred (Error looking up name=example.com type=MX: Invalid DNS reply filter syntax)", "4.4.3")]
    [InlineData("smtp_dns_reply_filter = static:nonsense\nignore_mx_lookup_error = yes", "status=deferred (Error looking up name=example.com type=A: Invalid DNS reply filter syntax)", "4.4.3")]
    public void A_filter_decides_which_records_are_seen(string mainCf, string end, string status)
    {
        string line = End(mainCf.Replace("{{", "{ {").Replace("}}", "} }"), "example.com", new() { ["example.com MX"] = ["10 mx1.example.com"], ["mx1.example.com A"] = ["127.0.0.1"], ["example.com A"] = ["127.0.0.1"] });
        Assert.EndsWith($"dsn={status}, {end}", line);
    }

    [Fact]
    public void A_service_is_where_its_record_says()
    {
        using var server = new FakeServer(Taken);
        Assert.Contains("relay=sub.example.com[127.0.0.1]:PORT", End("use_srv_lookup = submission", "example.com:submission",
            new() { ["_submission._tcp.example.com SRV"] = ["0 1 PORT sub.example.com"], ["sub.example.com A"] = ["127.0.0.1"] }, server));
    }

    [Theory]
    [InlineData("", "dsn=5.4.4, status=bounced (Host or domain name not found. Name service error for name=_submission._tcp.none.example type=SRV: Host not found)", "none.example")]
    [InlineData("allow_srv_lookup_fallback = yes", "dsn=5.4.4, status=bounced (Host or domain name not found. Name service error for name=none.example type=A: Host not found)", "none.example")]
    [InlineData("", "dsn=4.4.3, status=deferred (Host or domain name not found. Name service error for name=_submission._tcp.later.example type=SRV: Host not found, try again)", "later.example")]
    [InlineData("ignore_srv_lookup_error = yes", "dsn=5.4.4, status=bounced (Host or domain name not found. Name service error for name=later.example type=A: Host not found)", "later.example")]
    [InlineData("", "dsn=5.1.0, status=bounced (Domain null.example does not support service submission (nullSRV))", "null.example")]
    public void A_service_that_has_no_record(string mainCf, string end, string domain) =>
        Assert.EndsWith(end, End("use_srv_lookup = submission\n" + mainCf, domain + ":submission", new() { ["_submission._tcp.later.example SRV"] = ["!"], ["_submission._tcp.null.example SRV"] = ["0 0 0 ."] }));

    [Fact]
    public void Without_DNS_only_the_hosts_own_tables_are_asked()
    {
        using var server = new FakeServer(Taken);
        Assert.Contains("relay=localhost[127.0.0.1]:PORT", End("smtp_dns_support_level = disabled", $"localhost:{server.Port}", new() { ["localhost MX"] = ["!"] }, server));
    }

    [Fact]
    public void What_DNS_cannot_say_now_is_not_taken_from_elsewhere() =>
        Assert.EndsWith("dsn=4.4.3, status=deferred (Host or domain name not found. Name service error for name=localhost type=A: Host not found, try again)",
            End("smtp_host_lookup = native, dns", "[localhost]", new() { ["localhost A"] = ["!"] }));
}
