namespace MailSuite.Postconf;

/// <summary>The warnings behind a listing: settings that nothing reads, and those that have a successor.</summary>
internal static class UnusedParameters
{
    private const string LeaveAlone = "do not specify (leave at default)";

    private static readonly Dictionary<string, string> Deprecated = new(StringComparer.Ordinal)
    {
        ["disable_dns_lookups"] = Instead("smtp_dns_support_level"),
        ["lmtp_enforce_tls"] = Instead("lmtp_tls_security_level"),
        ["lmtp_tls_per_site"] = Instead("lmtp_tls_policy_maps"),
        ["lmtp_use_tls"] = Instead("lmtp_tls_security_level"),
        ["postscreen_enforce_tls"] = Instead("postscreen_tls_security_level"),
        ["postscreen_use_tls"] = Instead("postscreen_tls_security_level"),
        ["smtp_enforce_tls"] = Instead("smtp_tls_security_level"),
        ["smtp_tls_per_site"] = Instead("smtp_tls_policy_maps"),
        ["smtp_use_tls"] = Instead("smtp_tls_security_level"),
        ["smtpd_enforce_tls"] = Instead("smtpd_tls_security_level"),
        ["smtpd_tls_dh1024_param_file"] = LeaveAlone,
        ["smtpd_tls_eecdh_grade"] = LeaveAlone,
        ["smtpd_use_tls"] = Instead("smtpd_tls_security_level"),
        ["tlsproxy_client_enforce_tls"] = Instead("tlsproxy_client_security_level"),
        ["tlsproxy_client_per_site"] = Instead("tlsproxy_client_policy_maps"),
        ["tlsproxy_client_use_tls"] = Instead("tlsproxy_client_security_level"),
        ["tlsproxy_enforce_tls"] = Instead("tlsproxy_tls_security_level"),
        ["tlsproxy_use_tls"] = Instead("tlsproxy_tls_security_level"),
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
            Log.Warning($"{file}: support for parameter \"{name}\" has been removed; instead, {instead}");
        else if (!isUsed)
            Log.Warning($"{file}: unused parameter: {name}={value}");
        return isDeprecated;
    }
}
