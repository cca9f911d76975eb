namespace MailSuite.Maps;

/// <summary>One server of "hosts =".</summary>
/// <param name="Given">As it is written, for warnings.</param>
/// <param name="IsLocal">A UNIX-domain socket: those are tried first.</param>
/// <param name="Name">Host name, address, path or URI; empty for the library's own default.</param>
/// <param name="Port">The port; empty for the default.</param>
internal sealed record SqlHost(string Given, bool IsLocal, string Name, string Port)
{
    /// <summary>The connection, when there is one.</summary>
    public ISqlConnection? Connection { get; set; }

    /// <summary>When the connection was last of use.</summary>
    public long UsedAt { get; set; }

    /// <summary>A server that failed is not asked before this time.</summary>
    public long NotBefore { get; set; } = long.MinValue;
}

/// <summary>
/// The servers of a table. One that is connected is asked first, then one of the others by chance; one that fails rests for retry_interval, and a
/// connection that was idle for idle_interval is closed.
/// </summary>
internal sealed class SqlServers(IReadOnlyList<SqlHost> hosts, TimeSpan retryInterval, TimeSpan idleInterval, Func<SqlHost, ISqlConnection?> connect, Clock clock) : IDisposable
{
    /// <summary>The connect_timeout of both servers' libraries, and how long an answer may take: a server that hangs must not hold the mail.</summary>
    public const int ConnectSeconds = 10, AnswerSeconds = 30;

    /// <summary>Asks the servers in turn until one has answered.</summary>
    public QueryEnd Run(Func<ISqlConnection, string?> write, RowSink rows, Action restart)
    {
        CloseIdle();
        var refused = new List<SqlHost>();
        while (Next(refused, out bool kept) is { } host)
        {
            var end = QueryEnd.Lost;
            while (end == QueryEnd.Lost && host.Connection is { } connection)
            {
                if (write(connection) is not { } sql)
                    return QueryEnd.Failed;   // this key cannot be asked for; the server is well
                restart();
                end = connection.Query(sql, rows);
                host.UsedAt = clock.Milliseconds;
                if (end is QueryEnd.Lost or QueryEnd.Stopped)
                    Close(host);   // also when rows that nobody wants are still under way
                if (end == QueryEnd.Lost && kept)
                {
                    // The server was restarted, or has closed an idle connection: no reason to leave it alone.
                    kept = false;
                    Connect(host);
                }
            }
            if (end is QueryEnd.Done or QueryEnd.Stopped)
                return end;
            // A server that does not like the query is well too: the next key is asked of it again, this one of another server.
            if (end == QueryEnd.Failed)
                refused.Add(host);
            else
                Rest(host);
        }
        return QueryEnd.Failed;
    }

    private SqlHost? Next(List<SqlHost> refused, out bool kept)
    {
        kept = true;
        if (Pick(h => h.Connection != null && !refused.Contains(h)) is { } open)
            return open;
        kept = false;
        // Each turn connects a server or makes it rest, so this ends.
        while (Pick(h => h.Connection == null && h.NotBefore <= clock.Milliseconds && !refused.Contains(h)) is { } host)
            if (Connect(host))
                return host;
        return null;
    }

    private SqlHost? Pick(Func<SqlHost, bool> may) => Random(hosts.Where(h => h.IsLocal && may(h)).ToList()) ?? Random(hosts.Where(h => !h.IsLocal && may(h)).ToList());

    private static SqlHost? Random(List<SqlHost> of) => of.Count switch { 0 => null, 1 => of[0], var n => of[System.Random.Shared.Next(n)] };

    private bool Connect(SqlHost host)
    {
        host.Connection = connect(host);
        host.UsedAt = clock.Milliseconds;
        if (host.Connection == null)
            Rest(host);
        return host.Connection != null;
    }

    private void Rest(SqlHost host)
    {
        Close(host);
        host.NotBefore = clock.Milliseconds + (long)retryInterval.TotalMilliseconds;
    }

    /// <summary>Closes connections that nobody has used for idle_interval.</summary>
    public void CloseIdle()
    {
        foreach (var host in hosts)
            if (host.Connection != null && clock.Milliseconds - host.UsedAt >= idleInterval.TotalMilliseconds)
                Close(host);
    }

    private static void Close(SqlHost host)
    {
        host.Connection?.Dispose();
        host.Connection = null;
    }

    public void Dispose()
    {
        foreach (var host in hosts)
            Close(host);
    }
}
