using System.Text;

namespace MailSuite.Store;

/// <summary>
/// Where a user's mail lies, in Dovecot's notation: "maildir:~/Maildir", "mbox:~/mail:INBOX=/var/mail/%u". A bare path is an mbox when it is a file or
/// begins like a spool directory's, a Maildir otherwise.
/// </summary>
/// <param name="IsMbox">mbox files; otherwise Maildir++.</param>
/// <param name="Root">The directory of the folders.</param>
/// <param name="Inbox">Where INBOX is, when not in its usual place under the root.</param>
internal sealed record MailLocation(bool IsMbox, string Root, string? Inbox)
{
    internal static MailLocation Parse(string location, string user, string home)
    {
        var parts = location.Split(':');
        bool mbox = parts[0] == "mbox";
        if (parts[0] is not ("mbox" or "maildir"))
            throw new FatalException($"mail_location: unknown mailbox format in \"{location}\": use maildir:path or mbox:path");
        if (parts.Length < 2 || parts[1].Length == 0)
            throw new FatalException($"mail_location: no path in \"{location}\"");
        string? inbox = null;
        foreach (var option in parts[2..])
            if (option.StartsWith("INBOX=", StringComparison.Ordinal))
                inbox = Expand(option["INBOX=".Length..], user, home);
            else if (option is not ("LAYOUT=maildir++" or "UTF-8") && !option.StartsWith("INDEX=", StringComparison.Ordinal))
                throw new FatalException($"mail_location: unsupported option \"{option}\" in \"{location}\"");
        return new MailLocation(mbox, Expand(parts[1], user, home), inbox);
    }

    // The user name comes from a stranger: what could change a path's meaning never gets into one.
    private static string Expand(string path, string user, string home)
    {
        var text = new StringBuilder();
        if (path is "~" || path.StartsWith("~/", StringComparison.Ordinal))
        {
            text.Append(home);
            path = path[1..];
        }
        for (int i = 0; i < path.Length; i++)
        {
            if (path[i] != '%' || i + 1 == path.Length)
            {
                text.Append(path[i]);
                continue;
            }
            int at = user.LastIndexOf('@');
            char letter = path[++i];
            bool lower = letter == 'L';
            if (lower && i + 1 < path.Length)
                letter = path[++i];
            string value = letter switch
            {
                '%' => "%",
                'h' => home,
                'u' => Safe(user),
                'n' => Safe(at < 0 ? user : user[..at]),
                'd' => Safe(at < 0 ? "" : user[(at + 1)..]),
                _ => throw new FatalException($"mail_location: unknown variable %{letter}"),
            };
            text.Append(lower ? value.ToLowerInvariant() : value);
        }
        var result = text.ToString();
        if (!result.StartsWith('/'))
            throw new FatalException($"mail_location: not an absolute path: {result}");
        return result.Length > 1 ? result.TrimEnd('/') : result;
    }

    private static string Safe(string part) =>
        part.Contains('/') || part.Contains('\0') || part is "." or ".." ? throw new FatalException($"mail_location: user name with a path: {Bytes.Printable(part)}") : part;
}
