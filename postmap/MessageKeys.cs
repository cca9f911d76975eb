using System.Text;

namespace MailSuite.Postmap;

/// <summary>
/// postmap -b, -h and -m: standard input is a message, and its header or body lines are the keys, as cleanup(8) would ask
/// header_checks and body_checks for them.
/// </summary>
internal sealed class MessageKeys(GetOpt given, MailConfig config, TableCommand command, TableOutput output)
{
    private readonly bool header = given.Has('h'), body = given.Has('b');
    private readonly int headerLimit = config.Get(GlobalParams.HeaderSizeLimit);
    private LookupTable?[] opened = [];
    private IReadOnlyList<string> tables = [];
    private bool found;

    /// <summary>Is one of the options given?</summary>
    public static bool AreAsked(GetOpt given) => given.Has('b') || given.Has('h') || given.Has('m');

    /// <summary>Asks for each header or body line; true when one was found.</summary>
    public bool Query(IReadOnlyList<string> tableNames)
    {
        tables = tableNames;
        opened = new LookupTable?[tables.Count];
        var current = new StringBuilder();
        bool inHeader = true;
        foreach (string line in InputLines.Read())
        {
            if (inHeader && current.Length > 0 && line.Length > 0 && line[0] is ' ' or '\t')
            {
                if (current.Length < headerLimit)
                    current.Append('\n').Append(line);
                continue;
            }
            if (inHeader)
            {
                Header(current);
                inHeader = IsHeader(line);
                if (inHeader)
                    current.Append(line);
                else if (line.Length > 0)
                    Body(line);
            }
            else
                Body(line);
        }
        if (inHeader)
            Header(current);
        return found;
    }

    private static bool IsHeader(string line)
    {
        int colon = line.IndexOf(':');
        return colon > 0 && line.AsSpan(0, colon).TrimEnd(" \t") is { Length: > 0 } name
            && name.IndexOfAnyInRange('\0', ' ') < 0 && name.IndexOf('\x7f') < 0;
    }

    private void Header(StringBuilder current)
    {
        if (header && current.Length > 0)
            Ask(current.ToString());
        current.Clear();
    }

    private void Body(string line)
    {
        if (body && line.Length > 0)
            Ask(line);
    }

    private void Ask(string key)
    {
        if (!command.Ask(key, tables, opened, out string value))
            return;
        output.Entry(key, value);
        found = true;
    }
}
