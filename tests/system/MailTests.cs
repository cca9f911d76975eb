namespace MailSuite.Tests.Sys;

/// <summary>How mail comes in: the commands that people type, and SMTP.</summary>
public sealed class MailTests : IDisposable
{
    private readonly Instance instance = new();

    public void Dispose() => instance.Dispose();

    // An account of this host to whom mail is delivered: ourselves, or as root one that is not root.
    private static string LocalUser() =>
        !Instance.IsRoot ? Environment.UserName
            : File.ReadAllLines("/etc/passwd").Select(static l => l.Split(':')).Where(static f => int.Parse(f[2]) is >= 1000 and < 60000).Select(static f => f[0]).FirstOrDefault("nobody");

    [Needs("bsd-mailx")]
    public void Mail_by_bsd_mailx_reaches_a_local_user_who_reads_it_with_mail()
    {
        instance.Start();
        string user = LocalUser();
        var environment = new Dictionary<string, string>(instance.ClientEnvironment) { ["HOME"] = instance.Folder };
        File.WriteAllText(Path.Combine(instance.Folder, ".mailrc"), $"set sendmail={Instance.Out}/sbin/sendmail\n");
        Tool.Run("bsd-mailx", ["-s", "Lunch", user], "At noon?\n", environment).Well();
        string mbox = instance.WaitForText(instance.Mbox(user), "At noon?");
        Assert.StartsWith("From ", mbox);
        Assert.Contains("Subject: Lunch\n", mbox);
        Assert.Contains($"\nTo: {user}", mbox);
        instance.WaitForLog($@"postfix/local\[\d+\]: \w+: to=<{user}@mail.test.example>.*status=sent \(delivered to mailbox\)");
        var read = Tool.Run("bsd-mailx", ["-f", instance.Mbox(user)], "headers\nprint 1\nexit\n", environment);
        Assert.Contains("Lunch", read.All);
        Assert.Contains("At noon?", read.All);
    }

    [Needs("bsd-mailx", "useradd", "userdel", Root = true)]
    public void Mail_u_reads_the_mail_of_an_account()
    {
        // mail -u looks into /var/mail, so the instance delivers there, to an account of its own that is taken away again.
        string user = "msuite" + Guid.NewGuid().ToString("N")[..8];
        Tool.Run("useradd", ["--no-create-home", "--home-dir", instance.Folder, "--shell", "/bin/sh", user]).Well();
        try
        {
            File.AppendAllText(instance.Config("main.cf"), "mail_spool_directory = /var/mail\n");
            instance.Start();
            File.WriteAllText(Path.Combine(instance.Folder, ".mailrc"), $"set sendmail={Instance.Out}/sbin/sendmail\n");
            var environment = new Dictionary<string, string>(instance.ClientEnvironment) { ["HOME"] = instance.Folder };
            Tool.Run("bsd-mailx", ["-s", "Dinner", user], "At eight?\n", environment).Well();
            instance.WaitForText("/var/mail/" + user, "At eight?");
            var read = Tool.Run("bsd-mailx", ["-u", user], "print 1\nexit\n", environment);
            Assert.Contains("At eight?", read.All);
            Assert.Equal(user, Tool.Run("stat", ["-c", "%U", "/var/mail/" + user]).Out.Trim());
        }
        finally
        {
            Tool.Run("userdel", [user]);
            File.Delete("/var/mail/" + user);
        }
    }

    [Needs("s-nail")]
    public void Mail_by_s_nail_reaches_a_local_user()
    {
        instance.Start();
        string user = LocalUser();
        var environment = new Dictionary<string, string>(instance.ClientEnvironment) { ["HOME"] = instance.Folder, ["MAILRC"] = "/dev/null", ["LC_ALL"] = "C.UTF-8" };
        Tool.Run("s-nail", ["-n", "-S", $"mta={Instance.Out}/sbin/sendmail", "-s", "Grüße", user], "Viele Grüße\n", environment).Well();
        instance.WaitForText(instance.Mbox(user), "\nSubject: ");
        var read = Tool.Run("s-nail", ["-n", "-S", "ttycharset=utf-8", "-f", instance.Mbox(user)], "print 1\nexit\n", environment);
        Assert.Contains("Viele Gr", read.All);
    }

    [Needs]
    public void A_typed_session_delivers()
    {
        instance.Start();
        string said = Instance.Type(instance.Smtp, "EHLO client.test.example", "MAIL FROM:<bob@virtual.example>", "RCPT TO:<alice@virtual.example>", "DATA",
            "Subject: typed", "", "..dots", ".", "QUIT");
        Assert.Contains("S: 220 mail.test.example ESMTP", said);
        Assert.Contains("S: 354 ", said);
        Assert.Contains("S: 250 2.0.0 Ok: queued as ", said);
        Assert.Contains("S: 221 2.0.0 Bye", said);
        string message = Assert.Single(instance.WaitForMaildir("alice"));
        Assert.Contains("\n.dots\n", message);
        Assert.Contains("Return-Path: <bob@virtual.example>\n", message);
        Assert.Contains("Delivered-To: alice@virtual.example\n", message);
        Assert.Contains("by mail.test.example (Postfix) with ESMTP id ", message);
        instance.WaitForLog(@"postfix/qmgr\[\d+\]: \w+: removed");
    }

    [Needs]
    public void An_unknown_recipient_is_refused()
    {
        instance.Start();
        string said = Instance.Type(instance.Smtp, "EHLO client.test.example", "MAIL FROM:<bob@virtual.example>", "RCPT TO:<nobody-here@virtual.example>",
            "RCPT TO:<nobody-here@mail.test.example>", "RCPT TO:<user@elsewhere.example>", "QUIT");
        Assert.Contains("S: 550 5.1.1 <nobody-here@virtual.example>: Recipient address rejected: User unknown in virtual mailbox table", said);
        Assert.Contains("S: 550 5.1.1 <nobody-here@mail.test.example>: Recipient address rejected: User unknown in local recipient table", said);
        instance.WaitForLog("NOQUEUE: reject: RCPT from .*: 550 5.1.1 <nobody-here@virtual.example>");
    }

    [Needs]
    public void An_undeliverable_message_is_bounced_to_its_sender()
    {
        instance.Start();
        instance.Send("bob@virtual.example", "nobody-here@virtual.example", "Lost");
        string bounce = Assert.Single(instance.WaitForMaildir("bob"));
        Assert.Contains("Subject: Undelivered Mail Returned to Sender\n", bounce);
        Assert.Contains("Content-Type: multipart/report; report-type=delivery-status;", bounce);
        Assert.Contains("Final-Recipient: rfc822; nobody-here@virtual.example", bounce);
        Assert.Contains("Action: failed", bounce);
        Assert.Contains("Status: 5.1.1", bounce);
        Assert.Contains("Subject: Lost", bounce);
        Assert.Contains("Return-Path: <>\n", bounce);
        instance.WaitForLog(@"postfix/bounce\[\d+\]: \w+: sender non-delivery notification: ");
    }

    [Needs("swaks", "perl:Net::SSLeay")]
    public void Swaks_submits_with_TLS_and_a_password()
    {
        instance.Start();
        string[] Arguments(string password) => ["--server", "127.0.0.1", "--port", instance.Submission.ToString(), "--tls", "--auth", "PLAIN", "--auth-user", "alice@virtual.example",
            "--auth-password", password, "--from", "alice@virtual.example", "--to", "bob@virtual.example", "--header", "Subject: submitted", "--timeout", "30"];
        var ran = Tool.Run("swaks", Arguments("wonderland")).Well();
        Assert.Contains("235 2.7.0 Authentication successful", ran.Out);
        string message = Assert.Single(instance.WaitForMaildir("bob"));
        Assert.Contains("with ESMTPSA id ", message);
        instance.WaitForLog(@"postfix/submission/smtpd\[\d+\]: \w+: client=.*, sasl_method=PLAIN, sasl_username=alice@virtual.example");
        var refused = Tool.Run("swaks", Arguments("wrong"));
        Assert.NotEqual(0, refused.Exit);
        Assert.Contains("535 5.7.8 Error: authentication failed", refused.Out);
        instance.WaitForLog("SASL PLAIN authentication failed");
    }

    [Needs]
    public void An_alias_made_by_newaliases_works()
    {
        instance.Start();
        File.AppendAllText(instance.Config("aliases"), "sales: alice@virtual.example, bob@virtual.example\n");
        instance.Suite("newaliases").Well();
        Assert.True(File.Exists(instance.Config("aliases.db")));
        Assert.Contains("alice@virtual.example", instance.Suite("postalias", "-q", "sales", "hash:" + instance.Config("aliases")).Well().Out);
        instance.Send("bob@virtual.example", "sales@mail.test.example", "To sales");
        instance.WaitForMaildir("alice");
        instance.WaitForMaildir("bob");
    }
}
