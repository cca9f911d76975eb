using System.Runtime.InteropServices;

namespace MailSuite.Maps;

/// <summary>A connection by libmariadb3 to a MySQL or MariaDB server.</summary>
internal sealed unsafe partial class MysqlConnection : ISqlConnection
{
    private const string Library = "libmariadb.so.3";
    private const int ConnectTimeout = 0, ReadDefaultFile = 4, ReadDefaultGroup = 5, SetCharsetName = 7, LocalInfile = 8, ReadTimeout = 11, WriteTimeout = 12, VerifyServerCert = 21;
    private const nuint MultiResults = 1 << 17;
    private const uint ServerGone = 2006, ServerLost = 2013, FirstClientError = 2000;

    [LibraryImport(Library)] private static partial byte* mysql_get_client_info();
    [LibraryImport(Library)] private static partial void* mysql_init(void* db);
    [LibraryImport(Library)] private static partial int mysql_options(void* db, int option, void* value);
    [LibraryImport(Library)] private static partial byte mysql_ssl_set(void* db, byte[]? key, byte[]? cert, byte[]? ca, byte[]? caPath, byte[]? cipher);
    [LibraryImport(Library)]
    private static partial void* mysql_real_connect(void* db, byte[]? host, byte[]? user, byte[]? password, byte[]? database, uint port, byte[]? socket, nuint flags);
    [LibraryImport(Library)] private static partial byte* mysql_error(void* db);
    [LibraryImport(Library)] private static partial uint mysql_errno(void* db);
    [LibraryImport(Library)] private static partial void mysql_close(void* db);
    [LibraryImport(Library)] private static partial nuint mysql_real_escape_string(void* db, byte* to, byte* from, nuint length);
    [LibraryImport(Library)] private static partial int mysql_real_query(void* db, byte* sql, nuint length);
    [LibraryImport(Library)] private static partial void* mysql_use_result(void* db);
    [LibraryImport(Library)] private static partial uint mysql_field_count(void* db);
    [LibraryImport(Library)] private static partial byte** mysql_fetch_row(void* result);
    [LibraryImport(Library)] private static partial int mysql_next_result(void* db);
    [LibraryImport(Library)] private static partial void mysql_free_result(void* result);
    [LibraryImport(Library)] private static partial int mysql_get_socket(void* db);

    private readonly MysqlLogin login;
    private readonly string table;
    private void* db;

    private MysqlConnection(void* db, MysqlLogin login, string table)
    {
        this.db = db;
        this.login = login;
        this.table = table;
        EscapesDoubleQuotes = Escape("\"") != "\"";   // not so with the SQL mode NO_BACKSLASH_ESCAPES
    }

    public static void Load() => mysql_get_client_info();

    public static MysqlConnection? Open(SqlHost host, MysqlLogin login, string table)
    {
        void* db = mysql_init(null);
        if (db == null)
            throw new FatalException("dict_mysql: insufficient memory");
        SetOptions(db, login);
        uint port = 0;
        if (host.Port.Length > 0 && (port = (uint)Math.Max(HostNames.Port(host.Port), 0)) == 0)
            Log.Warning($"{table}: unknown service: {host.Port}/tcp");
        else if (mysql_real_connect(db, ClientLibrary.CString(host.IsLocal ? null : host.Name), ClientLibrary.CString(login.User), ClientLibrary.CString(login.Password),
            ClientLibrary.CString(login.Database), port, ClientLibrary.CString(host.IsLocal && host.Name.Length > 0 ? host.Name : null), MultiResults) != null)
            return new MysqlConnection(db, login, table);
        else
            Log.Warning($"connect to mysql server {host.Given}: {ClientLibrary.Text(mysql_error(db))}");
        mysql_close(db);
        return null;
    }

    private static void SetOptions(void* db, MysqlLogin login)
    {
        // Before the options file, whose own limits win.
        Number(ConnectTimeout, SqlServers.ConnectSeconds);
        Number(ReadTimeout, SqlServers.AnswerSeconds);
        Number(WriteTimeout, SqlServers.AnswerSeconds);
        Number(LocalInfile, 0);   // a server may ask a client for its files otherwise
        if (login.OptionFile != null)
            Text(ReadDefaultFile, login.OptionFile);
        if (login.OptionGroup.Length > 0)
            Text(ReadDefaultGroup, login.OptionGroup);
        if (login.Tls)
            mysql_ssl_set(db, ClientLibrary.CString(login.Key), ClientLibrary.CString(login.Certificate), ClientLibrary.CString(login.CaFile), ClientLibrary.CString(login.CaPath),
                ClientLibrary.CString(login.Ciphers));
        if (login.VerifyCertificate is { } verify)
            Number(VerifyServerCert, verify ? 1u : 0);
        Text(SetCharsetName, login.Charset);

        void Number(int option, uint value) => mysql_options(db, option, &value);
        void Text(int option, string value)
        {
            fixed (byte* p = ClientLibrary.CString(value))
                mysql_options(db, option, p);
        }
    }

    public bool EscapesDoubleQuotes { get; }

    public string? Escape(string text)
    {
        var bytes = Bytes.Of(text);
        if (bytes.Length == 0)
            return "";
        var escaped = new byte[bytes.Length * 2 + 1];
        fixed (byte* from = bytes, to = escaped)
            return Bytes.Text(escaped.AsSpan(0, (int)mysql_real_escape_string(db, to, from, (nuint)bytes.Length)));
    }

    public QueryEnd Query(string sql, RowSink rows)
    {
        var bytes = Bytes.Of(sql);
        fixed (byte* p = bytes)
            if (mysql_real_query(db, p, (nuint)bytes.Length) != 0)
                return Failed("query failed", ClientLibrary.Text(mysql_error(db)));
        bool any = false, several = false;
        int more;
        do
        {
            void* result = mysql_use_result(db);
            if (result != null)
            {
                var end = Read(result, any ? static _ => true : rows);
                if (end != QueryEnd.Done)
                    return end;
                (any, several) = (true, any);
            }
            else if (mysql_field_count(db) != 0)
                return Failed("query failed (mysql_store_result)", ClientLibrary.Text(mysql_error(db)));
            more = mysql_next_result(db);
        }
        while (more == 0);
        if (more > 0)
            return Failed("query failed (mysql_next_result)", ClientLibrary.Text(mysql_error(db)));
        if (several)
            return Failed("query failed", "multiple result sets returning data are not supported");
        return any || !login.RequireResultSet ? QueryEnd.Done : Failed("query failed", "query returned no result set(require_result_set = yes)");
    }

    private QueryEnd Read(void* result, RowSink rows)
    {
        var columns = new string?[(int)mysql_field_count(db)];
        byte** row;
        while ((row = mysql_fetch_row(result)) != null)
        {
            for (int i = 0; i < columns.Length; i++)
                columns[i] = row[i] == null ? null : ClientLibrary.Text(row[i]);
            if (rows(columns))
                continue;
            Sys.Shutdown(mysql_get_socket(db), 2);   // else freeing the result would read all the rest of it
            mysql_free_result(result);
            return QueryEnd.Stopped;
        }
        var end = mysql_errno(db) == 0 ? QueryEnd.Done : Failed("query failed (mysql_store_result)", ClientLibrary.Text(mysql_error(db)));
        mysql_free_result(result);
        return end;
    }

    private QueryEnd Failed(string what, string problem)
    {
        Log.Warning($"{table}: {what}: {problem}");
        uint error = mysql_errno(db);
        // Numbers from 2000 are the library's own: after those the connection is in no known state.
        return error is ServerGone or ServerLost or >= FirstClientError and < FirstClientError + 1000 ? QueryEnd.Lost : QueryEnd.Failed;
    }

    public void Dispose()
    {
        if (db != null)
            mysql_close(db);
        db = null;
    }
}
