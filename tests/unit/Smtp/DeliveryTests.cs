using MailSuite.Mail;
using SocketAddress = MailSuite.Base.SocketAddress;

namespace MailSuite.Tests.Smtp;

public class DeliveryTests
{
    private const string Greeting = """
        S: 220 mx.example.com ESMTP
        C: EHLO client.example
        S: 250-mx.example.com
        S: 250-PIPELINING
        S: 250-SIZE 10000
        S: 250-8BITMIME
        S: 250-DSN
        S: 250 ENHANCEDSTATUSCODES
        """;

    [Fact]
    public void A_message_is_sent_in_a_group_and_logged()
    {
        using var server = new FakeServer(Greeting + """

            C: MAIL FROM:<sender@example.com> SIZE=25 BODY=8BITMIME
            C: RCPT TO:<a@example.com> ORCPT=rfc822;a@example.com
            C: RCPT TO:<"b c"@example.com> ORCPT=rfc822;"b+20c"@example.com
            C: DATA
            S: 250 2.1.0 Ok
            S: 250 2.1.5 Ok
            S: 550 5.1.1 <"b c"@example.com>: no such user
            S: 354 go
            C..
            S: 250 2.0.0 Ok: queued as 42
            C: QUIT
            """);
        using var bench = new SmtpBench("smtp_log_tls_feature_status = no");
        var report = bench.Deliver($"[127.0.0.1]:{server.Port}", "Subject: x\n\n.dot\nend", ["a@example.com", "b c@example.com"]);
        Assert.True(report.AllDone);
        Assert.Equal("", report.DestinationTrouble);
        string peer = "127.0.0.1[127.0.0.1]";
        Assert.Equal(
        [
            $"3F11: to=<\"b c\"@example.com>, relay={peer}:PORT, D, dsn=5.1.1, status=bounced (host {peer} said: 550 5.1.1 <\"b c\"@example.com>: no such user (in reply to RCPT TO command))",
            $"3F11: to=<a@example.com>, relay={peer}:PORT, D, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 42)",
        ], bench.Log_(server.Port));
        bench.Dispose();
        Assert.Equal("Subject: x\n\n..dot\nend\n", Assert.Single(server.Bodies));
        Assert.Empty(server.Misfits);
    }

    [Fact]
    public void S_16_an_original_recipient_is_encoded_anew()
    {
        using var server = new FakeServer(Greeting + """

            C: MAIL FROM:<sender@example.com> SIZE=6 BODY=8BITMIME
            C: RCPT TO:<a+b=c@example.com> ORCPT=rfc822;a+2Bb+3Dc@example.com
            C: DATA
            S: 250 2.1.0 Ok
            S: 250 2.1.5 Ok
            S: 354 go
            C..
            S: 250 2.0.0 Ok
            C: QUIT
            """);
        using (var bench = new SmtpBench(""))
            Assert.True(bench.Deliver($"[127.0.0.1]:{server.Port}", "Body", ["a+b=c@example.com"]).AllDone);
        Assert.Empty(server.Misfits);
    }

    [Fact]
    public void A_connection_is_used_for_the_next_message_to_the_same_destination()
    {
        string one = """
            C: MAIL FROM:<sender@example.com> SIZE=6 BODY=8BITMIME
            C: RCPT TO:<a@example.com> ORCPT=rfc822;a@example.com
            C: DATA
            S: 250 2.1.0 Ok
            S: 250 2.1.5 Ok
            S: 354 go
            C..
            S: 250 2.0.0 Ok
            """;
        using var server = new FakeServer($"{Greeting}\n{one}\n{one}\nC: QUIT");
        using var bench = new SmtpBench("");
        bench.Deliver($"[127.0.0.1]:{server.Port}", "Body", ["a@example.com"]);
        bench.Deliver($"[127.0.0.1]:{server.Port}", "Body", ["a@example.com"]);
        Assert.Contains("conn_use=2", bench.Log_(server.Port)[1]);
        bench.Dispose();
        Assert.Equal(1, server.Connections);
        Assert.Empty(server.Misfits);
    }

    [Fact]
    public void A_kept_connection_that_died_is_replaced()
    {
        string one = """
            C: MAIL FROM:<sender@example.com> SIZE=6 BODY=8BITMIME
            C: RCPT TO:<a@example.com> ORCPT=rfc822;a@example.com
            C: DATA
            S: 250 2.1.0 Ok
            S: 250 2.1.5 Ok
            S: 354 go
            C..
            S: 250 2.0.0 Ok
            """;
        using var server = new FakeServer($"{Greeting}\n{one}\nC: MAIL FROM:<sender@example.com> SIZE=6 BODY=8BITMIME\nhangup", $"{Greeting}\n{one}");
        using var bench = new SmtpBench("");
        Assert.True(bench.Deliver($"[127.0.0.1]:{server.Port}", "Body", ["a@example.com"]).AllDone);
        Assert.True(bench.Deliver($"[127.0.0.1]:{server.Port}", "Body", ["a@example.com"]).AllDone);
        Assert.All(bench.Log_(server.Port), static l => Assert.Contains("status=sent", l));
        Assert.Equal(2, server.Connections);
    }

    [Theory]
    [InlineData("S: 554 5.7.1 go away", "4.7.1", "host P refused to talk to me: 554 5.7.1 go away")]
    [InlineData("S: 421 busy", "4.0.0", "host P refused to talk to me: 421 busy")]
    [InlineData("hangup", "4.4.2", "lost connection with P while receiving the initial server greeting")]
    [InlineData("S: 220 hi\nC: EHLO client.example\nhangup", "4.4.2", "lost connection with P while performing the EHLO handshake")]
    [InlineData("S: 220 hi\nC: EHLO client.example\nS: 502 what\nC: HELO client.example\nS: 450 4.3.2 later", "4.3.2", "host P refused to talk to me: 450 4.3.2 later")]
    [InlineData("S: 220 hi\nC: EHLO client.example\nS: 250 x\nC: MAIL FROM:<sender@example.com>\nS: 450 4.1.8 no", "4.1.8", "host P said: 450 4.1.8 no (in reply to MAIL FROM command)")]
    [InlineData("S: 220 hi\nC: EHLO client.example\nS: 250 x\nC: MAIL FROM:<sender@example.com>\nS: 250 ok\nC: RCPT TO:<a@example.com>\nS: 451-4.7.1 two\nS: 451 4.7.1 lines", "4.7.1", "host P said: 451-4.7.1 two 451 4.7.1 lines (in reply to RCPT TO command)")]
    [InlineData("S: 220 hi\nC: EHLO client.example\nS: 250 x\nC: MAIL FROM:<sender@example.com>\nS: 250 ok\nC: RCPT TO:<a@example.com>\nS: 250 ok\nC: DATA\nS: 451 no disk", "4.0.0", "host P said: 451 no disk (in reply to DATA command)")]
    [InlineData("S: 220 hi\nC: EHLO client.example\nS: 250 x\nC: MAIL FROM:<sender@example.com>\nS: 250 ok\nC: RCPT TO:<a@example.com>\nS: 250 ok\nC: DATA\nS: 354 go\nC..\nS: 452 4.3.1 full", "4.3.1", "host P said: 452 4.3.1 full (in reply to end of DATA command)")]
    [InlineData("S: 220 hi\nC: EHLO client.example\nS: 250 x\nC: MAIL FROM:<sender@example.com>\nS: 250 ok\nC: RCPT TO:<a@example.com>\nS: 250 ok\nC: DATA\nS: 354 go\nC..\nhangup", "4.4.2", "lost connection with P while sending end of data -- message may be sent more than once")]
    [InlineData("S: garbage", "4.5.0", "Protocol error: host P refused to talk to me: garbage")]
    public void A_server_that_will_not_now_is_tried_later(string script, string status, string reason)
    {
        using var server = new FakeServer(script);
        using var bench = new SmtpBench("");
        var report = bench.Deliver($"[127.0.0.1]:{server.Port}", "Body", ["a@example.com"]);
        Assert.False(report.AllDone);
        string line = bench.Log_(server.Port).Last(static l => l.Contains("status="));
        Assert.EndsWith($"dsn={status}, status=deferred ({reason.Replace("P ", "127.0.0.1[127.0.0.1] ")})", line);
        Assert.Equal(OutcomeKindWord.Delayed, Assert.Single(bench.Told).ActionWord);
        server.Dispose();
        Assert.Empty(server.Misfits);
    }

    [Fact]
    public void Nobody_listens()
    {
        int fd = Sys.StreamSocket(2);
        Sys.TryBind(fd, SocketAddress.Inet(System.Net.IPAddress.Loopback, 0));
        int port = Sys.LocalAddress(fd).Port;
        using var bench = new SmtpBench("smtp_tls_security_level = may");
        var report = bench.Deliver($"[127.0.0.1]:{port}", "Body", ["a@example.com"]);
        Sys.Close(fd);
        Assert.Equal("connect to 127.0.0.1[127.0.0.1]:" + port + ": Connection refused", report.DestinationTrouble);
        Assert.Equal(["connect to 127.0.0.1[127.0.0.1]:PORT: Connection refused",
            "3F11: to=<a@example.com>, relay=none, D, tls=may?, dsn=4.4.1, status=deferred (connect to 127.0.0.1[127.0.0.1]:PORT: Connection refused)"], bench.Log_(port));
    }

    [Fact]
    public void The_next_server_is_tried_when_one_fails()
    {
        using var server = new FakeServer("S: 450 4.3.2 not now", "S: 220 hi\nC: EHLO client.example\nS: 250 x\nC: MAIL FROM:<sender@example.com>\nS: 250 ok\nC: RCPT TO:<a@example.com>\nS: 250 ok\nC: DATA\nS: 354 go\nC..\nS: 250 taken");
        using var bench = new SmtpBench($"smtp_tcp_port = {server.Port}", new() { ["example.com MX"] = ["10 mx1.example.com", "20 mx2.example.com"], ["mx1.example.com A"] = ["127.0.0.1"], ["mx2.example.com A"] = ["127.0.0.1"] });
        Assert.True(bench.Deliver("example.com", "Body", ["a@example.com"]).AllDone);
        Assert.Equal("3F11: host mx1.example.com[127.0.0.1] refused to talk to me: 450 4.3.2 not now", bench.Log_(server.Port)[0]);
        Assert.Contains("relay=mx2.example.com[127.0.0.1]:PORT", bench.Log_(server.Port)[1]);
    }

    [Theory]
    [InlineData("nx.example", "5.4.4", "bounced (Host or domain name not found. Name service error for name=nx.example type=A: Host not found)")]
    [InlineData("later.example", "4.4.3", "deferred (Host or domain name not found. Name service error for name=later.example type=MX: Host not found, try again)")]
    [InlineData("null.example", "5.1.0", "bounced (Domain null.example does not accept mail (nullMX))")]
    [InlineData("me.example", "5.4.6", "bounced (mail for me.example loops back to myself)")]
    [InlineData("second.example", "4.4.4", "deferred (unable to find primary relay for second.example)")]
    [InlineData("noaddr.example", "5.4.4", "bounced (Host or domain name not found. Name service error for name=gone.example type=A: Host not found)")]
    [InlineData("[192.0.2.77]", "5.4.6", "bounced (mail for 192.0.2.77 loops back to myself)")]
    public void What_DNS_says_decides(string nexthop, string status, string text)
    {
        using var bench = new SmtpBench("", new()
        {
            ["later.example MX"] = ["!"],
            ["null.example MX"] = ["."],
            ["me.example MX"] = ["10 self.example"],
            ["second.example MX"] = ["5 gone.example", "10 self.example"],
            ["self.example A"] = ["192.0.2.77"],
            ["noaddr.example MX"] = ["5 gone.example"],
        });
        bench.Deliver(nexthop, "Body", ["a@example.com"]);
        Assert.EndsWith($"dsn={status}, status={text}", bench.Log_(1)[^1]);
    }

    [Theory]
    [InlineData("a\n.\nMAIL FROM:<x@y>", "a\n..\nMAIL FROM:<x@y>\n")]
    [InlineData("a\r.\r\nb", "a . \nb\n")]
    [InlineData("a\r", "a \n")]
    [InlineData("\r.\r", " . \n")]
    public void No_line_of_a_message_ends_it(string body, string sent)
    {
        using var server = new FakeServer("S: 220 hi\nC: EHLO client.example\nS: 250 x\nC: MAIL FROM:<sender@example.com>\nS: 250 ok\nC: RCPT TO:<a@example.com>\nS: 250 ok\nC: DATA\nS: 354 go\nC..\nS: 250 taken\nC: QUIT");
        using var bench = new SmtpBench("");
        bench.Deliver($"[127.0.0.1]:{server.Port}", body, ["a@example.com"]);
        bench.Dispose();
        Assert.Equal(sent, Assert.Single(server.Bodies));
        Assert.Empty(server.Misfits);
    }

    [Fact]
    public void A_line_feed_inside_a_record_is_no_line_end()
    {
        using var server = new FakeServer("S: 220 hi\nC: EHLO client.example\nS: 250 x\nC: MAIL FROM:<sender@example.com>\nS: 250 ok\nC: RCPT TO:<a@example.com>\nS: 250 ok\nC: DATA\nS: 354 go\nC..\nS: 250 taken\nC: QUIT");
        using var bench = new SmtpBench("smtp_line_length_limit = 10");
        bench.Deliver($"[127.0.0.1]:{server.Port}", "x", ["a@example.com"], records: ["Nevil\n.\nMAIL", "L.123456789", "N.1234"]);
        bench.Dispose();
        Assert.Equal("x\nevil . MAI\n L\n..123456789\n .1234\n", Assert.Single(server.Bodies));
    }

    [Fact]
    public void Addresses_that_only_we_know_are_replaced_in_envelope_and_headers()
    {
        using var server = new FakeServer("S: 220 hi\nC: EHLO client.example\nS: 250 x\nC: MAIL FROM:<me@isp.example>\nS: 250 ok\nC: RCPT TO:<a@example.com>\nS: 250 ok\nC: DATA\nS: 354 go\nC..\nS: 250 taken\nC: QUIT");
        using var bench = new SmtpBench("smtp_generic_maps = inline:{ { joe@home.local = me@isp.example } { @home.local = all@isp.example } }");
        bench.Deliver($"[127.0.0.1]:{server.Port}", "From: Joe <joe@home.local>\nSubject: joe@home.local\nTo: a@example.com,\n\t\"x\" <x@home.local>, joe@home.local (Joe)\n\nFrom: joe@home.local\n. joe@home.local", ["a@example.com"], sender: "joe@home.local");
        bench.Dispose();
        Assert.Equal("From: Joe <me@isp.example>\nSubject: joe@home.local\nTo: a@example.com,\n\t\"x\" <all@isp.example>, me@isp.example (Joe)\n\nFrom: joe@home.local\n.. joe@home.local\n", Assert.Single(server.Bodies));
        Assert.Empty(server.Misfits);
    }

    [Theory]
    [InlineData("250 x", "", true)]
    [InlineData("250 DSN", " NOTIFY=SUCCESS ORCPT=rfc822;a@example.com", false)]
    public void A_report_of_success_is_left_to_a_server_that_gives_it(string hello, string parameters, bool told)
    {
        using var server = new FakeServer($"S: 220 hi\nC: EHLO client.example\nS: 250-me\nS: {hello}\nC: MAIL FROM:<sender@example.com>\nS: 250 ok\nC: RCPT TO:<a@example.com>{parameters}\nS: 250 ok\nC: DATA\nS: 354 go\nC..\nS: 250 taken\nC: QUIT");
        using var bench = new SmtpBench("");
        bench.Deliver($"[127.0.0.1]:{server.Port}", "x", ["a@example.com"], change: static r => r with { Recipients = [r.Recipients[0] with { Notify = DsnNotify.Success }] });
        Assert.Equal(told ? ["relayed"] : [], bench.Told.Select(static t => t.ActionWord));
        bench.Dispose();
        Assert.Empty(server.Misfits);
    }

    [Fact]
    public void A_table_that_cannot_be_asked_defers()
    {
        using var server = new FakeServer("S: 220 hi\nC: EHLO client.example\nS: 250 x\nC: QUIT");
        using var bench = new SmtpBench("smtp_generic_maps = fail:x");
        Assert.False(bench.Deliver($"[127.0.0.1]:{server.Port}", "x", ["a@example.com"]).AllDone);
        Assert.EndsWith("dsn=4.3.0, status=deferred (local data error while talking to 127.0.0.1[127.0.0.1])", bench.Log_(server.Port)[^1]);
    }

    [Fact]
    public void R_06_an_address_that_would_be_a_command_is_refused()
    {
        using var bench = new SmtpBench("");
        Assert.True(bench.Deliver("[127.0.0.1]:1", "x", ["a\r\nDATA@example.com"]).AllDone);
        Assert.Contains("dsn=5.1.3, status=bounced", bench.Log_(1)[0]);
    }

    [Fact]
    public void A_probe_ends_before_the_message()
    {
        using var server = new FakeServer(Greeting + "\nC: MAIL FROM:<sender@example.com> SIZE=3 BODY=8BITMIME\nC: RCPT TO:<a@example.com> ORCPT=rfc822;a@example.com\nS: 250 ok\nS: 250 2.1.5 fine\nC: QUIT");
        using var bench = new SmtpBench("");
        bench.Deliver($"[127.0.0.1]:{server.Port}", "x", ["a@example.com"], flags: DeliveryFlags.VerifyOnly);
        Assert.Contains("status=deliverable (250 2.1.5 fine)", bench.Log_(server.Port)[0]);
        bench.Dispose();
        Assert.Empty(server.Misfits);
    }

    [Fact]
    public void In_LMTP_each_recipient_has_an_answer()
    {
        using var server = new FakeServer("S: 220 hi\nC: LHLO client.example\nS: 250-x\nS: 250 PIPELINING\nC: MAIL FROM:<sender@example.com>\nC: RCPT TO:<a@x>\nC: RCPT TO:<b@x>\nS: 250 ok\nS: 250 ok\nS: 250 ok\nC: DATA\nS: 354 go\nC..\nS: 250 2.0.0 a\nS: 452 4.2.2 b is full\nC: QUIT");
        using var bench = new SmtpBench("", lmtp: true);
        Assert.False(bench.Deliver($"inet:127.0.0.1:{server.Port}", "x", ["a@x", "b@x"]).AllDone);
        Assert.Contains("status=sent (250 2.0.0 a)", bench.Log_(server.Port)[0]);
        Assert.Contains("status=deferred (host 127.0.0.1[127.0.0.1] said: 452 4.2.2 b is full (in reply to end of DATA command))", bench.Log_(server.Port)[1]);
        bench.Dispose();
        Assert.Empty(server.Misfits);
    }

    [Fact]
    public void TLS_that_is_wanted_and_not_offered_defers()
    {
        using var server = new FakeServer("S: 220 hi\nC: EHLO client.example\nS: 250 x\nC: QUIT");
        using var bench = new SmtpBench("smtp_tls_security_level = encrypt");
        bench.Deliver($"[127.0.0.1]:{server.Port}", "x", ["a@x"]);
        Assert.EndsWith("tls=encrypt:none, dsn=4.7.4, status=deferred (TLS is required, but was not offered by host 127.0.0.1[127.0.0.1])", bench.Log_(server.Port)[^1]);
    }

    [Fact]
    public void T_02_words_before_TLS_are_not_believed_inside_it()
    {
        using var server = new FakeServer("S: 220 hi\nC: EHLO client.example\nS: 250-x\nS: 250 STARTTLS\nC: STARTTLS\nS! 220 go\\r\\n250 injected\\r\\n");
        using var bench = new SmtpBench("smtp_tls_security_level = encrypt");
        bench.Deliver($"[127.0.0.1]:{server.Port}", "x", ["a@x"]);
        Assert.EndsWith("dsn=4.7.5, status=deferred (Cannot start TLS: handshake failure)", bench.Log_(server.Port)[^1]);
    }

    [Fact]
    public void Whatever_a_server_says_every_recipient_has_an_end()
    {
        string[] pool = ["220 x", "250 x", "250-x\nS: 250 PIPELINING", "250-x\nS: 250-AUTH PLAIN\nS: 250 SIZE 1", "354 go", "250 2.1.5 ok", "450 4.2.0 later", "550 5.1.1 no", "421 bye",
            "999 x", "", "2", "25x", "250-", "250 \u00ff\u0001\t", "550 5.1", "550 5.9999.1 x", "451 4.", "220-\u0000", "334 ===", "235 in", new string('5', 5000)];
        var random = new Random(7);
        var scripts = new string[120];
        for (int i = 0; i < scripts.Length; i++)
            scripts[i] = string.Join('\n', Enumerable.Range(0, random.Next(12)).Select(_ => "S: " + (random.Next(3) > 0 ? pool[random.Next(6)] : pool[random.Next(pool.Length)]))) + "\nhangup";
        using var server = new FakeServer(scripts);
        using var bench = new SmtpBench("smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = inline:{ 127.0.0.1=bob:secret }\nsmtp_sasl_security_options =\nsmtp_connection_cache_on_demand = no");
        foreach (var _ in scripts)
            bench.Deliver($"[127.0.0.1]:{server.Port}", "x", ["a@example.com", "b@example.com"]);
        Assert.Equal(2 * scripts.Length, bench.Log_(server.Port).Count(static l => l.Contains(", status=")));
        Assert.All(bench.Captured.Lines, static l => Assert.DoesNotContain(l, static c => c is < ' ' or '\x7f'));
    }

    [Fact]
    public void An_endless_reply_is_cut_off()
    {
        using var server = new FakeServer("S! " + string.Concat(Enumerable.Repeat("220-x\\r\\n", 2000)));
        using var bench = new SmtpBench("");
        bench.Deliver($"[127.0.0.1]:{server.Port}", "x", ["a@x"]);
        Assert.Contains("status=deferred (Protocol error: host 127.0.0.1[127.0.0.1] refused to talk to me: 220-x 220-x", bench.Log_(server.Port)[^1]);
    }

    [Theory]
    [InlineData("", "AUTH CRAM-MD5 PLAIN LOGIN", "C: AUTH CRAM-MD5\nS: 334 PDEyMzQ+\nC: Ym9iIDU5NzA1ZjJkMWFmZjc0MjJjZjYxMzAzZGRlNDY0YTE4\nS: 235 in")]
    [InlineData("smtp_sasl_security_options = noanonymous\nsmtp_sasl_mechanism_filter = plain", "AUTH CRAM-MD5 PLAIN LOGIN", "C: AUTH PLAIN AGJvYgBzZWNyZXQ=\nS: 235 in")]
    [InlineData("smtp_sasl_security_options = noanonymous", "AUTH=LOGIN", "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: Ym9i\nS: 334 UGFzc3dvcmQ6\nC: c2VjcmV0\nS: 235 in")]
    public void A_known_server_is_logged_in_at(string mainCf, string offer, string exchange)
    {
        using var server = new FakeServer($"S: 220 hi\nC: EHLO client.example\nS: 250-x\nS: 250 {offer}\n{exchange}\nC: MAIL FROM:<sender@example.com>\nS: 250 ok\nC: RCPT TO:<a@x>\nS: 250 ok\nC: DATA\nS: 354 go\nC..\nS: 250 taken\nC: QUIT");
        using var bench = new SmtpBench($"smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = inline:{{ 127.0.0.1=bob:secret }}\n{mainCf}");
        bench.Deliver($"[127.0.0.1]:{server.Port}", "x", ["a@x"]);
        bench.Dispose();
        Assert.Empty(server.Misfits);
        Assert.Single(server.Bodies);
    }

    [Fact]
    public void A_wrong_password_defers()
    {
        using var server = new FakeServer("S: 220 hi\nC: EHLO client.example\nS: 250-x\nS: 250 AUTH PLAIN\nC: AUTH PLAIN AGJvYgBzZWNyZXQ=\nS: 535 5.7.8 no");
        using var bench = new SmtpBench("smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = inline:{ 127.0.0.1=bob:secret }\nsmtp_sasl_security_options =");
        bench.Deliver($"[127.0.0.1]:{server.Port}", "x", ["a@x"]);
        Assert.EndsWith("dsn=4.7.8, status=deferred (SASL authentication failed; server 127.0.0.1[127.0.0.1] said: 535 5.7.8 no)", bench.Log_(server.Port)[^1]);
    }

    private static class OutcomeKindWord
    {
        internal const string Delayed = "delayed";
    }
}
