namespace MailSuite.Postconf;

/// <summary>The warnings behind a listing: settings that nothing reads, and those that have a successor.</summary>
internal static class UnusedParameters
{
    private const string LeaveAlone = "do not specify (leave at default)", Never = "do not specify";

    private static readonly Dictionary<string, string> Deprecated = new(StringComparer.Ordinal)
    {
        ["authorized_verp_clients"] = Instead("smtpd_authorized_verp_clients"),
        ["disable_dns_lookups"] = Instead("smtp_dns_support_level"),
        ["fallback_relay"] = Instead("smtp_fallback_relay"),
        ["lmtp_cname_overrides_servername"] = Never,
        // As Postfix words it.
        ["lmtp_enforce_tls"] = "lmtp_tls_security_level",
        ["lmtp_per_record_deadline"] = Instead("lmtp_per_request_deadline"),
        ["lmtp_tls_enforce_peername"] = Instead("lmtp_tls_security_level"),
        ["lmtp_tls_per_site"] = Instead("lmtp_tls_policy_maps"),
        ["lmtp_use_tls"] = Instead("lmtp_tls_security_level"),
        ["postscreen_blacklist_action"] = Instead("postscreen_denylist_action"),
        ["postscreen_dnsbl_ttl"] = Instead("postscreen_dnsbl_max_ttl"),
        ["postscreen_dnsbl_whitelist_threshold"] = Instead("postscreen_dnsbl_allowlist_threshold"),
        ["postscreen_enforce_tls"] = Instead("postscreen_tls_security_level"),
        ["postscreen_use_tls"] = Instead("postscreen_tls_security_level"),
        ["postscreen_whitelist_interfaces"] = Instead("postscreen_allowlist_interfaces"),
        ["smtp_cname_overrides_servername"] = Never,
        ["smtp_enforce_tls"] = Instead("smtp_tls_security_level"),
        ["smtp_per_record_deadline"] = Instead("smtp_per_request_deadline"),
        ["smtp_tls_enforce_peername"] = Instead("smtp_tls_security_level"),
        ["smtp_tls_per_site"] = Instead("smtp_tls_policy_maps"),
        ["smtp_use_tls"] = Instead("smtp_tls_security_level"),
        ["smtpd_client_connection_limit_exceptions"] = Instead("smtpd_client_event_limit_exceptions"),
        ["smtpd_enforce_tls"] = Instead("smtpd_tls_security_level"),
        ["smtpd_per_record_deadline"] = Instead("smtpd_per_request_deadline"),
        ["smtpd_tls_dh1024_param_file"] = LeaveAlone,
        ["smtpd_tls_eecdh_grade"] = LeaveAlone,
        ["smtpd_use_tls"] = Instead("smtpd_tls_security_level"),
        ["tlsproxy_client_enforce_tls"] = Instead("tlsproxy_client_security_level"),
        ["tlsproxy_client_level"] = Instead("tlsproxy_client_security_level"),
        ["tlsproxy_client_per_site"] = Instead("tlsproxy_client_policy_maps"),
        ["tlsproxy_client_policy"] = Instead("tlsproxy_client_policy_maps"),
        ["tlsproxy_client_use_tls"] = Instead("tlsproxy_client_security_level"),
        ["tlsproxy_enforce_tls"] = Instead("tlsproxy_tls_security_level"),
        ["tlsproxy_use_tls"] = Instead("tlsproxy_tls_security_level"),
        ["virtual_maps"] = Instead("virtual_alias_maps"),
    };

    private static string Instead(string name) => $"specify \"{name}\"";

    public static void Warn(Settings settings, bool withMain)
    {
        bool anyDeprecated = false;
        string master = MasterFile.PathIn(settings.Directory);
        if (withMain)
            foreach (string name in settings.Main.Settings.Keys.Order(StringComparer.Ordinal))
                anyDeprecated |= Judge(settings.Main.File, name, settings.Main.Settings[name], settings.Knows(name) || HostDefaults.IsReadOnly(name));
        foreach (var service in settings.Master ?? [])
            foreach (var (name, value) in service.Overrides)
                anyDeprecated |= Judge(master, name, value,
                    settings.Knows(name) || settings.Classes.Contains(name) || settings.LocalNames[service].Contains(name));
        if (anyDeprecated)
            Log.Warning("See https://www.postfix.org/DEPRECATION_README.html for details");
    }

    private static bool Judge(string file, string name, string value, bool isUsed)
    {
        bool isDeprecated = Deprecated.TryGetValue(name, out string? instead);
        if (isDeprecated && isUsed)
            Log.Warning($"{file}: support for parameter \"{name}\" will be removed; instead, {instead}");
        else if (isDeprecated)
            Log.Warning($"{file}: support for parameter {name} has been removed; instead, {instead}");
        else if (!isUsed)
            Log.Warning($"{file}: unused parameter: {name}={value}");
        return isDeprecated;
    }
}
