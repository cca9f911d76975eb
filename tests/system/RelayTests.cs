using System.Text.RegularExpressions;

namespace MailSuite.Tests.Sys;

/// <summary>How mail goes out: to another server that is there, that is away, that is Debian's Postfix.</summary>
public sealed class RelayTests
{
    [Needs]
    public void A_deferred_message_goes_out_by_postqueue_f_and_by_sendmail_q()
    {
        int port = Instance.FreePort();
        using var instance = new Instance(new() { ["relayhost"] = $"[127.0.0.1]:{port}", ["minimal_backoff_time"] = "300s" }).Start();
        instance.Send("alice@virtual.example", "user@elsewhere.example", "first");
        instance.WaitForLog(@"to=<user@elsewhere.example>.*status=deferred \(connect to 127.0.0.1\[127.0.0.1\]:\d+: Connection refused\)");
        instance.WaitForDeferred();
        Assert.Contains("Connection refused", instance.Suite("postqueue", "-p").Out);
        using (var sink = new SmtpSink(port))
        {
            instance.Suite("postqueue", "-f").Well();
            Assert.True(Tool.Until(() => sink.Messages.Count == 1, 30), instance.Log);
            Assert.True(sink.Messages.TryDequeue(out var message));
            Assert.Contains("RCPT TO:<user@elsewhere.example>", message);
            Assert.Contains("Subject: first", message);
        }
        instance.WaitForLog(@"to=<user@elsewhere.example>.*status=sent \(250 2.0.0 Ok: taken\)");
        Assert.True(Tool.Until(() => instance.Suite("postqueue", "-p").Out.Contains("Mail queue is empty", StringComparison.Ordinal)), instance.Log);

        instance.Send("alice@virtual.example", "user@elsewhere.example", "second");
        instance.WaitForDeferred();
        using (var sink = new SmtpSink(port))
        {
            instance.Suite("sendmail", "-q").Well();
            Assert.True(Tool.Until(() => sink.Messages.Count == 1, 30), instance.Log);
        }
    }

    [Needs]
    public void Mail_that_is_sent_while_the_system_is_down_waits()
    {
        using var instance = new Instance().Start();
        instance.Stop();
        instance.Send("alice@virtual.example", "bob@virtual.example", "patience");
        instance.Start();
        Assert.Contains("Subject: patience", Assert.Single(instance.WaitForMaildir("bob")));
    }

    [Needs("/usr/sbin/postfix", Root = true)]
    public void Relay_to_Debians_Postfix_and_back()
    {
        using var debian = new DebianPostfix();
        using var instance = new Instance(new() { ["transport_maps"] = $"inline:{{ {{ debian.example = smtp:[127.0.0.1]:{debian.Port} }} }}" }).Start();
        debian.Start($"[127.0.0.1]:{instance.Smtp}");
        // The peer has no mailboxes: what comes for its users it sends back to ours, by its alias table.
        instance.Send("alice@virtual.example", "echo@debian.example", "there and back", "Line\n.dot\n");
        string message = Assert.Single(instance.WaitForMaildir("bob", seconds: 60));
        Assert.Contains("Subject: there and back\n", message);
        Assert.Contains("\n.dot\n", message);
        Assert.Contains("by debian.example (Postfix)", message);
        Assert.Contains($"by {Instance.Host} (Postfix)", message);
        instance.WaitForLog(@"to=<echo@debian.example>, relay=127.0.0.1\[127.0.0.1\]:\d+, .*status=sent \(250 2.0.0 Ok: queued as \w+\)");
    }
}
