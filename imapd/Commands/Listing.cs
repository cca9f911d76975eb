using MailSuite.Config;
using MailSuite.Protocol.Imap;
using MailSuite.Store;

namespace MailSuite.Imapd.Commands;

/// <summary>LIST with its extensions (RFC 5258, 5819, 6154) and LSUB.</summary>
internal static class Listing
{
    private const int PatternLimit = 100;

    private sealed class Wish
    {
        internal bool Extended, OnlySubscribed, OnlySpecial, Recursive, ShowSubscribed, ShowSpecial;
        internal List<string>? Status;
        internal string Reference = "";
        internal readonly List<string> Patterns = [];
    }

    internal static ImapReply List(ImapSession s, ref ImapReader r)
    {
        var wish = Read(ref r);
        if (!r.Ok)
            return ImapReply.Silent;
        if (!wish.Extended && wish.Patterns is [""])
        {
            // Only the separator is asked for (RFC 3501 6.3.8).
            s.Write($"* LIST (\\Noselect) \"{s.Store.Separator}\" \"\"\r\n");
            return ImapReply.Done("List");
        }
        Write(s, wish);
        return ImapReply.Done("List");
    }

    private static Wish Read(ref ImapReader r)
    {
        var wish = new Wish();
        r.Sp();
        if (r.TryTake('('))
        {
            wish.Extended = true;
            if (!r.TryTake(')'))
            {
                do
                    ReadSelection(ref r, wish);
                while (r.Ok && r.TryTake(' '));
                r.Take(')', "the end of the selection options");
            }
            r.Sp();
            if (wish.Recursive && !wish.OnlySubscribed)
                r.Misfit("SUBSCRIBED with RECURSIVEMATCH");
        }
        wish.Reference = Bytes.Text(r.AString("a reference name"));
        r.Sp();
        if (r.TryTake('('))
        {
            wish.Extended = true;
            do
                wish.Patterns.Add(r.ListMailbox());
            while (r.Ok && wish.Patterns.Count < PatternLimit && r.TryTake(' '));
            r.Take(')', "the end of the patterns");
        }
        else
            wish.Patterns.Add(r.ListMailbox());
        if (r.TryTake(' '))
            ReadReturn(ref r, wish);
        r.End();
        return wish;
    }

    private static void ReadSelection(ref ImapReader r, Wish wish)
    {
        switch (Bytes.Text(r.Word("a selection option")).ToUpperInvariant())
        {
            case "SUBSCRIBED": wish.OnlySubscribed = wish.ShowSubscribed = true; break;
            case "REMOTE": break;
            case "RECURSIVEMATCH": wish.Recursive = true; break;
            case "SPECIAL-USE": wish.OnlySpecial = wish.ShowSpecial = true; break;
            default: r.Misfit("a selection option"); break;
        }
    }

    private static void ReadReturn(ref ImapReader r, Wish wish)
    {
        wish.Extended = true;
        if (!Bytes.Same(r.Word("RETURN"), "RETURN"u8))
            r.Misfit("RETURN");
        r.Sp();
        r.Take('(', "return options");
        if (r.TryTake(')'))
            return;
        do
            switch (Bytes.Text(r.Word("a return option")).ToUpperInvariant())
            {
                case "SUBSCRIBED": wish.ShowSubscribed = true; break;
                case "CHILDREN": break;
                case "SPECIAL-USE": wish.ShowSpecial = true; break;
                case "STATUS": r.Sp(); wish.Status = Folders.ReadStatusItems(ref r); break;
                default: r.Misfit("a return option"); break;
            }
        while (r.Ok && r.TryTake(' '));
        r.Take(')', "the end of the return options");
    }

    private static void Write(ImapSession s, Wish wish)
    {
        var subscribed = wish.ShowSubscribed ? s.Store.Subscriptions().ToHashSet(StringComparer.Ordinal) : [];
        var uses = SpecialUses(s.Config);
        var folders = s.Store.List().ToList();
        if (wish.OnlySubscribed)
            AddMissing(folders, subscribed);
        foreach (var f in folders)
        {
            bool isSubscribed = subscribed.Contains(f.Name);
            bool childSubscribed = wish.Recursive && subscribed.Any(n => n.StartsWith(f.Name + s.Store.Separator, StringComparison.Ordinal));
            string? use = f.Exists ? uses.GetValueOrDefault(f.Name) : null;
            if (wish.OnlySubscribed && !isSubscribed && !childSubscribed || wish.OnlySpecial && use == null || !Matches(wish, f.Name, s.Store.Separator))
                continue;
            var attributes = new List<string>();
            if (!f.Exists)
                attributes.Add(wish.Extended ? "\\NonExistent \\Noselect" : "\\Noselect");
            attributes.Add(!f.MayHaveChildren ? "\\NoInferiors" : f.HasChildren ? "\\HasChildren" : "\\HasNoChildren");
            if (isSubscribed)
                attributes.Add("\\Subscribed");
            if (use != null)
                attributes.Add("\\" + use);
            string childInfo = childSubscribed ? " (\"CHILDINFO\" (\"SUBSCRIBED\"))" : "";
            s.Write($"* LIST ({string.Join(' ', attributes)}) \"{s.Store.Separator}\" {ImapText.AString(f.Name)}{childInfo}\r\n");
            if (wish.Status != null && f.Exists)
                Folders.WriteStatus(s, f.Name, wish.Status);
        }
    }

    // Subscribed names need not exist (RFC 3501 6.3.6).
    private static void AddMissing(List<FolderInfo> folders, HashSet<string> subscribed)
    {
        var known = folders.Select(static f => f.Name).ToHashSet(StringComparer.Ordinal);
        folders.AddRange(subscribed.Where(n => !known.Contains(n)).Order(StringComparer.Ordinal).Select(static n => new FolderInfo(n, false, true, false)));
    }

    private static Dictionary<string, string> SpecialUses(MailConfig config)
    {
        var uses = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in config.Get(ImapdParams.SpecialUse).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (entry.IndexOf('=') is > 0 and var at)
                uses[entry[..at].Trim()] = entry[(at + 1)..].Trim();
        return uses;
    }

    private static bool Matches(Wish wish, string name, char separator)
    {
        foreach (var pattern in wish.Patterns)
            if (FolderPattern.Matches(wish.Reference + pattern, name, separator))
                return true;
        return false;
    }

    internal static ImapReply Lsub(ImapSession s, ref ImapReader r)
    {
        r.Sp();
        var reference = Bytes.Text(r.AString("a reference name"));
        r.Sp();
        var pattern = reference + r.ListMailbox();
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;

        char separator = s.Store.Separator;
        var told = new HashSet<string>(StringComparer.Ordinal);
        var names = s.Store.Subscriptions();
        foreach (var name in names)
            if (FolderPattern.Matches(pattern, name, separator) && told.Add(name))
                s.Write($"* LSUB () \"{separator}\" {ImapText.AString(name)}\r\n");
        // With % a level is shown that is not subscribed itself but has something subscribed below (RFC 3501 6.3.9).
        if (pattern.EndsWith('%'))
            foreach (var name in names)
                for (int at = name.LastIndexOf(separator); at > 0; at = name.LastIndexOf(separator, at - 1))
                    if (FolderPattern.Matches(pattern, name[..at], separator) && told.Add(name[..at]))
                        s.Write($"* LSUB (\\Noselect) \"{separator}\" {ImapText.AString(name[..at])}\r\n");
        return ImapReply.Done("Lsub");
    }
}
