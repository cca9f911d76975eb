using System.Net.Sockets;

namespace MailSuite.Tests.Sys;

/// <summary>anvil and verify as real daemons beside smtpd.</summary>
public sealed class AccessTests
{
    private const string Everybody = "smtpd_client_event_limit_exceptions";

    [Needs]
    public void S_23_too_many_connections_at_a_time_and_room_again_when_they_have_gone()
    {
        using var instance = new Instance(new() { [Everybody] = "", ["smtpd_client_connection_count_limit"] = "2" }).Start();
        using (var first = new TcpClient("127.0.0.1", instance.Smtp))
        using (var second = new TcpClient("127.0.0.1", instance.Smtp))
        {
            Assert.StartsWith("220 ", Line(first), StringComparison.Ordinal);
            Assert.StartsWith("220 ", Line(second), StringComparison.Ordinal);
            Assert.Contains("421 4.7.0 " + Instance.Host + " Error: too many connections from 127.0.0.1", Instance.Type(instance.Smtp));
            instance.WaitForLog(@"smtpd\[\d+\]: warning: Connection concurrency limit exceeded: 3 from localhost\[127.0.0.1\] for service ");
        }
        Assert.True(Tool.Until(() => Instance.Type(instance.Smtp, "QUIT").Contains("220 ", StringComparison.Ordinal)), instance.Log);
    }

    [Needs]
    public void S_23_too_much_mail_in_a_time_with_the_statistics_of_anvil()
    {
        using var instance = new Instance(new() { [Everybody] = "", ["smtpd_client_message_rate_limit"] = "1", ["anvil_status_update_time"] = "2s" }).Start();
        string said = Instance.Type(instance.Smtp, "HELO x", "MAIL FROM:<a@b.example>", "RSET", "MAIL FROM:<a@b.example>", "QUIT");
        Assert.Contains("S: 450 4.7.1 Error: too much mail from 127.0.0.1", said);
        instance.WaitForLog(@"anvil\[\d+\]: statistics: max message rate 2/60s for \(\S+:127.0.0.1\) at ");
        instance.WaitForLog(@"anvil\[\d+\]: statistics: max connection count \d+ for \(\S+:127.0.0.1\) at ");
    }

    [Needs]
    public void Addresses_are_verified_by_probes_and_remembered_through_a_restart()
    {
        using var instance = new Instance(new()
        {
            ["smtpd_recipient_restrictions"] = "reject_unverified_recipient",
            ["unverified_recipient_reject_code"] = "550",
            ["address_verify_poll_delay"] = "1s",
            ["address_verify_poll_count"] = "20",
            ["transport_maps"] = "inline:{{un.example=error:5.1.1 no such user},{tmp.example=retry:4.4.1 wait},{ok.example=discard:}}",
        }).Start();
        string[] session = ["HELO x", "MAIL FROM:<a@b.example>", "RCPT TO:<x@un.example>", "RCPT TO:<x@tmp.example>", "RCPT TO:<x@ok.example>", "RCPT TO:<bob@virtual.example>", "QUIT"];
        string said = Instance.Type(instance.Smtp, session);
        Assert.Contains("S: 550 5.1.1 <x@un.example>: Recipient address rejected: undeliverable address: no such user", said);
        Assert.Contains("S: 450 4.1.1 <x@tmp.example>: Recipient address rejected: unverified address: wait", said);
        Assert.Equal(2, said.Split("S: 250 2.1.5 Ok").Length - 1);
        instance.WaitForLog(@"to=<x@un.example>, relay=none, .*dsn=5.1.1, status=undeliverable \(no such user\)");
        instance.WaitForLog(@"to=<bob@virtual.example>, relay=virtual, .*status=deliverable \(");
        Assert.True(Tool.Until(() => instance.Suite("postqueue", "-p").Out.Contains("Mail queue is empty", StringComparison.Ordinal)), instance.Log);
        Assert.False(Directory.Exists(Path.Combine(instance.Maildir("bob"), "new")) && Directory.GetFiles(Path.Combine(instance.Maildir("bob"), "new")).Length > 0);
        instance.Stop();
        int probes = Probes(instance);
        instance.Start();
        Assert.Contains("550 5.1.1 <x@un.example>: Recipient address rejected: undeliverable address: no such user", Instance.Type(instance.Smtp, session));
        Assert.Equal(probes, Probes(instance));
    }

    private static int Probes(Instance instance) => instance.Log.Split("from=<double-bounce@").Length - 1;

    private static string Line(TcpClient client)
    {
        client.ReceiveTimeout = 20_000;
        return new StreamReader(client.GetStream()).ReadLine() ?? "";
    }
}
