namespace MailSuite.Maps;

/// <summary>mysql: the rows of a query on a MySQL or MariaDB server (mysql_table(5)).</summary>
internal sealed class MysqlTable : SqlTable
{
    private readonly SqlServers servers;

    private MysqlTable(string name, TableSettings settings, MailConfig config, TableOptions options) : base("mysql", name, settings, config, options)
    {
        var login = new MysqlLogin(settings);
        string[] hosts = settings.List("hosts");
        servers = new SqlServers([.. (hosts.Length == 0 ? ["localhost"] : hosts).Select(Host)], TimeSpan.FromSeconds(settings.Number("retry_interval", 60, 1)),
            TimeSpan.FromSeconds(settings.Number("idle_interval", 60, 1)), host => MysqlConnection.Open(host, login, Name), Clock.System);
    }

    public static LookupTable Open(string name, MailConfig config, TableOptions options)
    {
        ClientLibrary.Load("mysql", "libmariadb3", MysqlConnection.Load);
        return new MysqlTable(name, TableSettings.Open("mysql", name, config), config, options);
    }

    // "localhost" means the library's own UNIX-domain socket, as everywhere with MySQL.
    private static SqlHost Host(string given)
    {
        if (given.StartsWith("unix:", StringComparison.Ordinal))
            return new SqlHost(given, true, given[5..], "");
        string rest = given.StartsWith("inet:", StringComparison.Ordinal) ? given[5..] : given;
        int colon = rest.LastIndexOf(':');
        string host = colon < 0 ? rest : rest[..colon], port = colon < 0 ? "" : rest[(colon + 1)..];
        return Bytes.Same(host, "localhost") ? new SqlHost(given, true, "", port) : new SqlHost(given, false, host, port);
    }

    protected override QueryEnd Run(Func<ISqlConnection, string?> write, RowSink rows, Action restart) => servers.Run(write, rows, restart);

    public override bool HasChanged()
    {
        servers.CloseIdle();
        return false;
    }

    protected override void Release() => servers.Dispose();
}

/// <summary>How a table logs in to its servers.</summary>
internal sealed class MysqlLogin(TableSettings settings)
{
    public string User { get; } = settings.Text("user");
    public string Password { get; } = settings.Text("password");
    public string Database { get; } = settings.Text("dbname", "", 1);
    public string Charset { get; } = settings.Text("charset", "utf8mb4", 1);
    public string? OptionFile { get; } = settings.Optional("option_file");
    public string OptionGroup { get; } = settings.Text("option_group", "client");
    public string? Key { get; } = settings.Optional("tls_key_file");
    public string? Certificate { get; } = settings.Optional("tls_cert_file");
    public string? CaFile { get; } = settings.Optional("tls_CAfile");
    public string? CaPath { get; } = settings.Optional("tls_CApath");
    public string? Ciphers { get; } = settings.Optional("tls_ciphers");
    public bool? VerifyCertificate { get; } = settings.YesNo("tls_verify_cert");
    public bool RequireResultSet { get; } = settings.YesNo("require_result_set") ?? true;

    /// <summary>Is any of the TLS parameters set? Then the connection is encrypted.</summary>
    public bool Tls => Key != null || Certificate != null || CaFile != null || CaPath != null || Ciphers != null;
}
