using System.Text;

namespace MailSuite.Maps;

/// <summary>What lookups in mysql:, pgsql: and sqlite: have in common: the query made of the key, and the rows made into one value.</summary>
internal abstract class SqlTable : QueryTable
{
    private const int LargestResult = 1 << 20;   // characters; more is a mistake in the query

    private readonly string query, resultFormat, function;
    private readonly int expansionLimit;
    private readonly bool quotesNames;

    protected SqlTable(string type, string name, TableSettings settings, MailConfig config, TableOptions options) : base(type, name, config, options)
    {
        function = $"dict_{type}_lookup";
        settings.Text(type == "sqlite" ? "dbpath" : "dbname", "", 1);   // the first thing that Postfix misses
        resultFormat = settings.Text("result_format", "%s", 1);
        query = settings.Optional("query") ?? OlderQuery(settings);
        Templates.Note(query, query: true);
        Templates.Note(resultFormat, query: false);
        ReadDomains(settings, config);
        expansionLimit = settings.Number("expansion_limit", 0);
        quotesNames = query.Contains('"');
    }

    // The form before Postfix 2.2, which ExtMan and old guides still write.
    private static string OlderQuery(TableSettings settings)
    {
        if (settings.Type == "pgsql" && settings.Optional("select_function") is { } function)
            return $"SELECT {function}('%s')";
        string table = settings.Text("table", "", 1), field = settings.Text("select_field", "", 1), where = settings.Text("where_field", "", 1);
        return $"SELECT {field} FROM {table} WHERE {where}='%s' {settings.Text("additional_conditions")}";
    }

    /// <summary>The query template, for warnings about it.</summary>
    protected string QueryTemplate => query;

    /// <summary>Runs the query on the first server that answers; false when none does.</summary>
    /// <param name="write">Writes the query for a connection; null when the key cannot be put into it.</param>
    /// <param name="rows">Takes the rows; is called again from the start after <paramref name="restart"/>.</param>
    /// <param name="restart">Another server is asked from the start.</param>
    protected abstract QueryEnd Run(Func<ISqlConnection, string?> write, RowSink rows, Action restart);

    protected override LookupResult Ask(string key)
    {
        if (Templates.Query(query, key) == null)
            return LookupResult.NotFound;

        var result = new StringBuilder();
        int count = 0;
        string problem = "";
        var end = Run(connection => Write(connection, key), columns =>
        {
            for (int i = 0; i < columns.Length && problem.Length == 0; i++)
                if (Templates.AddResult(resultFormat, columns[i], key, result) && expansionLimit > 0 && ++count > expansionLimit)
                    problem = "Expansion limit exceeded";
                else if (result.Length > LargestResult)
                    problem = "Result too large";
            return problem.Length == 0;
        }, () => { result.Clear(); count = 0; });
        if (problem.Length > 0)
            Log.Warning($"{function}: {Path}: {problem} for key{(Type == "sqlite" ? "" : ":")} '{key}'");
        if (end != QueryEnd.Done)
            return LookupResult.TryLater;
        return result.Length == 0 ? LookupResult.NotFound : LookupResult.Found(result.ToString());
    }

    private string? Write(ISqlConnection connection, string key)
    {
        if (quotesNames && !connection.EscapesDoubleQuotes && key.Contains('"'))
        {
            Log.Warning($"{Name}: the query has double quotes, and the key \"{key}\" could end them: put '%s' into single quotes");
            return null;
        }
        bool failed = false;
        string? sql = Templates.Query(query, key, part =>
        {
            string? escaped = connection.Escape(part);
            failed |= escaped == null;
            return escaped ?? "";
        });
        return failed ? null : sql;
    }
}
