using System.Runtime.InteropServices;

namespace MailSuite.Maps;

/// <summary>sqlite: the rows of a query in an SQLite file, which is opened for reading only (sqlite_table(5)). The first column counts.</summary>
internal sealed class SqliteTable : SqlTable
{
    private readonly string path;
    private SqliteFile? file;
    private FileStatus opened;
    private OncePerSecond looks;

    private SqliteTable(string name, TableSettings settings, MailConfig config, TableOptions options) : base("sqlite", name, settings, config, options)
    {
        path = settings.Text("dbpath", "", 1);
        if (QueryTemplate.Contains('"'))
            Log.Warning($"{Name}: the query has double quotes, which SQLite takes for names: put texts into single quotes");
        file = SqliteFile.Open(path, Path, out string problem) ?? throw new TableUnavailableException($"{Name}: Can't open database: {problem}");
        Sys.TryStat(path, out opened);
    }

    public static LookupTable Open(string name, MailConfig config, TableOptions options)
    {
        ClientLibrary.Load("sqlite", "libsqlite3-0", static () => SqliteFile.Version());
        return new SqliteTable(name, TableSettings.Open("sqlite", name, config), config, options);
    }

    protected override QueryEnd Run(Func<ISqlConnection, string?> write, RowSink rows, Action restart)
    {
        if (HasChanged() && SqliteFile.Open(path, Path, out _) is { } other)
        {
            file?.Dispose();
            file = other;
            Sys.TryStat(path, out opened);
        }
        return file != null && write(file) is { } sql ? file.Query(sql, rows) : QueryEnd.Failed;
    }

    /// <summary>Is another file in the place of the one that is open? Changes inside the file are SQLite's own business. In a jail, where the path leads nowhere: no.</summary>
    public override bool HasChanged() => looks.IsDue() && Sys.TryStat(path, out var status) == Errno.None && (status.Inode != opened.Inode || status.Device != opened.Device);

    protected override void Release() => file?.Dispose();
}

/// <summary>An open SQLite file, by libsqlite3.</summary>
internal sealed unsafe partial class SqliteFile : ISqlConnection
{
    private const string Library = "libsqlite3.so.0";
    private const int ReadOnly = 1, Row = 100, Done = 101;
    private const int BusyMilliseconds = 2000;   // a writer that commits at this moment is waited for

    [LibraryImport(Library)] private static partial int sqlite3_libversion_number();
    [LibraryImport(Library)] private static partial int sqlite3_open_v2(byte[]? path, void** db, int flags, byte* vfs);
    [LibraryImport(Library)] private static partial int sqlite3_busy_timeout(void* db, int milliseconds);
    [LibraryImport(Library)] private static partial int sqlite3_close_v2(void* db);
    [LibraryImport(Library)] private static partial byte* sqlite3_errmsg(void* db);
    [LibraryImport(Library)] private static partial int sqlite3_prepare_v2(void* db, byte[]? sql, int size, void** statement, byte** tail);
    [LibraryImport(Library)] private static partial int sqlite3_step(void* statement);
    [LibraryImport(Library)] private static partial byte* sqlite3_column_text(void* statement, int column);
    [LibraryImport(Library)] private static partial int sqlite3_finalize(void* statement);

    private readonly string table;
    private void* db;

    private SqliteFile(void* db, string table)
    {
        this.db = db;
        this.table = table;
    }

    public static int Version() => sqlite3_libversion_number();

    public static SqliteFile? Open(string path, string table, out string problem)
    {
        void* db;
        problem = "";
        if (sqlite3_open_v2(ClientLibrary.CString(path), &db, ReadOnly, null) == 0)
        {
            sqlite3_busy_timeout(db, BusyMilliseconds);
            return new SqliteFile(db, table);
        }
        problem = ClientLibrary.Text(sqlite3_errmsg(db));
        sqlite3_close_v2(db);
        return null;
    }

    public bool EscapesDoubleQuotes => false;

    public string? Escape(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    public QueryEnd Query(string sql, RowSink rows)
    {
        void* statement;
        if (sqlite3_prepare_v2(db, ClientLibrary.CString(sql), -1, &statement, null) != 0)
        {
            Log.Warning($"dict_sqlite_lookup: {table}: SQL prepare failed: {ClientLibrary.Text(sqlite3_errmsg(db))}");
            return QueryEnd.Failed;
        }
        try
        {
            int status;
            var columns = new string?[1];
            while ((status = sqlite3_step(statement)) == Row)
            {
                byte* text = sqlite3_column_text(statement, 0);
                columns[0] = text == null ? null : ClientLibrary.Text(text);
                if (!rows(columns))
                    return QueryEnd.Stopped;
            }
            if (status == Done)
                return QueryEnd.Done;
            Log.Warning($"dict_sqlite_lookup: {table}: SQL step failed for query '{sql}': {ClientLibrary.Text(sqlite3_errmsg(db))}");
            return QueryEnd.Failed;
        }
        finally
        {
            sqlite3_finalize(statement);
        }
    }

    public void Dispose()
    {
        if (db != null)
            sqlite3_close_v2(db);
        db = null;
    }
}
