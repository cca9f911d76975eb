namespace MailSuite.Config;

/// <summary>Parameters of pop3d; not among Postfix's. TLS settings that are not listed here are smtpd's (smtpd_tls_...).</summary>
public static class Pop3dParams
{
    /// <summary>How long a logged-in client may say nothing (RFC 1939 3: at least 10 minutes).</summary>
    public static readonly Param<TimeSpan> Timeout = Table.Own.Time("pop3d_timeout", "600s", min: 1);

    /// <summary>How long a client may say nothing before it has logged in.</summary>
    public static readonly Param<TimeSpan> LoginTimeout = Table.Own.Time("pop3d_login_timeout", "60s", min: 1);

    /// <summary>The text of the greeting.</summary>
    public static readonly Param<string> Banner = Table.Own.Text("pop3d_banner", "$myhostname POP3 $mail_name", min: 1);

    /// <summary>Commands that are none, or misfit, before a client that has not logged in is sent away.</summary>
    public static readonly Param<int> LoginErrorLimit = Table.Own.Number("pop3d_login_error_limit", "3", min: 1);

    /// <summary>Failed logins before the connection is closed.</summary>
    public static readonly Param<int> AuthErrorLimit = Table.Own.Number("pop3d_auth_error_limit", "5", min: 1);

    /// <summary>Commands that are none, or misfit, before a logged-in client is sent away.</summary>
    public static readonly Param<int> ErrorLimit = Table.Own.Number("pop3d_error_limit", "20", min: 1);

    /// <summary>The authentication server's socket.</summary>
    public static readonly Param<string> AuthPath = Table.Own.Text("pop3d_auth_path", "private/auth", min: 1);

    /// <summary>The authentication server's socket for trusted processes.</summary>
    public static readonly Param<string> AuthMasterPath = Table.Own.Text("pop3d_auth_master_path", "$pop3d_auth_path", min: 1);

    /// <summary>The socket of the service that opens mailboxes (pop3-session in master.cf). Empty: the mailbox is opened in the process at the door itself; never do this as root.</summary>
    public static readonly Param<string> SessionPath = Table.Own.Text("pop3d_session_path", "private/pop3-session");

    /// <summary>The form of unique ids: %u is the UID, %v the UIDVALIDITY, %f the file's name; the default is Dovecot's.</summary>
    public static readonly Param<string> UidlFormat = Table.Own.Raw("pop3d_uidl_format", "%08Xu%08Xv");

    /// <summary>How long to wait for another session of the same mailbox to end.</summary>
    public static readonly Param<TimeSpan> LockTimeout = Table.Own.Time("pop3d_lock_timeout", "3s");

    /// <summary>Are messages that were retrieved marked as read, for IMAP and mutt?</summary>
    public static readonly Param<bool> MarkSeen = Table.Own.YesNo("pop3d_mark_seen", "yes");

    /// <summary>TLS: none, may, or encrypt.</summary>
    public static readonly Param<string> TlsLevel = Table.Own.Text("pop3d_tls_security_level", "${pop3d_tls_cert_file?{may}:{${pop3d_tls_chain_files?{may}:{none}}}}");

    /// <summary>TLS from the first byte, as on port 995.</summary>
    public static readonly Param<bool> TlsWrapperMode = Table.Own.YesNo("pop3d_tls_wrappermode", "no");

    /// <summary>Clients between whom and us nobody listens: they may send passwords without TLS, whatever pop3d_tls_auth_only says.</summary>
    public static readonly Param<string> SecureClients = Table.Own.Text("pop3d_secure_clients", "127.0.0.0/8, [::1]/128");

    /// <summary>No passwords outside of TLS, except from pop3d_secure_clients.</summary>
    public static readonly Param<bool> TlsAuthOnly = Table.Own.YesNo("pop3d_tls_auth_only", "yes");

    /// <summary>The certificate, with those that lead to a trusted one.</summary>
    public static readonly Param<string> TlsCertFile = Table.Own.Text("pop3d_tls_cert_file", "$smtpd_tls_cert_file");

    /// <summary>The certificate's key.</summary>
    public static readonly Param<string> TlsKeyFile = Table.Own.Text("pop3d_tls_key_file", "${smtpd_tls_key_file?{$smtpd_tls_key_file}:{$pop3d_tls_cert_file}}");

    /// <summary>Files with keys and certificate chains.</summary>
    public static readonly Param<string> TlsChainFiles = Table.Own.Text("pop3d_tls_chain_files", "$smtpd_tls_chain_files");
}
