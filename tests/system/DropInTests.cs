using System.Text.RegularExpressions;

namespace MailSuite.Tests.Sys;

/// <summary>The promise of the first page: Debian's own configuration, copied over as it is, works.</summary>
public sealed class DropInTests : IDisposable
{
    private const string MasterCf = "/usr/share/postfix/master.cf.dist";
    private readonly Instance instance = new();

    public void Dispose() => instance.Dispose();

    // What Debian's package makes of its template, and what this instance needs to stay by itself: its folders, its port.
    private void TakeOver()
    {
        string folder = instance.Folder;
        File.WriteAllText(instance.Config("main.cf"), $$"""
            smtpd_banner = $myhostname ESMTP $mail_name (Debian/GNU)
            biff = no
            append_dot_mydomain = no
            readme_directory = no
            compatibility_level = 3.6
            smtpd_tls_cert_file={{instance.Config("cert.pem")}}
            smtpd_tls_key_file={{instance.Config("key-and-cert.pem")}}
            smtpd_tls_security_level=may
            smtp_tls_CApath=/etc/ssl/certs
            smtp_tls_security_level=may
            smtp_tls_session_cache_database = btree:${data_directory}/smtp_scache
            smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
            myhostname = debian.example
            alias_maps = hash:{{folder}}/etc/aliases
            alias_database = hash:{{folder}}/etc/aliases
            mydestination = $myhostname, debian, localhost.localdomain, , localhost
            relayhost =
            mynetworks = 127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128
            mailbox_size_limit = 0
            recipient_delimiter = +
            inet_interfaces = loopback-only
            inet_protocols = all

            queue_directory = {{folder}}/spool
            data_directory = {{folder}}/data
            command_directory = {{Instance.Out}}/sbin
            daemon_directory = {{Instance.Out}}/libexec/postfix
            mail_spool_directory = {{folder}}/mail
            maillog_file = {{folder}}/mail.log
            maillog_file_prefixes = {{folder}}

            """);
        File.WriteAllText(instance.Config("master.cf"), Regex.Replace(File.ReadAllText(MasterCf), @"^smtp(\s+inet)", $"{instance.Smtp}$1", RegexOptions.Multiline));
    }

    [Needs(MasterCf, Root = true)]
    public void Debians_configuration_passes_the_check_without_a_word_and_runs()
    {
        TakeOver();
        instance.Suite("newaliases").Well();
        var check = instance.Suite("postfix", "-c", Path.Combine(instance.Folder, "etc"), "check");
        Assert.True(check.Exit == 0 && check.All.Length == 0, check.All);
        instance.Start();
        Instance.Type(instance.Smtp, "EHLO client.example", "MAIL FROM:<>", "RCPT TO:<daemon+box@localhost>", "DATA", "Subject: welcome", "", "Hello.", ".", "QUIT");
        instance.WaitForText(instance.Mbox("daemon"), "Subject: welcome");
        Assert.DoesNotContain("warning", instance.Log, StringComparison.Ordinal);
    }
}
