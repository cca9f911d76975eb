namespace MailSuite.Config;

/// <summary>Parameters whose owner is milter.</summary>
public static class MilterParams
{
    /// <summary>Time limit for a milter's answer to a command of the SMTP client.</summary>
    public static readonly Param<TimeSpan> CommandTimeout = Table.Time("milter_command_timeout", "30s", min: 1).NotYet();

    /// <summary>Macros given to milters when a client connects.</summary>
    public static readonly Param<string> ConnectMacros = Table.Text("milter_connect_macros", "j {daemon_name} {daemon_addr} v _").NotYet();

    /// <summary>Time limit for connecting to a milter and agreeing on options.</summary>
    public static readonly Param<TimeSpan> ConnectTimeout = Table.Time("milter_connect_timeout", "30s", min: 1).NotYet();

    /// <summary>Time limit for sending content to a milter and for its final answer.</summary>
    public static readonly Param<TimeSpan> ContentTimeout = Table.Time("milter_content_timeout", "300s", min: 1).NotYet();

    /// <summary>Macros given to milters at DATA.</summary>
    public static readonly Param<string> DataMacros = Table.Text("milter_data_macros", "i").NotYet();

    /// <summary>What to do when a milter cannot be asked: accept, reject, tempfail, quarantine or shutdown.</summary>
    public static readonly Param<string> DefaultAction = Table.Text("milter_default_action", "shutdown", min: 1).NotYet();

    /// <summary>Macros given to milters behind the message.</summary>
    public static readonly Param<string> EndOfDataMacros = Table.Text("milter_end_of_data_macros", "i").NotYet();

    /// <summary>Macros given to milters behind the headers.</summary>
    public static readonly Param<string> EndOfHeaderMacros = Table.Text("milter_end_of_header_macros", "i").NotYet();

    /// <summary>Tables of patterns for headers that milters add.</summary>
    public static readonly Param<string> HeaderChecks = Table.Text("milter_header_checks", "").NotYet();

    /// <summary>Macros given to milters at HELO and EHLO.</summary>
    public static readonly Param<string> HeloMacros = Table.Text("milter_helo_macros", "{tls_version} {cipher} {cipher_bits} {cert_subject} {cert_issuer}").NotYet();

    /// <summary>Value of the macro {daemon_name}.</summary>
    public static readonly Param<string> MacroDaemonName = Table.Text("milter_macro_daemon_name", "$myhostname", min: 1).NotYet();

    /// <summary>Values of macros, name=value, for those that have none.</summary>
    public static readonly Param<string> MacroDefaults = Table.Text("milter_macro_defaults", "").NotYet();

    /// <summary>Value of the macro v, the mail system's version.</summary>
    public static readonly Param<string> MacroV = Table.Text("milter_macro_v", "$mail_name $mail_version", min: 1).NotYet();

    /// <summary>Macros given to milters at MAIL FROM.</summary>
    public static readonly Param<string> MailMacros = Table.Text("milter_mail_macros", "i {auth_type} {auth_authen} {auth_author} {mail_addr} {mail_host} {mail_mailer}").NotYet();

    /// <summary>Version of the milter protocol.</summary>
    public static readonly Param<string> Protocol = Table.Text("milter_protocol", "6", min: 1).NotYet();

    /// <summary>Macros given to milters at RCPT TO.</summary>
    public static readonly Param<string> RcptMacros = Table.Text("milter_rcpt_macros", "i {rcpt_addr} {rcpt_host} {rcpt_mailer}").NotYet();

    /// <summary>Macros given to milters at an unknown command.</summary>
    public static readonly Param<string> UnknownCommandMacros = Table.Text("milter_unknown_command_macros", "").NotYet();
}
