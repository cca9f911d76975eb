using System.Text.RegularExpressions;

namespace MailSuite.Tests.Sys;

/// <summary>What the system writes by itself: delivery reports that were asked for, and the end of those that nobody wants.</summary>
public sealed class ReportTests
{
    [Needs]
    public void R_09_mail_to_the_sender_of_double_bounces_ends_in_the_queue()
    {
        using var instance = new Instance().Start();
        instance.Send("", $"double-bounce@{Instance.Host}", "nobody reads this");
        instance.WaitForLog(@"\w+: to=<double-bounce@mail.test.example>, relay=none, delay=[\d.]+, delays=\S+, dsn=2.0.0, status=sent \(undeliverable postmaster notification discarded\)");
        instance.WaitForLog(@"qmgr\[\d+\]: \w+: removed");
    }

    [Needs]
    public void Sendmail_bv_tells_by_mail_what_would_happen_and_delivers_nothing()
    {
        using var instance = new Instance(new() { ["transport_maps"] = "inline:{ { tmp.example = retry:4.4.1 wait } }" }).Start();
        instance.Suite("sendmail", "-f", "bob@virtual.example", "-bv", "alice@virtual.example", "nobody-here@virtual.example", "x@tmp.example").Well();
        string report = Assert.Single(instance.WaitForMaildir("bob"));
        Assert.Contains("Subject: Mail Delivery Status Report\n", report);
        Assert.Contains("<alice@virtual.example>: delivery via virtual: delivers to maildir\n", report);
        Assert.Contains("Final-Recipient: rfc822; alice@virtual.example\n", report);
        Assert.Contains("Action: deliverable\nStatus: 2.0.0\n", report);
        Assert.Contains("Final-Recipient: rfc822; nobody-here@virtual.example\n", report);
        Assert.Contains("Action: undeliverable\nStatus: 5.1.1\n", report);
        Assert.Contains("Final-Recipient: rfc822; x@tmp.example\n", report);
        Assert.Contains("Status: 4.4.1\n", report);
        instance.WaitForLog(@"to=<alice@virtual.example>, relay=virtual, .*status=deliverable \(");
        Assert.True(Tool.Until(() => instance.Suite("postqueue", "-p").Out.Contains("Mail queue is empty", StringComparison.Ordinal)), instance.Log);
        Assert.False(Directory.Exists(instance.Maildir("alice")));
    }

    [Needs("/usr/sbin/postfix", Root = true)]
    public void Reports_say_the_same_as_Debians()
    {
        int port = Instance.FreePort();
        string route = $"inline:{{ {{ far.example = smtp:[127.0.0.1]:{port} }} }}";
        using var sink = new SmtpSink(port);
        using var instance = new Instance(new() { ["transport_maps"] = route }).Start();
        using var debian = new DebianPostfix();
        debian.Start($"[127.0.0.1]:{instance.Smtp}", "transport_maps = " + route);
        var theirs = new Dictionary<string, string> { ["MAIL_CONFIG"] = debian.ConfigFolder };
        string[][] commands = [["-f", "bob@virtual.example", "-bv", "user@far.example"], ["-f", "bob@virtual.example", "-i", "-v", "user@far.example"]];
        for (int i = 0; i < commands.Length; i++)
        {
            const string message = "From: bob@virtual.example\nTo: user@far.example\nSubject: test\n\nbody\n";
            instance.SuiteWith(i == 0 ? "" : message, "sendmail", commands[i]).Well();
            instance.WaitForMaildir("bob", 2 * i + 1);
            Tool.Run("/usr/sbin/sendmail", commands[i], i == 0 ? "" : message, theirs).Well();
            instance.WaitForMaildir("bob", 2 * i + 2);
        }
        var reports = instance.WaitForMaildir("bob", 4);
        foreach (string word in (string[])["Action: deliverable", "Action: relayed"])
        {
            var pair = reports.Where(r => r.Contains(word, StringComparison.Ordinal)).ToList();
            Assert.Equal(2, pair.Count);
            Assert.True(Told(pair[0]) == Told(pair[1]), Told(pair[0]) + "\n=====\n" + Told(pair[1]));
        }
        Assert.True(Tool.Until(() => sink.Messages.Count == 2), instance.Log + debian.Log);   // -v delivers, -bv does not
    }

    [Needs("/usr/sbin/postfix", Root = true)]
    public void Verp_mail_has_return_paths_and_notices_as_Debians()
    {
        int port = Instance.FreePort();
        string route = $"inline:{{ {{ far.example = smtp:[127.0.0.1]:{port} }} {{ dead.example = error:5.1.2 gone }} {{ list.example = smtp:[127.0.0.1]:{port} }} }}";
        using var sink = new SmtpSink(port);
        using var instance = new Instance(new() { ["transport_maps"] = route, ["smtpd_authorized_verp_clients"] = "127.0.0.1" }).Start();
        using var debian = new DebianPostfix();
        debian.Start($"[127.0.0.1]:{port}", "transport_maps = " + route);
        string[] command = ["-f", "owner@list.example", "-XV-=", "u@far.example", "v@far.example", "x@dead.example", "y@dead.example"];
        string[] told = ["", ""];
        for (int i = 0; i < 2; i++)
        {
            sink.Messages.Clear();
            Tool.Run(i == 0 ? Path.Combine(Instance.Out, "sbin/sendmail") : "/usr/sbin/sendmail", command, "Subject: list\n\nx\n",
                i == 0 ? instance.ClientEnvironment : new Dictionary<string, string> { ["MAIL_CONFIG"] = debian.ConfigFolder }).Well();
            Assert.True(Tool.Until(() => sink.Messages.Count == 4), instance.Log + debian.Log);
            told[i] = string.Join('\n', sink.Messages.Select(static m => $"{Regex.Match(m, "^MAIL FROM:(<.*?>)").Groups[1]} {Regex.Match(m, "RCPT TO:(<.*?>)").Groups[1]} {Regex.Count(m, "Final-Recipient: ")}").Order(StringComparer.Ordinal));
        }
        Assert.Equal("""
            <> <owner-x=dead.example@list.example> 1
            <> <owner-y=dead.example@list.example> 1
            <owner-u=far.example@list.example> <u@far.example> 0
            <owner-v=far.example@list.example> <v@far.example> 0
            """, told[0]);
        Assert.Equal(told[1], told[0]);
    }

    [Needs]
    public void Reports_on_aliases_say_what_Debians_say()
    {
        string maps = "inline:{ { echo@alias.example = alice@virtual.example } { two@alias.example = alice@virtual.example, bob@virtual.example } }";
        using var instance = new Instance(new() { ["virtual_alias_domains"] = "alias.example", ["virtual_alias_maps"] = maps });
        File.AppendAllText(instance.Config("aliases"), """
            one: alice@virtual.example
            list: alice@virtual.example, bob@virtual.example
            owner-list: bob@virtual.example
            mixed: alice@virtual.example, "|/bin/cat >/dev/null"

            """);
        instance.Start();
        string[] commands = ["EHLO x", "MAIL FROM:<bob@virtual.example> RET=HDRS",
            .. ((string[])["one@mail.test.example", "list@mail.test.example", "mixed@mail.test.example", "echo@alias.example", "two@alias.example", "alice@virtual.example"])
                .Select(static r => $"RCPT TO:<{r}> NOTIFY=SUCCESS"), "DATA", "Subject: x", ".", "QUIT"];
        Instance.Type(instance.Smtp, commands);
        Assert.True(Tool.Until(() => instance.Suite("postqueue", "-p").Out.Contains("Mail queue is empty", StringComparison.Ordinal)), instance.Log);
        string report = Assert.Single(instance.WaitForMaildir("bob", 3), static m => m.Contains("Successful Mail Delivery Report", StringComparison.Ordinal));
        // As Debian's 3.7 says it.
        Assert.Equal(
        [
            "alice@virtual.example delivered X-Postfix; delivery via virtual: delivered to maildir", "echo@alias.example expanded X-Postfix; alias expanded",
            "list@mail.test.example delivered X-Postfix; delivery via local: alias expanded", "mixed@mail.test.example expanded X-Postfix; delivery via local: alias expanded",
            "one@mail.test.example expanded X-Postfix; delivery via local: alias expanded", "two@alias.example expanded X-Postfix; alias expanded",
        ],
        Regex.Matches(report, @"Final-Recipient: rfc822; (\S+)\n(?:Original-Recipient: .*\n)?Action: (\w+)\nStatus: 2.0.0\nDiagnostic-Code: (.*)\n")
            .Select(static m => $"{m.Groups[1]} {m.Groups[2]} {m.Groups[3]}").Order(StringComparer.Ordinal));
    }

    [Needs]
    public void A_sender_hears_of_a_delay_once_and_when_it_is_over()
    {
        int port = Instance.FreePort();
        using var instance = new Instance(new()
        {
            ["transport_maps"] = $"inline:{{ {{ far.example = smtp:[127.0.0.1]:{port} }} }}", ["delay_warning_time"] = "1s", ["confirm_delay_cleared"] = "yes",
            ["minimal_backoff_time"] = "1s", ["maximal_backoff_time"] = "1s", ["queue_run_delay"] = "1s",
        }).Start();
        instance.Send("bob@virtual.example", "user@far.example", "late");
        string warning = Assert.Single(instance.WaitForMaildir("bob"));
        Assert.Contains("Subject: Delayed Mail (still being retried)\n", warning);
        Assert.Contains("Action: delayed\n", warning);
        using var sink = new SmtpSink(port);
        instance.Suite("postqueue", "-f").Well();
        var told = instance.WaitForMaildir("bob", 2);
        Assert.True(Tool.Until(() => sink.Messages.Count == 1), instance.Log);
        string relayed = Assert.Single(told, static t => t.Contains("Subject: Successful Mail Delivery Report\n", StringComparison.Ordinal));
        Assert.Contains("Action: relayed\n", relayed);
        instance.WaitForLog(@"qmgr\[\d+\]: \w+: removed");
        Assert.Equal(2, instance.WaitForMaildir("bob", 2).Count);
    }

    // What programs read of a report, and its lines about recipients, without what is of one system or of one moment. (The explanation has words of our own.)
    private static string Told(string report)
    {
        string told = report[report.IndexOf("The mail system\n", StringComparison.Ordinal)..];
        told = told.Replace("debian.example", Instance.Host, StringComparison.Ordinal);
        told = Regex.Replace(told, @"(Date|Arrival-Date): .*", "$1: then");
        told = Regex.Replace(told, @"\b[0-9A-Za-z]+\.\d+/", "ID.TIME/");
        told = Regex.Replace(told, @"(Queue-ID: |Message-Id: <\d+\.|id )[0-9A-Za-z]+", "$1ID");
        told = Regex.Replace(told, @"\d{14}\.ID", "TIME.ID");
        return Regex.Replace(told, @"; \w{3}, .*", "; then");
    }
}
