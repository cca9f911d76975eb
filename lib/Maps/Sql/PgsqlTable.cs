namespace MailSuite.Maps;

/// <summary>pgsql: the rows of a query on a PostgreSQL server (pgsql_table(5)).</summary>
internal sealed class PgsqlTable : SqlTable
{
    private readonly SqlServers servers;

    private PgsqlTable(string name, TableSettings settings, MailConfig config, TableOptions options) : base("pgsql", name, settings, config, options)
    {
        var login = new PgsqlLogin(settings.Text("user"), settings.Text("password"), settings.Text("dbname", "", 1), settings.Text("encoding", "UTF8", 1));
        string[] hosts = settings.List("hosts");
        servers = new SqlServers([.. (hosts.Length == 0 ? ["localhost"] : hosts).Select(Host)], TimeSpan.FromSeconds(settings.Number("retry_interval", 60, 1)),
            TimeSpan.FromSeconds(settings.Number("idle_interval", 60, 1)), host => PgsqlConnection.Open(host, login), Clock.System);
    }

    public static LookupTable Open(string name, MailConfig config, TableOptions options)
    {
        ClientLibrary.Load("pgsql", "libpq5", static () => PgsqlConnection.Version());
        return new PgsqlTable(name, TableSettings.Open("pgsql", name, config), config, options);
    }

    private static SqlHost Host(string given)
    {
        if (given.StartsWith("postgresql:", StringComparison.Ordinal) || given.StartsWith("postgres:", StringComparison.Ordinal))
            return new SqlHost(given, false, given, "");
        string rest = given.StartsWith("unix:", StringComparison.Ordinal) || given.StartsWith("inet:", StringComparison.Ordinal) ? given[5..] : given;
        if (rest.StartsWith('/'))
            return new SqlHost(given, true, rest, "");
        int colon = rest.LastIndexOf(':');
        return new SqlHost(given, false, colon < 0 ? rest : rest[..colon], colon < 0 ? "" : rest[(colon + 1)..]);
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
internal sealed record PgsqlLogin(string User, string Password, string Database, string Encoding);
