namespace MailSuite.Config;

/// <summary>Parameters whose owner is milter.</summary>
public static class MilterParams
{
    /// <summary>milter_command_timeout</summary>
    public static readonly Param<TimeSpan> CommandTimeout = Table.Time("milter_command_timeout", "30s", min: 1);

    /// <summary>milter_connect_macros</summary>
    public static readonly Param<string> ConnectMacros = Table.Text("milter_connect_macros", "j {daemon_name} {daemon_addr} v _");

    /// <summary>milter_connect_timeout</summary>
    public static readonly Param<TimeSpan> ConnectTimeout = Table.Time("milter_connect_timeout", "30s", min: 1);

    /// <summary>milter_content_timeout</summary>
    public static readonly Param<TimeSpan> ContentTimeout = Table.Time("milter_content_timeout", "300s", min: 1);

    /// <summary>milter_data_macros</summary>
    public static readonly Param<string> DataMacros = Table.Text("milter_data_macros", "i");

    /// <summary>milter_default_action</summary>
    public static readonly Param<string> DefaultAction = Table.Text("milter_default_action", "shutdown", min: 1);

    /// <summary>milter_end_of_data_macros</summary>
    public static readonly Param<string> EndOfDataMacros = Table.Text("milter_end_of_data_macros", "i");

    /// <summary>milter_end_of_header_macros</summary>
    public static readonly Param<string> EndOfHeaderMacros = Table.Text("milter_end_of_header_macros", "i");

    /// <summary>milter_header_checks</summary>
    public static readonly Param<string> HeaderChecks = Table.Text("milter_header_checks", "");

    /// <summary>milter_helo_macros</summary>
    public static readonly Param<string> HeloMacros = Table.Text("milter_helo_macros", "{tls_version} {cipher} {cipher_bits} {cert_subject} {cert_issuer}");

    /// <summary>milter_macro_daemon_name</summary>
    public static readonly Param<string> MacroDaemonName = Table.Text("milter_macro_daemon_name", "$myhostname", min: 1);

    /// <summary>milter_macro_defaults</summary>
    public static readonly Param<string> MacroDefaults = Table.Text("milter_macro_defaults", "");

    /// <summary>milter_macro_v</summary>
    public static readonly Param<string> MacroV = Table.Text("milter_macro_v", "$mail_name $mail_version", min: 1);

    /// <summary>milter_mail_macros</summary>
    public static readonly Param<string> MailMacros = Table.Text("milter_mail_macros", "i {auth_type} {auth_authen} {auth_author} {mail_addr} {mail_host} {mail_mailer}");

    /// <summary>milter_protocol</summary>
    public static readonly Param<string> Protocol = Table.Text("milter_protocol", "6", min: 1);

    /// <summary>milter_rcpt_macros</summary>
    public static readonly Param<string> RcptMacros = Table.Text("milter_rcpt_macros", "i {rcpt_addr} {rcpt_host} {rcpt_mailer}");

    /// <summary>milter_unknown_command_macros</summary>
    public static readonly Param<string> UnknownCommandMacros = Table.Text("milter_unknown_command_macros", "");
}
