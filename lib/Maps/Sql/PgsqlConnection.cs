using System.Globalization;
using System.Runtime.InteropServices;

namespace MailSuite.Maps;

/// <summary>A connection by libpq5 to a PostgreSQL server.</summary>
internal sealed unsafe partial class PgsqlConnection : ISqlConnection
{
    private const string Library = "libpq.so.5";
    private const int CommandOk = 1, TuplesOk = 2, BadResponse = 5, FatalError = 7, SingleTuple = 9;

    [LibraryImport(Library)] private static partial int PQlibVersion();
    [LibraryImport(Library)] private static partial void* PQconnectdbParams(byte** keywords, byte** values, int expandDatabase);
    [LibraryImport(Library)] private static partial int PQstatus(void* db);
    [LibraryImport(Library)] private static partial byte* PQerrorMessage(void* db);
    [LibraryImport(Library)] private static partial void PQfinish(void* db);
    [LibraryImport(Library)] private static partial nuint PQescapeStringConn(void* db, byte* to, byte* from, nuint length, int* error);
    [LibraryImport(Library)] private static partial int PQsendQuery(void* db, byte[]? sql);
    [LibraryImport(Library)] private static partial int PQsetSingleRowMode(void* db);
    [LibraryImport(Library)] private static partial int PQsocket(void* db);
    [LibraryImport(Library)] private static partial int PQconsumeInput(void* db);
    [LibraryImport(Library)] private static partial int PQisBusy(void* db);
    [LibraryImport(Library)] private static partial void* PQgetResult(void* db);
    [LibraryImport(Library)] private static partial int PQresultStatus(void* result);
    [LibraryImport(Library)] private static partial byte* PQresultErrorMessage(void* result);
    [LibraryImport(Library)] private static partial int PQntuples(void* result);
    [LibraryImport(Library)] private static partial int PQnfields(void* result);
    [LibraryImport(Library)] private static partial byte* PQgetvalue(void* result, int row, int column);
    [LibraryImport(Library)] private static partial void PQclear(void* result);

    private readonly string host;
    private void* db;

    private PgsqlConnection(void* db, string host)
    {
        this.db = db;
        this.host = host;
    }

    public static int Version() => PQlibVersion();

    public static PgsqlConnection? Open(SqlHost host, PgsqlLogin login)
    {
        bool uri = host.Name.Contains("://", StringComparison.Ordinal);
        (string Keyword, string Value)[] parameters =
        [
            ("connect_timeout", SqlServers.ConnectSeconds.ToString(CultureInfo.InvariantCulture)),
            ("client_encoding", login.Encoding),
            .. uri ? [("dbname", host.Name)] : ((string, string)[])[("host", host.Name), ("port", host.Port), ("dbname", login.Database), ("user", login.User), ("password", login.Password)],
        ];
        void* db = Connect(parameters);
        if (db != null && PQstatus(db) == 0)
            return new PgsqlConnection(db, host.Given);
        Log.Warning($"connect to pgsql server {host.Given}: {(db == null ? Errno.NOMEM.Text() : ClientLibrary.Text(PQerrorMessage(db)))}");
        if (db != null)
            PQfinish(db);
        return null;
    }

    private static void* Connect((string Keyword, string Value)[] parameters)
    {
        int n = parameters.Length;
        byte** keywords = stackalloc byte*[n + 1], values = stackalloc byte*[n + 1];
        for (int i = 0; i < n; i++)
        {
            keywords[i] = Copy(parameters[i].Keyword);
            values[i] = Copy(parameters[i].Value);
        }
        keywords[n] = values[n] = null;
        void* db = PQconnectdbParams(keywords, values, 1);
        for (int i = 0; i < n; i++)
        {
            NativeMemory.Free(keywords[i]);
            NativeMemory.Free(values[i]);
        }
        return db;
    }

    private static byte* Copy(string text)
    {
        var bytes = ClientLibrary.CString(text)!;
        byte* copy = (byte*)NativeMemory.Alloc((nuint)bytes.Length);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        return copy;
    }

    public bool EscapesDoubleQuotes => false;

    public string? Escape(string text)
    {
        var bytes = Bytes.Of(text);
        if (bytes.Length == 0)
            return "";
        var escaped = new byte[bytes.Length * 2 + 1];
        int error;
        nuint length;
        fixed (byte* from = bytes, to = escaped)
            length = PQescapeStringConn(db, to, from, (nuint)bytes.Length, &error);
        if (error == 0)
            return Bytes.Text(escaped.AsSpan(0, (int)length));
        Log.Warning($"dict pgsql: (host {host}) cannot escape input string: {ClientLibrary.Text(PQerrorMessage(db))}");
        return null;
    }

    public QueryEnd Query(string sql, RowSink rows)
    {
        // Row by row: PQexec would gather the whole answer, and wait for it without a limit.
        if (PQsendQuery(db, ClientLibrary.CString(sql)) == 0)
            return Failed(null);
        PQsetSingleRowMode(db);
        long deadline = Clock.System.Milliseconds + SqlServers.AnswerSeconds * 1000L;
        var end = QueryEnd.Done;
        while (true)
        {
            if (!Wait(deadline))
                return QueryEnd.Lost;
            void* result = PQgetResult(db);
            if (result == null)
                return end == QueryEnd.Failed && PQstatus(db) != 0 ? QueryEnd.Lost : end;   // it said why, and hung up
            if (end == QueryEnd.Done)
                end = Read(result, rows);
            PQclear(result);
            if (end is QueryEnd.Stopped or QueryEnd.Lost)
                return end;
        }
    }

    private bool Wait(long deadline)
    {
        while (PQisBusy(db) != 0)
        {
            long left = deadline - Clock.System.Milliseconds;
            if (left <= 0 || !Sys.Readable(PQsocket(db), (int)left))
            {
                if (Clock.System.Milliseconds < deadline)
                    continue;   // a signal
                Log.Warning($"pgsql query failed: fatal error from host {host}: {Errno.TIMEDOUT.Text()}");
                return false;
            }
            if (PQconsumeInput(db) == 0)
            {
                Failed(null);
                return false;
            }
        }
        return true;
    }

    private QueryEnd Read(void* result, RowSink rows)
    {
        int status = PQresultStatus(result);
        if (status == CommandOk)
            return QueryEnd.Done;
        if (status is not (TuplesOk or SingleTuple))
            return Failed(result);
        var columns = new string?[PQnfields(result)];
        for (int i = 0, n = PQntuples(result); i < n; i++)
        {
            for (int j = 0; j < columns.Length; j++)
                columns[j] = ClientLibrary.Text(PQgetvalue(result, i, j));
            if (!rows(columns))
                return QueryEnd.Stopped;
        }
        return QueryEnd.Done;
    }

    private QueryEnd Failed(void* result)
    {
        switch (result == null ? FatalError : PQresultStatus(result))
        {
            case FatalError:
                Log.Warning($"pgsql query failed: fatal error from host {host}: {ClientLibrary.Text(result == null ? PQerrorMessage(db) : PQresultErrorMessage(result))}");
                break;
            case BadResponse:
                Log.Warning($"pgsql query failed: protocol error, host {host}");
                break;
            case var status:
                Log.Warning($"pgsql query failed: unknown code 0x{status:x} from host {host}");
                break;
        }
        return PQstatus(db) == 0 ? QueryEnd.Failed : QueryEnd.Lost;
    }

    public void Dispose()
    {
        if (db != null)
            PQfinish(db);
        db = null;
    }
}
