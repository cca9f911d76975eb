using System.Text;
using MailSuite.Maps;

namespace MailSuite.Postfix.Checking;

/// <summary>Lookup tables that are missing, older than their source, or of a type that is not available; wherever main.cf or master.cf names one.</summary>
internal static class TableFiles
{
    /// <summary>One row per type whose name is a file; with a suffix the file is made from a source by postmap or postalias.</summary>
    private static readonly (string Type, string Suffix)[] FileTypes =
    [
        ("hash", ".db"), ("btree", ".db"), ("cdb", ".cdb"), ("lmdb", ".lmdb"), ("dbm", ".pag"), ("sdbm", ".pag"), ("texthash", ""), ("regexp", ""), ("pcre", ""), ("cidr", ""),
        ("ldap", ""), ("mysql", ""), ("pgsql", ""), ("sqlite", ""), ("memcache", ""), ("mongodb", ""),
    ];

    private static readonly string[] OtherTypes =
        ["debug", "environ", "fail", "inline", "internal", "nis", "nisplus", "pipemap", "proxy", "randmap", "socketmap", "static", "tcp", "unionmap", "unix"];

    private static readonly string[] Servers = ["ldap", "mysql", "pgsql", "mongodb", "memcache", "tcp", "socketmap", "nis", "nisplus", "sqlite", "unix", "static", "environ"];

    /// <summary>Tables that daemons make for themselves when they need them.</summary>
    private static bool IsCache(string parameter) => parameter.EndsWith("_cache_database", StringComparison.Ordinal) || parameter is "address_verify_map" or "postscreen_cache_map" or "tls_random_exchange_name";

    /// <summary>Would asking the table ask somebody else, or is there nothing to list?</summary>
    internal static bool IsRemote(string word) => Split(Plain(word)) is ({ } type, _) && Servers.Contains(type);

    /// <summary>Is the table's file not there?</summary>
    internal static bool IsMissing(string word) =>
        Split(Plain(word)) is ({ } type, var name) && Array.Find(FileTypes, f => f.Type == type) is { Type: not null } row && Sys.TryAccess(name + row.Suffix, 4) != Errno.None;

    private static string Plain(string word)
    {
        while (word.StartsWith("proxy:", StringComparison.Ordinal))
            word = word[6..];
        return word;
    }

    private static (string? Type, string Name) Split(string word) => word.IndexOf(':') is > 0 and var colon ? (word[..colon], word[(colon + 1)..]) : (null, word);

    public static void Check(Subject subject, Report report)
    {
        foreach (var layer in subject.Layers)
        {
            var config = layer.Config;
            foreach (var param in Table.All)
                if (param.Kind == ParamKind.Text && !IsCache(param.Name) && (config.IsSet(param.Name) || param.Name is "alias_maps" && layer.IsMain) && layer.Says(param.Name))
                    Tables(config.Text(param.Name), layer.Of(param.Name), config.IsSet(param.Name), report);
            // Restriction classes and other names of people's own.
            foreach (string name in config.Settings.Keys)
                if (Table.Find(name) == null && layer.Says(name))
                    Tables(config.Text(name), layer.Of(name), true, report);
        }
    }

    private static void Tables(string value, string where, bool isSet, Report report)
    {
        foreach (string word in References(value))
        {
            var (type, name) = Split(word);
            if (!MailSuite.Maps.Tables.Types.Contains(type))
            {
                if (isSet)
                    report.Warning($"{where}: unsupported dictionary type: {type}", "the table answers nothing; mail that needs it is deferred", "postconf -m lists the types; postmap(1) makes hash, btree and cdb");
            }
            else if (Array.Find(FileTypes, f => f.Type == type) is { Type: not null } row)
                File(word, name, row.Suffix, where, isSet, report);
        }
    }

    /// <summary>All "type:name" in a value, also inside proxy:, braces, and lists of restrictions.</summary>
    internal static IEnumerable<string> References(string value)
    {
        int at = 0;
        while (at < value.Length)
        {
            int end = at;
            while (end < value.Length && !" ,\t\r\n{}=".Contains(value[end]))
                end++;
            string word = Plain(value[at..end].TrimStart('!'));
            if (Split(word) is ({ } type, { Length: > 0 } name) && (OtherTypes.Contains(type) && type is not "unix" and not "inet" || Array.Exists(FileTypes, f => f.Type == type) && name[0] == '/'))
                yield return word;
            at = end + 1;
        }
    }

    private static void File(string word, string path, string suffix, string where, bool isSet, Report report)
    {
        string file = path + suffix;
        if (Sys.TryStat(file, out var made) is var e and not Errno.None)
        {
            bool hasSource = suffix.Length > 0 && Sys.TryStat(path, out _) == Errno.None;
            if (isSet || hasSource)
                report.Warning($"{where}: open {(suffix.Length > 0 ? "database " : "")}{file}: {e.Text()}", "the table answers nothing; mail that needs it is deferred",
                    suffix.Length == 0 ? "create the file, or take it out of the parameter" : hasSource ? Rebuild(word, where) : $"create {path}, then {Rebuild(word, where)}");
            return;
        }
        // Wording and rule of the warning that each program gives when it opens such a table.
        if (suffix.Length > 0 && Sys.TryStat(path, out var source) == Errno.None && source.ModifiedSeconds > made.ModifiedSeconds)
            report.Warning($"database {file} is older than source file {path}", "the last changes of the source are not in use", Rebuild(word, where));
    }

    private static string Rebuild(string word, string where) =>
        new StringBuilder(where.Contains("alias_maps", StringComparison.Ordinal) && !where.Contains("virtual", StringComparison.Ordinal) || where.Contains("alias_database", StringComparison.Ordinal)
            ? "postalias " : "postmap ").Append(word).ToString();
}
