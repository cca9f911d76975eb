using System.Diagnostics;

namespace MailSuite.Tests.Sys;

/// <summary>A policy server that is not ours.</summary>
public sealed class PostgreyTests
{
    [Needs("postgrey", Root = true)]
    public void Postgrey_wants_a_stranger_to_come_again()
    {
        int port = Instance.FreePort();
        using var instance = new Instance(new() { ["smtpd_recipient_restrictions"] = $"check_policy_service inet:127.0.0.1:{port}" });
        string data = Path.Combine(instance.Folder, "postgrey");
        Directory.CreateDirectory(data);
        Tool.Run("chown", ["postgrey:postgrey", data]).Well();
        var start = new ProcessStartInfo(Tool.Find("postgrey")!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string option in (string[])[$"--inet=127.0.0.1:{port}", "--dbdir=" + data, "--delay=1", "--whitelist-clients=/dev/null", "--whitelist-recipients=/dev/null"])
            start.ArgumentList.Add(option);
        using var postgrey = Process.Start(start)!;
        try
        {
            instance.Start();
            string[] session = ["EHLO client.example", "MAIL FROM:<stranger@far.example>", "RCPT TO:<bob@virtual.example>", "QUIT"];
            string first = "";
            Assert.True(Tool.Until(() => (first = Instance.Type(instance.Smtp, session)).Contains("Greylisted", StringComparison.Ordinal)), first + instance.Log);
            Assert.Matches(@"S: 450 4\.2\.0 <bob@virtual\.example>: Recipient address rejected: Greylisted", first);
            instance.WaitForLog(@"NOQUEUE: reject: RCPT from localhost\[127.0.0.1\]: 450 4.2.0 <bob@virtual.example>: Recipient address rejected: Greylisted");
            Assert.True(Tool.Until(() => Instance.Type(instance.Smtp, session).Contains("S: 250 2.1.5 Ok", StringComparison.Ordinal)), instance.Log);
            Assert.Contains("queued as", Instance.Type(instance.Smtp, [.. session[..^1], "DATA", "Subject: again", "", "Hello.", ".", "QUIT"]));
            instance.WaitForMaildir("bob");
        }
        finally
        {
            postgrey.Kill(entireProcessTree: true);
            postgrey.WaitForExit(10_000);
        }
    }
}
