namespace MailSuite.Config;

/// <summary>Parameters whose owner is tlsproxy.</summary>
public static class TlsproxyParams
{
    /// <summary>tlsproxy_client_CAfile</summary>
    public static readonly Param<string> ClientCAfile = Table.Text("tlsproxy_client_CAfile", "$smtp_tls_CAfile");

    /// <summary>tlsproxy_client_CApath</summary>
    public static readonly Param<string> ClientCApath = Table.Text("tlsproxy_client_CApath", "$smtp_tls_CApath");

    /// <summary>tlsproxy_client_cert_file</summary>
    public static readonly Param<string> ClientCertFile = Table.Text("tlsproxy_client_cert_file", "$smtp_tls_cert_file");

    /// <summary>tlsproxy_client_chain_files</summary>
    public static readonly Param<string> ClientChainFiles = Table.Text("tlsproxy_client_chain_files", "$smtp_tls_chain_files");

    /// <summary>tlsproxy_client_dcert_file</summary>
    public static readonly Param<string> ClientDcertFile = Table.Text("tlsproxy_client_dcert_file", "$smtp_tls_dcert_file");

    /// <summary>tlsproxy_client_dkey_file</summary>
    public static readonly Param<string> ClientDkeyFile = Table.Text("tlsproxy_client_dkey_file", "$smtp_tls_dkey_file");

    /// <summary>tlsproxy_client_eccert_file</summary>
    public static readonly Param<string> ClientEccertFile = Table.Text("tlsproxy_client_eccert_file", "$smtp_tls_eccert_file");

    /// <summary>tlsproxy_client_eckey_file</summary>
    public static readonly Param<string> ClientEckeyFile = Table.Text("tlsproxy_client_eckey_file", "$smtp_tls_eckey_file");

    /// <summary>tlsproxy_client_enforce_tls</summary>
    public static readonly Param<bool> ClientEnforceTls = Table.YesNo("tlsproxy_client_enforce_tls", "$smtp_enforce_tls");

    /// <summary>tlsproxy_client_fingerprint_digest</summary>
    public static readonly Param<string> ClientFingerprintDigest = Table.Text("tlsproxy_client_fingerprint_digest", "$smtp_tls_fingerprint_digest", min: 1);

    /// <summary>tlsproxy_client_key_file</summary>
    public static readonly Param<string> ClientKeyFile = Table.Text("tlsproxy_client_key_file", "$smtp_tls_key_file");

    /// <summary>tlsproxy_client_loglevel</summary>
    public static readonly Param<string> ClientLoglevel = Table.Text("tlsproxy_client_loglevel", "$smtp_tls_loglevel");

    /// <summary>tlsproxy_client_per_site</summary>
    public static readonly Param<string> ClientPerSite = Table.Text("tlsproxy_client_per_site", "$smtp_tls_per_site");

    /// <summary>tlsproxy_client_policy_maps</summary>
    public static readonly Param<string> ClientPolicyMaps = Table.Text("tlsproxy_client_policy_maps", "${tlsproxy_client_policy?{$tlsproxy_client_policy}:{$smtp_tls_policy_maps}}");

    /// <summary>tlsproxy_client_scert_verifydepth</summary>
    public static readonly Param<int> ClientScertVerifydepth = Table.Number("tlsproxy_client_scert_verifydepth", "$smtp_tls_scert_verifydepth");

    /// <summary>tlsproxy_client_security_level</summary>
    public static readonly Param<string> ClientSecurityLevel = Table.Text("tlsproxy_client_security_level", "${tlsproxy_client_level?{$tlsproxy_client_level}:{$smtp_tls_security_level}}");

    /// <summary>tlsproxy_client_use_tls</summary>
    public static readonly Param<bool> ClientUseTls = Table.YesNo("tlsproxy_client_use_tls", "$smtp_use_tls");

    /// <summary>tlsproxy_enforce_tls</summary>
    public static readonly Param<bool> EnforceTls = Table.YesNo("tlsproxy_enforce_tls", "$smtpd_enforce_tls");

    /// <summary>tlsproxy_service_name</summary>
    public static readonly Param<string> ServiceName = Table.Text("tlsproxy_service_name", "tlsproxy", min: 1);

    /// <summary>tlsproxy_tls_CAfile</summary>
    public static readonly Param<string> TlsCAfile = Table.Text("tlsproxy_tls_CAfile", "$smtpd_tls_CAfile");

    /// <summary>tlsproxy_tls_CApath</summary>
    public static readonly Param<string> TlsCApath = Table.Text("tlsproxy_tls_CApath", "$smtpd_tls_CApath");

    /// <summary>tlsproxy_tls_always_issue_session_ids</summary>
    public static readonly Param<bool> TlsAlwaysIssueSessionIds = Table.YesNo("tlsproxy_tls_always_issue_session_ids", "$smtpd_tls_always_issue_session_ids");

    /// <summary>tlsproxy_tls_ask_ccert</summary>
    public static readonly Param<bool> TlsAskCcert = Table.YesNo("tlsproxy_tls_ask_ccert", "$smtpd_tls_ask_ccert");

    /// <summary>tlsproxy_tls_ccert_verifydepth</summary>
    public static readonly Param<int> TlsCcertVerifydepth = Table.Number("tlsproxy_tls_ccert_verifydepth", "$smtpd_tls_ccert_verifydepth");

    /// <summary>tlsproxy_tls_cert_file</summary>
    public static readonly Param<string> TlsCertFile = Table.Text("tlsproxy_tls_cert_file", "$smtpd_tls_cert_file");

    /// <summary>tlsproxy_tls_chain_files</summary>
    public static readonly Param<string> TlsChainFiles = Table.Text("tlsproxy_tls_chain_files", "$smtpd_tls_chain_files");

    /// <summary>tlsproxy_tls_ciphers</summary>
    public static readonly Param<string> TlsCiphers = Table.Text("tlsproxy_tls_ciphers", "$smtpd_tls_ciphers", min: 1);

    /// <summary>tlsproxy_tls_dcert_file</summary>
    public static readonly Param<string> TlsDcertFile = Table.Text("tlsproxy_tls_dcert_file", "$smtpd_tls_dcert_file");

    /// <summary>tlsproxy_tls_dh1024_param_file</summary>
    public static readonly Param<string> TlsDh1024ParamFile = Table.Text("tlsproxy_tls_dh1024_param_file", "$smtpd_tls_dh1024_param_file");

    /// <summary>tlsproxy_tls_dh512_param_file</summary>
    public static readonly Param<string> TlsDh512ParamFile = Table.Text("tlsproxy_tls_dh512_param_file", "$smtpd_tls_dh512_param_file");

    /// <summary>tlsproxy_tls_dkey_file</summary>
    public static readonly Param<string> TlsDkeyFile = Table.Text("tlsproxy_tls_dkey_file", "$smtpd_tls_dkey_file");

    /// <summary>tlsproxy_tls_eccert_file</summary>
    public static readonly Param<string> TlsEccertFile = Table.Text("tlsproxy_tls_eccert_file", "$smtpd_tls_eccert_file");

    /// <summary>tlsproxy_tls_eckey_file</summary>
    public static readonly Param<string> TlsEckeyFile = Table.Text("tlsproxy_tls_eckey_file", "$smtpd_tls_eckey_file");

    /// <summary>tlsproxy_tls_eecdh_grade</summary>
    public static readonly Param<string> TlsEecdhGrade = Table.Text("tlsproxy_tls_eecdh_grade", "$smtpd_tls_eecdh_grade", min: 1);

    /// <summary>tlsproxy_tls_enable_rpk</summary>
    public static readonly Param<bool> TlsEnableRpk = Table.YesNo("tlsproxy_tls_enable_rpk", "$smtpd_tls_enable_rpk");

    /// <summary>tlsproxy_tls_exclude_ciphers</summary>
    public static readonly Param<string> TlsExcludeCiphers = Table.Text("tlsproxy_tls_exclude_ciphers", "$smtpd_tls_exclude_ciphers");

    /// <summary>tlsproxy_tls_fingerprint_digest</summary>
    public static readonly Param<string> TlsFingerprintDigest = Table.Text("tlsproxy_tls_fingerprint_digest", "$smtpd_tls_fingerprint_digest", min: 1);

    /// <summary>tlsproxy_tls_key_file</summary>
    public static readonly Param<string> TlsKeyFile = Table.Text("tlsproxy_tls_key_file", "$smtpd_tls_key_file");

    /// <summary>tlsproxy_tls_loglevel</summary>
    public static readonly Param<string> TlsLoglevel = Table.Text("tlsproxy_tls_loglevel", "$smtpd_tls_loglevel");

    /// <summary>tlsproxy_tls_mandatory_ciphers</summary>
    public static readonly Param<string> TlsMandatoryCiphers = Table.Text("tlsproxy_tls_mandatory_ciphers", "$smtpd_tls_mandatory_ciphers", min: 1);

    /// <summary>tlsproxy_tls_mandatory_exclude_ciphers</summary>
    public static readonly Param<string> TlsMandatoryExcludeCiphers = Table.Text("tlsproxy_tls_mandatory_exclude_ciphers", "$smtpd_tls_mandatory_exclude_ciphers");

    /// <summary>tlsproxy_tls_mandatory_protocols</summary>
    public static readonly Param<string> TlsMandatoryProtocols = Table.Text("tlsproxy_tls_mandatory_protocols", "$smtpd_tls_mandatory_protocols");

    /// <summary>tlsproxy_tls_protocols</summary>
    public static readonly Param<string> TlsProtocols = Table.Text("tlsproxy_tls_protocols", "$smtpd_tls_protocols");

    /// <summary>tlsproxy_tls_req_ccert</summary>
    public static readonly Param<bool> TlsReqCcert = Table.YesNo("tlsproxy_tls_req_ccert", "$smtpd_tls_req_ccert");

    /// <summary>tlsproxy_tls_security_level</summary>
    public static readonly Param<string> TlsSecurityLevel = Table.Text("tlsproxy_tls_security_level", "$smtpd_tls_security_level");

    /// <summary>tlsproxy_use_tls</summary>
    public static readonly Param<bool> UseTls = Table.YesNo("tlsproxy_use_tls", "$smtpd_use_tls");

    /// <summary>tlsproxy_watchdog_timeout</summary>
    public static readonly Param<TimeSpan> WatchdogTimeout = Table.Time("tlsproxy_watchdog_timeout", "10s", min: 10);
}
