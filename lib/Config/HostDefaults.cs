namespace MailSuite.Config;

/// <summary>Defaults that depend on the host: its name, domain and networks (postconf(5): myhostname, mydomain, mynetworks).</summary>
public static class HostDefaults
{
    /// <summary>The computed default of a parameter as main.cf text, or null when it has none.</summary>
    public static string? Of(MailConfig config, string name) => name switch
    {
        "myhostname" => HostName(config),
        "mydomain" => Domain(config),
        "mynetworks" => "127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128",
        "process_id" => Sys.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "config_directory" => config.Directory,
        _ => null,
    };

    private static string HostName(MailConfig config)
    {
        string host = Sys.HostName;
        return host.Contains('.') ? host : $"{host}.{(config.IsSet("mydomain") ? config.Text("mydomain") : "localdomain")}";
    }

    private static string Domain(MailConfig config)
    {
        string host = config.Text("myhostname");
        int dot = host.IndexOf('.');
        return dot > 0 ? host[(dot + 1)..] : "localdomain";
    }
}
