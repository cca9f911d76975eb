namespace MailSuite.Tests.Sys;

/// <summary>mysql: against MariaDB, asked by postmap and by smtpd.</summary>
public sealed class MysqlTableTests(MariaDbServer server) : IClassFixture<MariaDbServer>
{
    private const string Select = "query = SELECT v,w FROM a WHERE k='%s'";

    public static readonly string[] Keys = ["a@x.org", "A@X.org", "nul", "empty", "none", "o'brien@x.org", "back\\slash@x.org", "\"q q\"@x.org", "x' OR '1'='1", "x\\' OR 1=1 -- ", "x.org", "@x.org", "a@"];

    private string Socket => "hosts = unix:" + server.Socket;

    private string Table(TableQuestions ask, params string[] lines) => "mysql:" + ask.Parameters("t.cf", ["user = post", "password = secret", "dbname = mail", .. lines]);

    [Needs("mariadbd")]
    public void Answers_are_those_of_Debians_postmap()
    {
        server.Start();
        using var ask = new TableQuestions();
        string table = Table(ask, Socket, Select);
        Assert.StartsWith("a@x.org\tb@y.org,second,c@y.org,z\n", ask.Same(table, Keys), StringComparison.Ordinal);
        foreach (string[] lines in (string[][])
        [
            [$"hosts = 127.0.0.1:{server.Port}", Select],
            [Socket, "table = a", "select_field = v", "where_field = k", "additional_conditions = AND w <> 'z'"],
            [Socket, "query = SELECT v FROM a WHERE k='%u@%2.%1'", "result_format = %s %S %u %d %U %D %1 %%"],
            [Socket, "query = SELECT v FROM a WHERE k=\"%s\"", "domain = x.org, y.org"],
            [Socket, Select, "expansion_limit = 2"],
            [Socket, "query = CALL one('%s')"],
            [Socket, "query = CALL none('%s')"],
            [Socket, "query = CALL none('%s')", "require_result_set = no"],
            [Socket, "query = CALL two('%s')"],
            [Socket, "query = SELECT nosuch FROM a"],
            [Socket, Select, "password = wrong"],
            [Socket, "query = SELECT v FROM a WHERE k='%q'"],
            [Socket, "table = a"],
        ])
            ask.Same(Table(ask, lines), "u", "\"q q\"@x.org", "a@z.org", "a@x.org", "a@sub.x.org");
        Assert.Equal("jü@y.org", Utf8(ask));
    }

    // Debian's 3.7 knows no charset; 3.12's utf8mb4 is ours.
    private string Utf8(TableQuestions ask)
    {
        server.Sql("insert into a values('jürgen@x.org','jü@y.org',null)");
        return ask.Ask(Table(ask, Socket, "query = SELECT v FROM a WHERE k='%s'"), "jürgen@x.org").Out.TrimEnd('\n');
    }

    [Needs("mariadbd")]
    public void Parameters_may_stand_in_main_cf()
    {
        server.Start();
        using var ask = new TableQuestions($"db_hosts = unix:{server.Socket}\nwho = post\ndb_user = $who\ndb_password = secret\ndb_dbname = mail\ndb_query = SELECT v FROM a WHERE k='%s'\n");
        Assert.Equal("a@x.org\tb@y.org,c@y.org\n", ask.Same("mysql:db", "a@x.org"));
        ask.Same("mysql:nothing", "a@x.org");
    }

    [Needs("mariadbd")]
    public void Q_01_no_key_gets_out_of_its_quotes()
    {
        server.Start();
        using var ask = new TableQuestions();
        string options = ask.Table("my.cnf", "[client]", "init-command = SET sql_mode='NO_BACKSLASH_ESCAPES'");
        string[] tables = [Table(ask, Socket, Select), "mysql:" + ask.Parameters("double.cf", "user = post", "password = secret", "dbname = mail", Socket, "query = SELECT v FROM a WHERE k=\"%s\""),
            "mysql:" + ask.Parameters("plain.cf", "user = post", "password = secret", "dbname = mail", Socket, Select, "option_file = " + options),
            "mysql:" + ask.Parameters("both.cf", "user = post", "password = secret", "dbname = mail", Socket, "query = SELECT v FROM a WHERE k=\"%s\"", "option_file = " + options)];
        string before = server.Sql("select count(*) from a");
        foreach (string table in tables)
        {
            var ran = ask.Instance.SuiteWith("' OR '1'='1\n\\' OR 1=1 -- \nx'; DELETE FROM a; -- \n%s%u%d\n%\n¿' OR 1=1 -- \n'' OR 1=1 #\n\\\n\" OR \"1\"=\"1\n\\\" OR 1=1 -- \nx\"; DELETE FROM a; -- \n",
                "postmap", "-q", "-", table);
            Assert.True(ran.Exit == 1 && ran.Out.Length == 0, $"{table}: {ran.All}");
        }
        Assert.Contains("could end them", ask.Later(tables[3], "\" OR 1=1 -- "));
        Assert.Equal(before, server.Sql("select count(*) from a"));
    }

    [Needs("mariadbd")]
    public void Q_01_a_million_rows_are_a_temporary_error()
    {
        server.Start();
        using var ask = new TableQuestions();
        Assert.Contains("Result too large for key", ask.Later(Table(ask, Socket, "query = SELECT 'abcdefghijklmnop' FROM seq_1_to_1000000"), "a@x.org"));
    }

    [Needs("mariadbd")]
    public void A_server_that_is_away_is_passed_over_and_none_at_all_is_a_temporary_error()
    {
        server.Start();
        using var ask = new TableQuestions();
        int nobody = Instance.FreePort();
        Assert.Contains($"warning: connect to mysql server inet:127.0.0.1:{nobody}: ", ask.Later(Table(ask, $"hosts = inet:127.0.0.1:{nobody}", Select), "a@x.org"));
        ask.Later(Table(ask, $"hosts = unix:{ask.Instance.Folder}/none", Select), "a@x.org");
        for (int i = 0; i < 3; i++)
            Assert.StartsWith("b@y.org,", ask.Ask(Table(ask, $"hosts = 127.0.0.1:{nobody} 127.0.0.1:{server.Port}", Select), "a@x.org").Out, StringComparison.Ordinal);
    }

    [Needs("mariadbd")]
    public void smtpd_takes_its_mailboxes_from_the_table_and_defers_while_the_server_is_away()
    {
        server.Start();
        using var instance = new Instance(new() { ["virtual_mailbox_maps"] = "mysql:$config_directory/mailboxes.cf" });
        File.WriteAllText(instance.Config("mailboxes.cf"),
            $"hosts = unix:{server.Socket}\nuser = post\npassword = secret\ndbname = mail\nretry_interval = 1\ntable=mailbox\nselect_field=maildir\nwhere_field=username\nadditional_conditions = AND active = '1'\n");
        Tool.Run("chown", [instance.Owner, instance.Config("mailboxes.cf")]).Well();
        instance.Start();
        string Rcpt(string user) => Instance.Type(instance.Smtp, "EHLO x", "MAIL FROM:<s@far.example>", $"RCPT TO:<{user}@virtual.example>", "QUIT");
        Assert.Contains("S: 250 2.1.5 Ok", Rcpt("alice"));
        Assert.Contains("S: 550 5.1.1 <gone@virtual.example>", Rcpt("gone"));
        Assert.Contains("S: 550 5.1.1 <'or'1'='1@virtual.example>", Rcpt("'or'1'='1"));
        instance.Send("s@far.example", "alice@virtual.example", "from the database");
        instance.WaitForMaildir("alice");
        server.Stop();
        Assert.Contains("S: 451 4.3.0 <bob@virtual.example>: Temporary lookup failure", Rcpt("bob"));
        server.Start();
        Assert.True(Tool.Until(() => Rcpt("alice").Contains("S: 250 2.1.5 Ok", StringComparison.Ordinal)), instance.Log);
    }
}

/// <summary>pgsql: against PostgreSQL.</summary>
public sealed class PgsqlTableTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Select = "query = SELECT v,w FROM a WHERE k='%s'";

    private string Host => $"hosts = 127.0.0.1:{server.Port}";

    private static string Table(TableQuestions ask, params string[] lines) => "pgsql:" + ask.Parameters("t.cf", ["user = post", "password = secret", "dbname = mail", .. lines]);

    [Needs("pg_ctlcluster")]
    public void Answers_are_those_of_Debians_postmap()
    {
        server.Start();
        using var ask = new TableQuestions();
        string table = Table(ask, Host, Select);
        Assert.StartsWith("a@x.org\tb@y.org,second,c@y.org,z\n", ask.Same(table, MysqlTableTests.Keys), StringComparison.Ordinal);
        foreach (string[] lines in (string[][])
        [
            [$"hosts = postgresql://post:secret@127.0.0.1:{server.Port}/mail?sslmode=disable", Select],
            [Host, "table = a", "select_field = v", "where_field = k", "additional_conditions = AND w <> 'z'"],
            [Host, "select_function = find"],
            [Host, "query = SELECT v FROM a WHERE k='%u@%2.%1'", "result_format = %s %S %u %d %U %D %1 %%"],
            [Host, Select, "expansion_limit = 2"],
            [Host, "query = SELECT nosuch FROM a"],
            [Host, "query = SELECT 1/0"],
            [Host, "query = BEGIN"],
            [Host, Select, "dbname = nodb"],
            [$"hosts = inet:127.0.0.1:{Instance.FreePort()}", Select],
        ])
            ask.Same(Table(ask, lines), "u", "a@x.org", "a@sub.x.org");
        server.Sql("insert into a values('jürgen@x.org','jü@y.org','x')");
        Assert.Equal("jü@y.org,x\n", ask.Ask(Table(ask, Host, Select), "jürgen@x.org").Out);
    }

    [Needs("pg_ctlcluster")]
    public void Q_01_no_key_gets_out_of_its_quotes_and_a_million_rows_are_a_temporary_error()
    {
        server.Start();
        using var ask = new TableQuestions();
        string before = server.Sql("select count(*) from a");
        string table = Table(ask, Host, Select);
        var ran = ask.Instance.SuiteWith("' OR '1'='1\n\\' OR 1=1 -- \nx'; DELETE FROM a; -- \n%s%u%d\n%\n¿' OR 1=1 -- \n'' OR 1=1 --\n\\\n", "postmap", "-q", "-", table);
        Assert.True(ran is { Exit: 1, All.Length: 0 }, ran.All);
        Assert.Equal(before, server.Sql("select count(*) from a"));
        Assert.Contains("could end them", ask.Later(Table(ask, Host, "query = SELECT v FROM a WHERE k=\"%s\""), "\" or v like '%"));
        Assert.Contains("Result too large for key", ask.Later(Table(ask, Host, "query = SELECT 'abcdefghijklmnop' FROM generate_series(1,1000000)"), "a@x.org"));
    }

    [Needs("pg_ctlcluster")]
    public void A_server_that_is_stopped_in_the_middle_is_asked_again_when_it_is_back()
    {
        server.Start();
        using var instance = new Instance(new() { ["smtpd_recipient_restrictions"] = "check_recipient_access pgsql:$config_directory/access.cf, reject" });
        File.WriteAllText(instance.Config("access.cf"), $"{Host}\nuser = post\ndbname = mail\nretry_interval = 1\nquery = SELECT 'OK' FROM a WHERE k = '%s' LIMIT 1\n");
        Tool.Run("chown", [instance.Owner, instance.Config("access.cf")]).Well();
        instance.Start();
        server.Sql("insert into a values('alice@virtual.example','x','x')");
        string Rcpt() => Instance.Type(instance.Smtp, "EHLO x", "MAIL FROM:<s@far.example>", "RCPT TO:<alice@virtual.example>", "QUIT");
        Assert.Contains("S: 250 2.1.5 Ok", Rcpt());
        server.Stop();
        string said = Rcpt();
        Assert.True(said.Contains("S: 451 4.3.5 <alice@virtual.example>: Recipient address rejected: Server configuration error", StringComparison.Ordinal), said + instance.Log);
        server.Start();
        Assert.True(Tool.Until(() => Rcpt().Contains("S: 250 2.1.5 Ok", StringComparison.Ordinal)), instance.Log);
    }
}

/// <summary>sqlite: and lmdb:, which are files.</summary>
public sealed class DatabaseFileTests
{
    [Needs("python3")]
    public void Sqlite_answers_are_those_of_Debians_postmap()
    {
        using var ask = new TableQuestions();
        string db = Path.Combine(ask.Instance.Folder, "t.db");
        void Sql(string sql) => Tool.Run("python3", ["-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.executescript(sys.stdin.read()); c.commit()", db], sql).Well();
        Sql("create table a(k text,v text,w text);" + MariaDbServer.Rows);
        string Table(params string[] lines) => "sqlite:" + ask.Parameters("t.cf", ["dbpath = " + db, .. lines]);
        foreach (string[] lines in (string[][])
        [
            ["query = SELECT v,w FROM a WHERE k='%s'"],
            ["query = SELECT v FROM a WHERE k='%u@%2.%1'", "result_format = %s %S %u %d %U %D %1 %%"],
            ["table = a", "select_field = v", "where_field = k", "additional_conditions = AND w <> 'z'"],
            ["query = SELECT v FROM a WHERE k='%s'; DROP TABLE a", "domain = x.org"],
            ["query = SELECT v FROM a WHERE k='%s'", "expansion_limit = 1"],
        ])
            ask.Same(Table(lines), MysqlTableTests.Keys);
        Assert.Contains("SQL prepare failed: no such column: nosuch", ask.Later(Table("query = SELECT nosuch FROM a"), "a@x.org"));
        Assert.Contains("could end them", ask.Later(Table("query = SELECT v FROM a WHERE k=\"%s\""), "x\" OR \"1\"=\"1"));
        var missing = ask.Ask(Table("query = SELECT v FROM a WHERE k='%s'", "dbpath = /nonexistent/db"), "a@x.org");
        Assert.True(missing.Exit == 1 && missing.Error.Contains("Can't open database: unable to open database file", StringComparison.Ordinal), missing.All);
        Assert.Equal("", ask.Same(Table("query = SELECT v FROM a WHERE k='%s'"), "' OR '1'='1", "x'; DELETE FROM a; --", "\\' OR 1=1 --"));
    }

    [Needs("/usr/lib/postfix/postfix-lmdb.so")]
    public void Either_postmap_reads_and_changes_the_lmdb_files_of_the_other()
    {
        using var ask = new TableQuestions();
        var rows = Enumerable.Range(0, 5000).Select(static i => $"user{i}@{new string('d', i % 120)}.example value{i}{new string('x', i % 500 == 0 ? 6000 : i % 50)}").ToList();
        string source = ask.Table("t", [.. rows]), name = "lmdb:" + source;
        string debian = Path.Combine(ask.Instance.Folder, "debian");
        Ran Real(string input, params string[] args) => Tool.Run("/usr/sbin/postmap", ["-c", debian, .. args], input).Well();
        string[] Sorted(Ran ran) => [.. ran.Well().Out.Split('\n').Order(StringComparer.Ordinal)];

        ask.Instance.Suite("postmap", name).Well();
        string[] ours = Sorted(ask.Instance.Suite("postmap", "-s", name));
        Assert.Equal(ours, Sorted(Real("", "-s", name)));
        Real("new@x.org v1\nuser1@d.example changed\n", "-i", name);
        Real(string.Concat(rows.Take(1000).Skip(2).Select(static r => r.Split(' ')[0] + "\n")), "-d", "-", name);
        Assert.Equal(Sorted(Real("", "-s", name)), Sorted(ask.Instance.Suite("postmap", "-s", name)));
        Assert.Equal("NEW@x.org\tv1\n", ask.Same(name, "NEW@x.org", "user5@ddddd.example"));
        ask.Instance.SuiteWith("more@x.org v2\n", "postmap", "-i", name).Well();
        ask.Instance.Suite("postmap", "-d", "new@x.org", name).Well();
        Assert.Equal("more@x.org\tv2\n", ask.Same(name, "more@x.org", "new@x.org"));
        Real("", name);
        Assert.Equal(ours, Sorted(ask.Instance.Suite("postmap", "-s", name)));
    }
}
