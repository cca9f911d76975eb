namespace MailSuite.Config;

/// <summary>Parameters of the authentication server; not among Postfix's.</summary>
public static class AuthParams
{
    /// <summary>The password databases to ask, in this order, until one knows the password: passwd-file, pam, shadow.</summary>
    public static readonly Param<string> Backends = Table.Own.Text("auth_backends", "passwd-file, pam", min: 1);

    /// <summary>The SASL mechanisms to offer: plain, login, cram-md5, scram-sha-1, scram-sha-256. The last three work only for users whose stored password allows it.</summary>
    public static readonly Param<string> Mechanisms = Table.Own.Text("auth_mechanisms", "plain, login", min: 1);

    /// <summary>Users in Dovecot's passwd-file format: user:{SCHEME}password:uid:gid:gecos:home:shell:extra fields. It is read again when it has changed.</summary>
    public static readonly Param<string> PasswdFile = Table.Own.Text("auth_passwd_file", "$config_directory/passwd-file", min: 1);

    /// <summary>The PAM service whose rules apply (/etc/pam.d/NAME); without such a file PAM takes its "other" rules.</summary>
    public static readonly Param<string> PamService = Table.Own.Text("auth_pam_service", "mailsuite", min: 1);

    /// <summary>How many passwords are checked at a time; the others wait.</summary>
    public static readonly Param<int> Workers = Table.Own.Number("auth_worker_limit", "4", min: 1, max: 64);

    /// <summary>How many passwords may wait for being checked; beyond that clients are told to try later.</summary>
    public static readonly Param<int> QueueLimit = Table.Own.Number("auth_queue_limit", "200", min: 1);

    /// <summary>A password database that has not answered by then has trouble: the client is told to try later.</summary>
    public static readonly Param<TimeSpan> Timeout = Table.Own.Time("auth_timeout", "30s", min: 1);

    /// <summary>A failure is told no sooner than this after the attempt, whatever the cause was. Others do not wait meanwhile.</summary>
    public static readonly Param<TimeSpan> FailureDelay = Table.Own.Time("auth_failure_delay", "2s");

    /// <summary>Each further failure of one client address doubles the delay up to this, which must be less than the 10 seconds that smtpd waits; a success of the address takes it back.</summary>
    public static readonly Param<TimeSpan> PenaltyLimit = Table.Own.Time("auth_penalty_limit", "8s");

    /// <summary>Mailboxes of users with smaller ids are not opened: these are the system's.</summary>
    public static readonly Param<int> FirstValidUid = Table.Own.Number("auth_first_valid_uid", "500", min: 1);

    /// <summary>How long a mailbox process may take to ask for a login.</summary>
    public static readonly Param<TimeSpan> TicketLifetime = Table.Own.Time("auth_ticket_lifetime", "60s", min: 1);

    /// <summary>Where mail is read, in Dovecot's notation (maildir:~/Maildir, mbox:~/mail:INBOX=/var/mail/%u); empty: where local(8) and virtual(8) deliver it.</summary>
    public static readonly Param<string> MailLocation = Table.Own.Raw("mail_location", "");
}
