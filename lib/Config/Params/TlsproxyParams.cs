namespace MailSuite.Config;

/// <summary>Parameters whose owner is tlsproxy.</summary>
public static class TlsproxyParams
{
    /// <summary>smtp_tls_CAfile for tlsproxy: file of the certificate authorities that are trusted to vouch for servers.</summary>
    public static readonly Param<string> ClientCAfile = Table.Text("tlsproxy_client_CAfile", "$smtp_tls_CAfile").NotYet();

    /// <summary>smtp_tls_CApath for tlsproxy: directory of the certificate authorities that are trusted to vouch for servers.</summary>
    public static readonly Param<string> ClientCApath = Table.Text("tlsproxy_client_CApath", "$smtp_tls_CApath").NotYet();

    /// <summary>smtp_tls_cert_file for tlsproxy: file of the client's RSA certificate with the chain behind it.</summary>
    public static readonly Param<string> ClientCertFile = Table.Text("tlsproxy_client_cert_file", "$smtp_tls_cert_file").NotYet();

    /// <summary>smtp_tls_chain_files for tlsproxy: files of the client's private keys, each with its certificate and chain; they replace the other key and certificate settings.</summary>
    public static readonly Param<string> ClientChainFiles = Table.Text("tlsproxy_client_chain_files", "$smtp_tls_chain_files").NotYet();

    /// <summary>smtp_tls_dcert_file for tlsproxy: file of the client's DSA certificate.</summary>
    public static readonly Param<string> ClientDcertFile = Table.Text("tlsproxy_client_dcert_file", "$smtp_tls_dcert_file").NotYet();

    /// <summary>smtp_tls_dkey_file for tlsproxy: file of the private key for the DSA certificate.</summary>
    public static readonly Param<string> ClientDkeyFile = Table.Text("tlsproxy_client_dkey_file", "$smtp_tls_dkey_file").NotYet();

    /// <summary>smtp_tls_eccert_file for tlsproxy: file of the client's ECDSA certificate with the chain behind it.</summary>
    public static readonly Param<string> ClientEccertFile = Table.Text("tlsproxy_client_eccert_file", "$smtp_tls_eccert_file").NotYet();

    /// <summary>smtp_tls_eckey_file for tlsproxy: file of the private key for the ECDSA certificate.</summary>
    public static readonly Param<string> ClientEckeyFile = Table.Text("tlsproxy_client_eckey_file", "$smtp_tls_eckey_file").NotYet();

    /// <summary>smtp_enforce_tls for tlsproxy: old way to require TLS of servers; smtp_tls_security_level is the present one.</summary>
    public static readonly Param<bool> ClientEnforceTls = Table.YesNo("tlsproxy_client_enforce_tls", "$smtp_enforce_tls").NotYet();

    /// <summary>smtp_tls_fingerprint_digest for tlsproxy: digest of fingerprints of certificates and keys.</summary>
    public static readonly Param<string> ClientFingerprintDigest = Table.Text("tlsproxy_client_fingerprint_digest", "$smtp_tls_fingerprint_digest", min: 1).NotYet();

    /// <summary>smtp_tls_key_file for tlsproxy: file of the private key for the RSA certificate.</summary>
    public static readonly Param<string> ClientKeyFile = Table.Text("tlsproxy_client_key_file", "$smtp_tls_key_file").NotYet();

    /// <summary>smtp_tls_loglevel for tlsproxy: how much about TLS is logged, 0 to 4.</summary>
    public static readonly Param<string> ClientLoglevel = Table.Text("tlsproxy_client_loglevel", "$smtp_tls_loglevel").NotYet();

    /// <summary>smtp_tls_per_site for tlsproxy: old tables with the TLS policy of a destination; the policy_maps settings are the present ones.</summary>
    public static readonly Param<string> ClientPerSite = Table.Text("tlsproxy_client_per_site", "$smtp_tls_per_site").NotYet();

    /// <summary>smtp_tls_policy_maps for tlsproxy: tables with the TLS level and its details for a destination.</summary>
    public static readonly Param<string> ClientPolicyMaps = Table.Text("tlsproxy_client_policy_maps", "${tlsproxy_client_policy?{$tlsproxy_client_policy}:{$smtp_tls_policy_maps}}").NotYet();

    /// <summary>smtp_tls_scert_verifydepth for tlsproxy: length of the chain of authorities behind a server's certificate.</summary>
    public static readonly Param<int> ClientScertVerifydepth = Table.Number("tlsproxy_client_scert_verifydepth", "$smtp_tls_scert_verifydepth").NotYet();

    /// <summary>smtp_tls_security_level for tlsproxy: how far TLS is used: none, may, encrypt and, for clients, dane, fingerprint, verify, secure.</summary>
    public static readonly Param<string> ClientSecurityLevel = Table.Text("tlsproxy_client_security_level", "${tlsproxy_client_level?{$tlsproxy_client_level}:{$smtp_tls_security_level}}").NotYet();

    /// <summary>smtp_use_tls for tlsproxy: old way to use TLS; smtp_tls_security_level is the present one.</summary>
    public static readonly Param<bool> ClientUseTls = Table.YesNo("tlsproxy_client_use_tls", "$smtp_use_tls").NotYet();

    /// <summary>smtpd_enforce_tls for tlsproxy.</summary>
    public static readonly Param<bool> EnforceTls = Table.YesNo("tlsproxy_enforce_tls", "$smtpd_enforce_tls").NotYet();

    /// <summary>Name of the service that does TLS for postscreen and for reused connections.</summary>
    public static readonly Param<string> ServiceName = Table.Text("tlsproxy_service_name", "tlsproxy", min: 1).NotYet();

    /// <summary>smtpd_tls_CAfile for tlsproxy: file of the certificate authorities that are trusted to vouch for clients.</summary>
    public static readonly Param<string> TlsCAfile = Table.Text("tlsproxy_tls_CAfile", "$smtpd_tls_CAfile").NotYet();

    /// <summary>smtpd_tls_CApath for tlsproxy: directory of the certificate authorities that are trusted to vouch for clients.</summary>
    public static readonly Param<string> TlsCApath = Table.Text("tlsproxy_tls_CApath", "$smtpd_tls_CApath").NotYet();

    /// <summary>smtpd_tls_always_issue_session_ids for tlsproxy: whether a session id is given even to clients whose sessions are not cached.</summary>
    public static readonly Param<bool> TlsAlwaysIssueSessionIds = Table.YesNo("tlsproxy_tls_always_issue_session_ids", "$smtpd_tls_always_issue_session_ids").NotYet();

    /// <summary>smtpd_tls_ask_ccert for tlsproxy: whether clients are asked for a certificate.</summary>
    public static readonly Param<bool> TlsAskCcert = Table.YesNo("tlsproxy_tls_ask_ccert", "$smtpd_tls_ask_ccert").NotYet();

    /// <summary>smtpd_tls_ccert_verifydepth for tlsproxy: length of the chain of authorities behind a client's certificate.</summary>
    public static readonly Param<int> TlsCcertVerifydepth = Table.Number("tlsproxy_tls_ccert_verifydepth", "$smtpd_tls_ccert_verifydepth").NotYet();

    /// <summary>smtpd_tls_cert_file for tlsproxy: file of the server's RSA certificate with the chain behind it.</summary>
    public static readonly Param<string> TlsCertFile = Table.Text("tlsproxy_tls_cert_file", "$smtpd_tls_cert_file").NotYet();

    /// <summary>smtpd_tls_chain_files for tlsproxy: files of the server's private keys, each with its certificate and chain; they replace the other key and certificate settings.</summary>
    public static readonly Param<string> TlsChainFiles = Table.Text("tlsproxy_tls_chain_files", "$smtpd_tls_chain_files").NotYet();

    /// <summary>smtpd_tls_ciphers for tlsproxy: grade of ciphers for opportunistic TLS.</summary>
    public static readonly Param<string> TlsCiphers = Table.Text("tlsproxy_tls_ciphers", "$smtpd_tls_ciphers", min: 1).NotYet();

    /// <summary>smtpd_tls_dcert_file for tlsproxy: file of the server's DSA certificate.</summary>
    public static readonly Param<string> TlsDcertFile = Table.Text("tlsproxy_tls_dcert_file", "$smtpd_tls_dcert_file").NotYet();

    /// <summary>smtpd_tls_dh1024_param_file for tlsproxy: file of Diffie-Hellman parameters; empty lets OpenSSL choose.</summary>
    public static readonly Param<string> TlsDh1024ParamFile = Table.Text("tlsproxy_tls_dh1024_param_file", "$smtpd_tls_dh1024_param_file").NotYet();

    /// <summary>smtpd_tls_dh512_param_file for tlsproxy: obsolete file of 512-bit Diffie-Hellman parameters.</summary>
    public static readonly Param<string> TlsDh512ParamFile = Table.Text("tlsproxy_tls_dh512_param_file", "$smtpd_tls_dh512_param_file").NotYet();

    /// <summary>smtpd_tls_dkey_file for tlsproxy: file of the private key for the DSA certificate.</summary>
    public static readonly Param<string> TlsDkeyFile = Table.Text("tlsproxy_tls_dkey_file", "$smtpd_tls_dkey_file").NotYet();

    /// <summary>smtpd_tls_eccert_file for tlsproxy: file of the server's ECDSA certificate with the chain behind it.</summary>
    public static readonly Param<string> TlsEccertFile = Table.Text("tlsproxy_tls_eccert_file", "$smtpd_tls_eccert_file").NotYet();

    /// <summary>smtpd_tls_eckey_file for tlsproxy: file of the private key for the ECDSA certificate.</summary>
    public static readonly Param<string> TlsEckeyFile = Table.Text("tlsproxy_tls_eckey_file", "$smtpd_tls_eckey_file").NotYet();

    /// <summary>smtpd_tls_eecdh_grade for tlsproxy: former choice of curves for key exchange; auto leaves it to tls_eecdh_auto_curves.</summary>
    public static readonly Param<string> TlsEecdhGrade = Table.Text("tlsproxy_tls_eecdh_grade", "$smtpd_tls_eecdh_grade", min: 1).NotYet();

    /// <summary>smtpd_tls_enable_rpk for tlsproxy: whether raw public keys are accepted in place of certificates (RFC 7250).</summary>
    public static readonly Param<bool> TlsEnableRpk = Table.YesNo("tlsproxy_tls_enable_rpk", "$smtpd_tls_enable_rpk").NotYet();

    /// <summary>smtpd_tls_exclude_ciphers for tlsproxy: ciphers that are never used, in OpenSSL's words.</summary>
    public static readonly Param<string> TlsExcludeCiphers = Table.Text("tlsproxy_tls_exclude_ciphers", "$smtpd_tls_exclude_ciphers").NotYet();

    /// <summary>smtpd_tls_fingerprint_digest for tlsproxy: digest of fingerprints of certificates and keys.</summary>
    public static readonly Param<string> TlsFingerprintDigest = Table.Text("tlsproxy_tls_fingerprint_digest", "$smtpd_tls_fingerprint_digest", min: 1).NotYet();

    /// <summary>smtpd_tls_key_file for tlsproxy: file of the private key for the RSA certificate.</summary>
    public static readonly Param<string> TlsKeyFile = Table.Text("tlsproxy_tls_key_file", "$smtpd_tls_key_file").NotYet();

    /// <summary>smtpd_tls_loglevel for tlsproxy: how much about TLS is logged, 0 to 4.</summary>
    public static readonly Param<string> TlsLoglevel = Table.Text("tlsproxy_tls_loglevel", "$smtpd_tls_loglevel").NotYet();

    /// <summary>smtpd_tls_mandatory_ciphers for tlsproxy: grade of ciphers where TLS is required.</summary>
    public static readonly Param<string> TlsMandatoryCiphers = Table.Text("tlsproxy_tls_mandatory_ciphers", "$smtpd_tls_mandatory_ciphers", min: 1).NotYet();

    /// <summary>smtpd_tls_mandatory_exclude_ciphers for tlsproxy: ciphers that are not used where TLS is required, besides the generally excluded ones.</summary>
    public static readonly Param<string> TlsMandatoryExcludeCiphers = Table.Text("tlsproxy_tls_mandatory_exclude_ciphers", "$smtpd_tls_mandatory_exclude_ciphers").NotYet();

    /// <summary>smtpd_tls_mandatory_protocols for tlsproxy: TLS versions where TLS is required.</summary>
    public static readonly Param<string> TlsMandatoryProtocols = Table.Text("tlsproxy_tls_mandatory_protocols", "$smtpd_tls_mandatory_protocols").NotYet();

    /// <summary>smtpd_tls_protocols for tlsproxy: TLS versions for opportunistic TLS.</summary>
    public static readonly Param<string> TlsProtocols = Table.Text("tlsproxy_tls_protocols", "$smtpd_tls_protocols").NotYet();

    /// <summary>smtpd_tls_req_ccert for tlsproxy: whether a client must have a trusted certificate where TLS is required.</summary>
    public static readonly Param<bool> TlsReqCcert = Table.YesNo("tlsproxy_tls_req_ccert", "$smtpd_tls_req_ccert").NotYet();

    /// <summary>smtpd_tls_security_level for tlsproxy: how far TLS is used: none, may, encrypt and, for clients, dane, fingerprint, verify, secure.</summary>
    public static readonly Param<string> TlsSecurityLevel = Table.Text("tlsproxy_tls_security_level", "$smtpd_tls_security_level").NotYet();

    /// <summary>smtpd_use_tls for tlsproxy.</summary>
    public static readonly Param<bool> UseTls = Table.YesNo("tlsproxy_use_tls", "$smtpd_use_tls").NotYet();

    /// <summary>How long tlsproxy may work on one event before its watchdog ends it.</summary>
    public static readonly Param<TimeSpan> WatchdogTimeout = Table.Time("tlsproxy_watchdog_timeout", "10s", min: 10).NotYet();
}
