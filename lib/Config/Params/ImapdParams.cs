namespace MailSuite.Config;

/// <summary>Parameters of imapd; not among Postfix's. TLS settings that are not listed here are smtpd's (smtpd_tls_...).</summary>
public static class ImapdParams
{
    /// <summary>How long a logged-in client may say nothing (RFC 3501 5.4: at least 30 minutes).</summary>
    public static readonly Param<TimeSpan> Timeout = Table.Own.Time("imapd_timeout", "30m", min: 1);

    /// <summary>How long a client may say nothing before it has logged in.</summary>
    public static readonly Param<TimeSpan> LoginTimeout = Table.Own.Time("imapd_login_timeout", "60s", min: 1);

    /// <summary>The text of the greeting.</summary>
    public static readonly Param<string> Banner = Table.Own.Text("imapd_banner", "$myhostname IMAP4rev1 $mail_name", min: 1);

    /// <summary>Commands that are none, or misfit, before a client that has not logged in is sent away.</summary>
    public static readonly Param<int> LoginErrorLimit = Table.Own.Number("imapd_login_error_limit", "3", min: 1);

    /// <summary>Failed logins before the connection is closed.</summary>
    public static readonly Param<int> AuthErrorLimit = Table.Own.Number("imapd_auth_error_limit", "5", min: 1);

    /// <summary>Commands that are none, or misfit, before a logged-in client is sent away.</summary>
    public static readonly Param<int> ErrorLimit = Table.Own.Number("imapd_error_limit", "50", min: 1);

    /// <summary>The longest command a logged-in client may send, its literals included; the message of an APPEND is not counted.</summary>
    public static readonly Param<int> CommandLimit = Table.Own.Number("imapd_command_limit", "1048576", min: 8192);

    /// <summary>The largest message that a client may store; 0 is no limit.</summary>
    public static readonly Param<long> AppendLimit = Table.Own.Long("imapd_append_limit", "1073741824");

    /// <summary>While a client idles: how often the mailbox is looked at, besides what the kernel tells.</summary>
    public static readonly Param<TimeSpan> IdlePoll = Table.Own.Time("imapd_idle_poll_interval", "30s", min: 1);

    /// <summary>While a client idles: how often it is told that we are still here, for the sake of the address translators on the way. 0: never.</summary>
    public static readonly Param<TimeSpan> IdleNotify = Table.Own.Time("imapd_idle_notify_interval", "2m");

    /// <summary>The authentication server's socket.</summary>
    public static readonly Param<string> AuthPath = Table.Own.Text("imapd_auth_path", "private/auth", min: 1);

    /// <summary>The authentication server's socket for trusted processes.</summary>
    public static readonly Param<string> AuthMasterPath = Table.Own.Text("imapd_auth_master_path", "$imapd_auth_path", min: 1);

    /// <summary>The socket of the service that opens mailboxes (imap-session in master.cf). Empty: the mailbox is opened in the process at the door itself; never do this as root.</summary>
    public static readonly Param<string> SessionPath = Table.Own.Text("imapd_session_path", "private/imap-session");

    /// <summary>Which folders have which special use (RFC 6154): name=use, with commas between them.</summary>
    public static readonly Param<string> SpecialUse = Table.Own.Text("imapd_special_use", "Drafts=Drafts, Sent=Sent, Sent Messages=Sent, Trash=Trash, Junk=Junk, Spam=Junk, Archive=Archive");

    /// <summary>TLS: none, may, or encrypt.</summary>
    public static readonly Param<string> TlsLevel = Table.Own.Text("imapd_tls_security_level", "${imapd_tls_cert_file?{may}:{${imapd_tls_chain_files?{may}:{none}}}}");

    /// <summary>TLS from the first byte, as on port 993.</summary>
    public static readonly Param<bool> TlsWrapperMode = Table.Own.YesNo("imapd_tls_wrappermode", "no");

    /// <summary>No passwords outside of TLS: LOGINDISABLED.</summary>
    public static readonly Param<bool> TlsAuthOnly = Table.Own.YesNo("imapd_tls_auth_only", "yes");

    /// <summary>The certificate, with those that lead to a trusted one.</summary>
    public static readonly Param<string> TlsCertFile = Table.Own.Text("imapd_tls_cert_file", "$smtpd_tls_cert_file");

    /// <summary>The certificate's key.</summary>
    public static readonly Param<string> TlsKeyFile = Table.Own.Text("imapd_tls_key_file", "${smtpd_tls_key_file?{$smtpd_tls_key_file}:{$imapd_tls_cert_file}}");

    /// <summary>Files with keys and certificate chains.</summary>
    public static readonly Param<string> TlsChainFiles = Table.Own.Text("imapd_tls_chain_files", "$smtpd_tls_chain_files");
}
