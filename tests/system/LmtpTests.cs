namespace MailSuite.Tests.Sys;

/// <summary>Delivery by LMTP over a UNIX socket to Dovecot, as most Postfix installations with Dovecot do it.</summary>
public sealed class LmtpTests
{
    [Needs("/usr/lib/dovecot/lmtp", Root = true)]
    public void Dovecot_takes_one_recipient_and_refuses_the_other()
    {
        using var instance = new Instance();
        string folder = Path.Combine(instance.Folder, "dovecot");
        foreach (string sub in (string[])["run", "state", "mail"])
            Directory.CreateDirectory(Path.Combine(folder, sub));
        Tool.Run("chown", [instance.Owner, Path.Combine(folder, "mail")]).Well();
        File.WriteAllText(Path.Combine(folder, "users"), $"carol@lmtp.example::{instance.Uid}:{instance.Gid}::{folder}/mail/carol\n");
        File.WriteAllText(Path.Combine(folder, "dovecot.conf"), $$"""
            base_dir = {{folder}}/run
            state_dir = {{folder}}/state
            log_path = {{folder}}/log
            listen = 127.0.0.1
            protocols = lmtp
            ssl = no
            first_valid_uid = 1
            mail_location = maildir:~/Maildir
            default_internal_user = dovecot
            service lmtp {
              unix_listener {{instance.Folder}}/dovecot-lmtp {
                mode = 0666
              }
            }
            passdb {
              driver = passwd-file
              args = {{folder}}/users
            }
            userdb {
              driver = passwd-file
              args = {{folder}}/users
            }

            """);
        File.AppendAllText(instance.Config("main.cf"), $"transport_maps = inline:{{ {{ lmtp.example = lmtp:unix:{instance.Folder}/dovecot-lmtp }} }}\n");
        Tool.Run("/usr/sbin/dovecot", ["-c", Path.Combine(folder, "dovecot.conf")]).Well();
        try
        {
            instance.Start();
            instance.SuiteWith("Subject: by lmtp\n\n.dot\n", "sendmail", "-i", "-f", "bob@virtual.example", "carol@lmtp.example", "nobody@lmtp.example").Well();
            string where = $@"relay={Instance.Host}\[{instance.Folder}/dovecot-lmtp\], .*";
            instance.WaitForLog($@"to=<carol@lmtp.example>, {where}dsn=2.0.0, status=sent \(250 2.0.0 <carol@lmtp.example> \S+ Saved\)");
            instance.WaitForLog($@"to=<nobody@lmtp.example>, {where}dsn=5.1.1, status=bounced \(host {Instance.Host}\[{instance.Folder}/dovecot-lmtp\] said: 550 5.1.1 <nobody@lmtp.example> User doesn't exist: nobody@lmtp.example \(in reply to RCPT TO command\)\)");
            string mail = File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(folder, "mail/carol/Maildir/new"))));
            Assert.Contains("Subject: by lmtp\n", mail);
            Assert.Contains("\n.dot\n", mail);
            Assert.Contains("Delivered-To: carol@lmtp.example\n", mail);
            string bounce = Assert.Single(instance.WaitForMaildir("bob"));
            Assert.Contains("Final-Recipient: rfc822; nobody@lmtp.example\n", bounce);
            Assert.DoesNotContain("Final-Recipient: rfc822; carol", bounce);
        }
        finally
        {
            Tool.Run("/usr/sbin/dovecot", ["-c", Path.Combine(folder, "dovecot.conf"), "stop"]);
        }
    }
}
