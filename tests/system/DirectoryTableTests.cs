using System.Net;
using System.Net.Sockets;

namespace MailSuite.Tests.Sys;

/// <summary>ldap: against OpenLDAP.</summary>
public sealed class LdapTableTests(SlapdServer server) : IClassFixture<SlapdServer>
{
    private const string Filter = "query_filter = (mail=%s)", Title = "result_attribute = title";

    private string Table(TableQuestions ask, params string[] lines) => "ldap:" + ask.Parameters("t.cf", [$"server_host = 127.0.0.1:{server.Port}", "search_base = dc=x,dc=org", .. lines]);

    [Needs("slapd")]
    public void Answers_are_those_of_Debians_postmap()
    {
        server.Start();
        using var ask = new TableQuestions();
        Assert.Equal("ann@x.org\tann@host.x.org\n", ask.Same(Table(ask, Filter, Title), "ann@x.org"));
        foreach (string[] lines in (string[][])
        [
            ["query_filter = mail=%s", "result_attribute = mail, title"],
            [Filter, Title, "special_result_attribute = seeAlso, labeledURI"],
            [Filter, "result_attribute =", "leaf_result_attribute = mail", "special_result_attribute = seeAlso labeledURI"],
            [Filter, Title, "special_result_attribute = seeAlso", "terminal_result_attribute = employeeType", "leaf_result_attribute = mail"],
            [Filter, Title, "special_result_attribute = seeAlso", "recursion_limit = 1"],
            [Filter, Title, "result_format = smtp:[%d]", "domain = x.org"],
            [Filter, Title, "scope = one"],
            [Filter, Title, "bind = no"],
            [Filter, Title, "bind = maybe"],
            [Filter, Title, "search_base = dc=none,dc=org"],
            ["query_filter = (objectClass=*)", Title, "search_base = cn=%u,ou=people,dc=%2,dc=%1", "scope = base"],
            ["query_filter = (|(mail=%s)(cn=*))", Title, "expansion_limit = 2"],
            ["query_filter = (mail=*)", Title, "size_limit = 2"],
            ["query_filter = (mail=%s", Title],
            [Filter, Title, "version = 7", "dereference = 9", "cache = yes"],
        ])
            ask.Same(Table(ask, lines), "none@x.org", "ann", "ann@x.org", "url@x.org", "term@x.org", "staff@x.org", "loop@x.org");
    }

    [Needs("slapd")]
    public void Binding_and_TLS_are_as_with_Debians_postmap()
    {
        server.Start();
        using var ask = new TableQuestions();
        string socket = server.In("s").Replace("/", "%2F", StringComparison.Ordinal), ca = "tls_ca_cert_file = " + server.In("cert.pem");
        string dn = "bind_dn = cn=ann,ou=people,dc=x,dc=org";
        foreach (string[] lines in (string[][])
        [
            [dn, "bind_pw = annpw"],
            ["start_tls = yes"],
            ["start_tls = yes", "tls_require_cert = yes", ca],
            [$"server_host = ldaps://127.0.0.1:{server.TlsPort}", "tls_require_cert = yes", ca],
            [$"server_host = ldap://127.0.0.1:{Instance.FreePort()} ldapi://{socket}"],
        ])
            Assert.Equal("ann@x.org\tann@host.x.org\n", ask.Same(Table(ask, [Filter, Title, .. lines]), "ann@x.org"));
        foreach (string[] lines in (string[][])
        [
            [dn, "bind_pw = wrong"],
            ["start_tls = yes", "tls_require_cert = yes"],
            [$"server_host = ldaps://127.0.0.1:{server.TlsPort}", "tls_require_cert = yes"],
            [$"server_host = 127.0.0.1:{Instance.FreePort()}"],
            ["bind = sasl", "sasl_mechs = PLAIN"],
        ])
        {
            ask.Same(Table(ask, [Filter, Title, .. lines]), "ann@x.org");
            ask.Later(Table(ask, [Filter, Title, .. lines]), "ann@x.org");
        }
    }

    [Needs("slapd")]
    public void Q_01_no_key_is_more_than_a_value_of_the_filter()
    {
        server.Start();
        using var ask = new TableQuestions();
        string byFilter = Table(ask, Filter, Title), byBase = "ldap:" + ask.Parameters("base.cf", $"server_host = 127.0.0.1:{server.Port}", "search_base = cn=%s,ou=people,dc=x,dc=org", "query_filter = (cn=%s)", Title, "scope = base");
        string[] keys = ["*", "a*", "*)(mail=*", "ann@x.org)(|(cn=*)", "ann@x.org\\", "\\2a", "(", "ann@x.org)", "ann,ou=people", "ann\\2cou=people", "ann+sn=ann"];
        Assert.Equal("star*(x)@x.org\tstar@host.x.org\n", ask.Same(byFilter, [.. keys, "star*(x)@x.org"]));
        Assert.Equal("star*(x)\tstar@host.x.org\n", ask.Same(byBase, [.. keys, "star*(x)"]));
    }

    [Needs("slapd")]
    public void A_server_that_takes_the_connection_and_says_nothing_is_a_temporary_error()
    {
        using var ask = new TableQuestions();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        string host = $"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}";
        foreach (string[] lines in (string[][])[[$"server_host = {host}"], [$"server_host = {host}", "start_tls = yes"], [$"server_host = ldaps://{host}"], [$"server_host = {host}", "bind = no"]])
            ask.Later(Table(ask, [Filter, Title, "timeout = 1", .. lines]), "ann@x.org");
    }
}

/// <summary>memcache: against memcached.</summary>
public sealed class MemcacheTableTests(MemcachedServer server) : IClassFixture<MemcachedServer>
{
    private string Host => $"memcache = inet:127.0.0.1:{server.Port}";

    [Needs("memcached")]
    public void Answers_are_those_of_Debians_postmap_and_the_backup_fills_the_cache()
    {
        server.Start();
        using var ask = new TableQuestions();
        string backup = "cdb:" + ask.Table("b", "a@x.org from backup", "b@x.org other");
        ask.Instance.Suite("postmap", backup).Well();
        string Table(params string[] lines) => "memcache:" + ask.Parameters("t.cf", lines);
        server.Say("set t:a@x.org 0 0 5\r\nhello");
        server.Say("set a-x.org 0 0 3\r\nudx");
        Assert.Equal("A@x.org\thello\n", ask.Same(Table(Host, "key_format = t:%s"), "A@x.org"));
        Assert.Equal("a@x.org\tudx\n", ask.Same(Table(Host, "key_format = %u-%d", "domain = x.org"), "a@x.org", "none", "with space", "a@y.org", "@x.org"));
        ask.Same(Table(Host, "key_format = t:%s", "data_size_limit = 3"), "a@x.org");
        ask.Same(Table("memcache = bad"), "a@x.org");
        Assert.Equal(1, ask.Ask(Table(Host, "key_format = t:%s"), "a@x.org\r\nflush_all").Exit);
        Assert.Equal("from backup", ask.Ask(Table(Host, "key_format = u:%s", "backup = " + backup), "a@x.org").Well().Out.TrimEnd('\n'));
        Assert.StartsWith("VALUE u:a@x.org 0 11\nfrom backup\n", server.Say("get u:a@x.org"), StringComparison.Ordinal);
        Assert.Equal("a@x.org\tfrom backup\n", ask.Same(Table($"memcache = inet:127.0.0.1:{Instance.FreePort()}", "backup = " + backup), "a@x.org"));
        ask.Later(Table($"memcache = inet:127.0.0.1:{Instance.FreePort()}"), "a@x.org");
    }

    [Needs("memcached")]
    public void Entries_are_deleted_in_the_cache_and_behind_it_and_long_keys_go_as_digests()
    {
        server.Start();
        using var ask = new TableQuestions();
        string backup = "lmdb:" + ask.Table("b", "a@x.org from backup", "b@x.org other");
        ask.Instance.Suite("postmap", backup).Well();
        string table = "memcache:" + ask.Parameters("t.cf", Host, "backup = " + backup, "key_digest = sha256");
        string key = new string('k', 300) + "@x.org";
        ask.Instance.SuiteWith($"{key} long\n", "postmap", "-i", backup).Well();
        Assert.Equal("long\n", ask.Ask(table, key).Well().Out);
        string digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)));
        Assert.Contains("long", server.Say("get " + digest));
        ask.Instance.Suite("postmap", "-d", key, table).Well();
        Assert.Equal("END\n", server.Say("get " + digest));
        Assert.Equal(1, ask.Ask(table, key).Exit);
        Assert.Equal(1, ask.Instance.Suite("postmap", "-d", key, table).Exit);
        Assert.Equal(2, ask.Instance.Suite("postmap", "-s", table).Well().Out.Count(static c => c == '\n'));
    }

    [Needs("memcached")]
    public void What_probes_have_found_out_is_shared_with_other_hosts()
    {
        server.Start();
        using var instance = new Instance(new()
        {
            ["smtpd_recipient_restrictions"] = "reject_unverified_recipient",
            ["unverified_recipient_reject_code"] = "550",
            ["address_verify_map"] = "memcache:$config_directory/verify.cf",
            ["address_verify_poll_delay"] = "1s",
            ["address_verify_poll_count"] = "20",
            ["transport_maps"] = "inline:{{un.example=error:5.1.1 no such user},{ok.example=discard:}}",
        });
        File.WriteAllText(instance.Config("verify.cf"), $"{Host}\nkey_format = verify:%s\n");
        instance.Start();
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string known = $"2:0:{now}:said another host";   // undeliverable, as the verify(8) of another host has put it there
        server.Say($"set verify:known@ok.example 0 0 {known.Length}\r\n{known}");
        string said = Instance.Type(instance.Smtp, "HELO x", "MAIL FROM:<a@b.example>", "RCPT TO:<x@un.example>", "RCPT TO:<known@ok.example>", "QUIT");
        Assert.Contains("S: 550 5.1.1 <x@un.example>: Recipient address rejected: undeliverable address: no such user", said);
        Assert.Contains("S: 550 5.1.1 <known@ok.example>: Recipient address rejected: undeliverable address: said another host", said);
        Assert.Matches(@"VALUE verify:x@un.example 0 \d+\n2:0:\d+:no such user\n", server.Say("get verify:x@un.example"));
    }
}
