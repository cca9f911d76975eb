using System.Diagnostics;

namespace MailSuite.Tests.Sys;

/// <summary>A database server of Debian's in a folder of its own, started when the first test of a class asks for it, and ended with the class.</summary>
public abstract class DatabaseServer : IDisposable
{
    private readonly List<Process> processes = [];
    private bool prepared;

    /// <summary>All files of the server.</summary>
    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "mailsuite-db-" + Guid.NewGuid().ToString("N")[..10]);

    public int Port { get; } = Instance.FreePort();

    public string In(string file) => Path.Combine(Folder, file);

    /// <summary>Who the server runs as when the tests run as root.</summary>
    protected virtual string? Account => null;

    /// <summary>Makes the files of the server, once.</summary>
    protected abstract void Prepare();

    /// <summary>The server's command line, for the foreground.</summary>
    protected abstract string[] Command { get; }

    protected abstract bool Answers();

    /// <summary>The signal that ends it without waiting for clients.</summary>
    protected virtual string EndSignal => "TERM";

    /// <summary>Fills it, once, when it answers for the first time.</summary>
    protected virtual void Fill()
    {
    }

    /// <summary>Starts it, if it does not run; returns when it answers.</summary>
    public void Start()
    {
        if (processes.Count > 0)
            return;
        bool first = !prepared;
        if (first)
        {
            Directory.CreateDirectory(Folder);
            if (Account != null && Instance.IsRoot)
                Tool.Run("chown", [Account, Folder]).Well();
            Prepare();
            prepared = true;
        }
        string[] command = AsAccount(Command);
        var start = new ProcessStartInfo(Tool.Find(command[0]) ?? command[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string a in command[1..])
            start.ArgumentList.Add(a);
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        processes.Add(process);
        Assert.True(Tool.Until(Answers, 60), $"{command[0]} does not answer");
        if (first)
            Fill();
    }

    /// <summary>Ends it, by its process id.</summary>
    public void Stop()
    {
        foreach (var process in processes)
        {
            Tool.Run("kill", ["-" + EndSignal, process.Id.ToString()]);
            if (!process.WaitForExit(20_000))
                process.Kill(entireProcessTree: true);
            process.Dispose();
        }
        processes.Clear();
    }

    /// <summary>A command with the rights of the server's account, in the same process.</summary>
    protected string[] AsAccount(params string[] command) =>
        Account == null || !Instance.IsRoot ? command : ["setpriv", "--reuid=" + Account, "--regid=" + Account, "--clear-groups", .. command];

    protected Ran Run(params string[] command)
    {
        string[] all = AsAccount(command);
        return Tool.Run(all[0], all[1..], directory: Folder);
    }

    public void Dispose()
    {
        Stop();
        Tool.Run("rm", ["-rf", Folder]);
    }
}

/// <summary>MariaDB with the database mail and its user post.</summary>
public sealed class MariaDbServer : DatabaseServer
{
    public string Socket => In("s");

    protected override string? Account => "mysql";

    protected override void Prepare() => Tool.Run("mariadb-install-db", ["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db", "--datadir=" + In("data"),
        .. Instance.IsRoot ? (string[])["--user=mysql"] : []]).Well();

    protected override string[] Command => ["mariadbd", "--no-defaults", "--datadir=" + In("data"), "--socket=" + Socket, "--pid-file=" + In("pid"), $"--port={Port}", "--bind-address=127.0.0.1",
        "--innodb-buffer-pool-size=8M", "--innodb-log-file-size=4M", "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin", "--skip-name-resolve"];

    protected override bool Answers() => Tool.Run("mariadb-admin", ["--no-defaults", "-S", Socket, "-u", "root", "ping"]).Exit == 0;

    public string Sql(string sql, string database = "mail") => Tool.Run("mariadb", ["--no-defaults", "--default-character-set=utf8mb4", "-N", "-S", Socket, "-u", "root", database], sql).Well().Out;

    protected override void Fill() => Sql($$"""
        create database mail character set utf8mb4; use mail;
        create table a(k varchar(200), v varchar(200), w varchar(200));
        {{Rows.Replace("\\", "\\\\", StringComparison.Ordinal)}}
        create table mailbox(username varchar(100), maildir varchar(100), active char(1));
        insert into mailbox values('alice@virtual.example','alice/','1'),('gone@virtual.example','gone/','0');
        delimiter //
        create procedure one(in p varchar(200)) reads sql data begin select v from a where k=p; end//
        create procedure none(in p varchar(200)) begin declare x int; set x=1; end//
        create procedure two(in p varchar(200)) begin select v from a where k=p; select w from a where k=p; end//
        delimiter ;
        create user 'post'@'%' identified by 'secret'; create user 'post'@'localhost' identified by 'secret';
        grant all on mail.* to 'post'@'%'; grant all on mail.* to 'post'@'localhost';
        """, "mysql");

    /// <summary>What the tables of both SQL servers hold.</summary>
    public const string Rows = """
        insert into a values('a@x.org','b@y.org','second'),('a@x.org','c@y.org','z'),('nul',null,'z'),('empty','','z'),('o''brien@x.org','ob@y.org','x'),('u','plain','x'),('x.org','dom','x'),
        ('up@x.org','UP','x'),('back\slash@x.org','bs','x'),('"q q"@x.org','quoted','x');
        """;
}

/// <summary>PostgreSQL with the database mail and its user post.</summary>
public sealed class PostgresServer : DatabaseServer
{
    private static string Program(string name) => Path.Combine(Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Last(), "bin", name);

    protected override string? Account => "postgres";

    protected override string EndSignal => "INT";

    protected override void Prepare() => Run(Program("initdb"), "-D", In("data"), "-A", "trust", "-U", "postgres", "-N", "-E", "UTF8", "--locale=C").Well();

    protected override string[] Command => [Program("postgres"), "-D", In("data"), "-k", Folder, "-p", Port.ToString(), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"];

    protected override bool Answers() => Tool.Run("psql", ["-h", "127.0.0.1", "-p", Port.ToString(), "-U", "postgres", "-c", "select 1"]).Exit == 0;

    public string Sql(string sql, string database = "mail") =>
        Tool.Run("psql", ["-qAt", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", Port.ToString(), "-U", "postgres", database], sql).Well().Out;

    protected override void Fill() => Sql($$"""
        create user post password 'secret'; create database mail owner post encoding 'UTF8';
        \c mail
        create table a(k text, v text, w text); grant all on a to post;
        {{MariaDbServer.Rows}}
        create function find(t text) returns setof text language sql as $f$ select v from a where k=t $f$;
        """, "postgres");
}

/// <summary>OpenLDAP with a few people and groups below dc=x,dc=org.</summary>
public sealed class SlapdServer : DatabaseServer
{
    public int TlsPort { get; } = Instance.FreePort();

    public string Uri => $"ldap://127.0.0.1:{Port}";

    protected override void Prepare()
    {
        Directory.CreateDirectory(In("db"));
        Tool.Run("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", In("key.pem"), "-out", In("cert.pem"), "-days", "30", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]).Well();
        File.WriteAllText(In("slapd.conf"), $"""
            include /etc/ldap/schema/core.schema
            include /etc/ldap/schema/cosine.schema
            include /etc/ldap/schema/inetorgperson.schema
            modulepath /usr/lib/ldap
            moduleload back_mdb
            TLSCertificateFile {In("cert.pem")}
            TLSCertificateKeyFile {In("key.pem")}
            database mdb
            suffix dc=x,dc=org
            rootdn cn=admin,dc=x,dc=org
            directory {In("db")}
            maxsize 10485760
            access to attrs=userPassword by anonymous auth by * none
            access to * by * read

            """);
        var ldif = new System.Text.StringBuilder("dn: dc=x,dc=org\nobjectClass: dcObject\nobjectClass: organization\no: x\ndc: x\n\n");
        foreach (string unit in (string[])["people", "groups"])
            ldif.Append($"dn: ou={unit},dc=x,dc=org\nobjectClass: organizationalUnit\nou: {unit}\n\n");
        void Add(string unit, string name, params string[] more) =>
            ldif.Append($"dn: cn={name},ou={unit},dc=x,dc=org\nobjectClass: inetOrgPerson\ncn: {name}\nsn: {name}\nmail: {name}@x.org\n{string.Join('\n', more)}\n\n");
        Add("people", "ann", "mail: ann.alias@x.org", "title: ann@host.x.org", "userPassword: annpw");
        Add("people", "bob", "title: bob@host.x.org");
        Add("people", "star*(x)", "title: star@host.x.org");
        Add("groups", "staff", "seeAlso: cn=ann,ou=people,dc=x,dc=org", "seeAlso: cn=bob,ou=people,dc=x,dc=org");
        Add("groups", "loop", "seeAlso: cn=loop,ou=groups,dc=x,dc=org", "seeAlso: cn=ann,ou=people,dc=x,dc=org");
        Add("groups", "url", "labeledURI: ldap:///ou=people,dc=x,dc=org?title?sub?(mail=*)", "description: remote@list.x.org");
        Add("groups", "term", "employeeType: term@central.x.org", "seeAlso: cn=ann,ou=people,dc=x,dc=org");
        File.WriteAllText(In("data.ldif"), ldif.ToString());
        Tool.Run("slapadd", ["-f", In("slapd.conf"), "-l", In("data.ldif")]).Well();
    }

    protected override string[] Command => ["slapd", "-d", "0", "-f", In("slapd.conf"), "-h", $"{Uri} ldaps://127.0.0.1:{TlsPort} ldapi://{Uri2()}"];

    private string Uri2() => In("s").Replace("/", "%2F", StringComparison.Ordinal);

    protected override bool Answers()
    {
        try
        {
            using var client = new System.Net.Sockets.TcpClient("127.0.0.1", Port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}

/// <summary>memcached, empty.</summary>
public sealed class MemcachedServer : DatabaseServer
{
    protected override void Prepare()
    {
    }

    protected override string[] Command => ["memcached", "-U", "0", "-l", "127.0.0.1", "-p", Port.ToString(), .. Instance.IsRoot ? (string[])["-u", "nobody"] : []];

    protected override bool Answers()
    {
        try
        {
            return Say("version").StartsWith("VERSION ", StringComparison.Ordinal);
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    /// <summary>Gives one command, and returns what comes back until END or the end of a line.</summary>
    public string Say(string command)
    {
        using var client = new System.Net.Sockets.TcpClient("127.0.0.1", Port) { ReceiveTimeout = 10_000 };
        using var stream = client.GetStream();
        stream.Write(System.Text.Encoding.ASCII.GetBytes(command + "\r\n"));
        using var reader = new StreamReader(stream);
        string said = "", line;
        do
            said += (line = reader.ReadLine() ?? "") + "\n";
        while (line.StartsWith("VALUE ", StringComparison.Ordinal) || said.Contains("VALUE ", StringComparison.Ordinal) && line is not ("END" or ""));
        return said;
    }
}
