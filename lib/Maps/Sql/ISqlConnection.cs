namespace MailSuite.Maps;

/// <summary>How a query ended.</summary>
internal enum QueryEnd
{
    /// <summary>All rows were given.</summary>
    Done,
    /// <summary>The server refused it, or its answer is of no use; a warning says why.</summary>
    Failed,
    /// <summary>The connection broke; a warning says why.</summary>
    Lost,
    /// <summary>Whoever takes the rows had enough.</summary>
    Stopped,
}

/// <summary>Takes the columns of one row (null: NULL); false when no more are wanted.</summary>
internal delegate bool RowSink(string?[] columns);

/// <summary>An open connection to an SQL server, or an open SQLite file.</summary>
internal interface ISqlConnection : IDisposable
{
    /// <summary>Is a double quote made harmless too? Then "%s" is as safe as '%s'.</summary>
    bool EscapesDoubleQuotes { get; }

    /// <summary>A text as it may stand between single quotes; null, after a warning, when the connection cannot express it.</summary>
    string? Escape(string text);

    /// <summary>Runs a query. The rows are given as they come, so that a huge answer is never held.</summary>
    QueryEnd Query(string sql, RowSink rows);
}
