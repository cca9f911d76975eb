namespace MailSuite.Postmap;

/// <summary>
/// postmap -b, -h and -m: standard input is a message, and its header fields or body lines are the keys, as cleanup(8) would ask
/// header_checks, mime_header_checks, nested_header_checks and body_checks for them.
/// </summary>
internal sealed class MessageKeys(GetOpt given, MailConfig config, TableCommand command, TableOutput output)
{
    /// <summary>Is one of the options given?</summary>
    public static bool AreAsked(GetOpt given) => given.Has('b') || given.Has('h') || given.Has('m');

    /// <summary>Asks for each header field or body line; true when one was found.</summary>
    public bool Query(IReadOnlyList<string> tables)
    {
        var opened = new LookupTable?[tables.Count];
        bool found = false;
        void Ask(string key)
        {
            if (!command.Ask(key, tables, opened, out string value))
                return;
            output.Entry(key, value);
            found = true;
        }
        void Nothing(string key)
        {
        }
        new MessageWalker(config, given.Has('m'), given.Has('h') ? Ask : Nothing, given.Has('b') ? Ask : Nothing).Walk(InputLines.Read());
        return found;
    }
}
