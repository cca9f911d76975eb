namespace MailSuite.Protocol.Imap;

/// <summary>What one search key asks.</summary>
public enum SearchKind
{
    /// <summary>Every message.</summary>
    All,
    /// <summary>All of the keys below.</summary>
    And,
    /// <summary>One of the two keys below.</summary>
    Or,
    /// <summary>Not the key below.</summary>
    Not,
    /// <summary>Has the system flags.</summary>
    Flag,
    /// <summary>\Recent.</summary>
    Recent,
    /// <summary>Has the keyword.</summary>
    Keyword,
    /// <summary>A header field holds the text.</summary>
    Header,
    /// <summary>The body holds the text.</summary>
    Body,
    /// <summary>Header or body hold the text.</summary>
    Text,
    /// <summary>Larger than a number of bytes.</summary>
    Larger,
    /// <summary>Smaller than a number of bytes.</summary>
    Smaller,
    /// <summary>Internal date before a day.</summary>
    Before,
    /// <summary>Internal date on a day.</summary>
    On,
    /// <summary>Internal date on or after a day.</summary>
    Since,
    /// <summary>Date field before a day.</summary>
    SentBefore,
    /// <summary>Date field on a day.</summary>
    SentOn,
    /// <summary>Date field on or after a day.</summary>
    SentSince,
    /// <summary>Arrived longer ago than seconds (RFC 5032).</summary>
    Older,
    /// <summary>Arrived within seconds (RFC 5032).</summary>
    Younger,
    /// <summary>Message numbers.</summary>
    Numbers,
    /// <summary>UIDs.</summary>
    Uids,
}

/// <summary>A search key with what it needs; keys form a tree whose depth and size are bounded when it is read.</summary>
public sealed class SearchKey(SearchKind kind)
{
    private const int DepthLimit = 60, CountLimit = 2000;

    /// <summary>What it asks.</summary>
    public SearchKind Kind { get; } = kind;
    /// <summary>Keys below And, Or, Not.</summary>
    public List<SearchKey> Keys { get; } = [];
    /// <summary>For <see cref="SearchKind.Flag"/>.</summary>
    public ImapFlags Flags { get; init; }
    /// <summary>Keyword or header name.</summary>
    public string Name { get; init; } = "";
    /// <summary>The text sought; empty is found everywhere.</summary>
    public byte[] Sought { get; init; } = [];
    /// <summary>Size, days since 1970, or seconds.</summary>
    public long Number { get; init; }
    /// <summary>For Numbers and Uids.</summary>
    public SequenceSet? Set { get; init; }

    /// <summary>Reads all keys to the end of the command; together they are one And.</summary>
    public static SearchKey ReadAll(ref ImapReader r)
    {
        int count = 0;
        var all = ReadList(ref r, 0, ref count);
        r.End();
        return all;
    }

    private static SearchKey ReadList(ref ImapReader r, int depth, ref int count)
    {
        var and = new SearchKey(SearchKind.And);
        do
            and.Keys.Add(ReadOne(ref r, depth, ref count));
        while (r.Ok && r.TryTake(' '));
        return and;
    }

    private static SearchKey ReadOne(ref ImapReader r, int depth, ref int count)
    {
        if (depth > DepthLimit || ++count > CountLimit)
        {
            r.Misfit("a simpler search");
            return new SearchKey(SearchKind.All);
        }
        if (r.TryTake('('))
        {
            var inner = ReadList(ref r, depth + 1, ref count);
            r.Take(')', "the end of the search keys");
            return inner;
        }
        if (!r.Rest.IsEmpty && (char.IsAsciiDigit((char)r.Rest[0]) || r.Rest[0] is (byte)'*' or (byte)'$'))
            return new SearchKey(SearchKind.Numbers) { Set = r.Set() };
        var word = Bytes.Text(r.Word("a search key")).ToUpperInvariant();
        switch (word)
        {
            case "ALL": return new SearchKey(SearchKind.All);
            case "ANSWERED": return Flag(ImapFlags.Answered);
            case "DELETED": return Flag(ImapFlags.Deleted);
            case "DRAFT": return Flag(ImapFlags.Draft);
            case "FLAGGED": return Flag(ImapFlags.Flagged);
            case "SEEN": return Flag(ImapFlags.Seen);
            case "UNANSWERED": return Not(Flag(ImapFlags.Answered));
            case "UNDELETED": return Not(Flag(ImapFlags.Deleted));
            case "UNDRAFT": return Not(Flag(ImapFlags.Draft));
            case "UNFLAGGED": return Not(Flag(ImapFlags.Flagged));
            case "UNSEEN": return Not(Flag(ImapFlags.Seen));
            case "RECENT": return new SearchKey(SearchKind.Recent);
            case "OLD": return Not(new SearchKey(SearchKind.Recent));
            case "NEW": return new SearchKey(SearchKind.And) { Keys = { new SearchKey(SearchKind.Recent), Not(Flag(ImapFlags.Seen)) } };
            case "KEYWORD": r.Sp(); return new SearchKey(SearchKind.Keyword) { Name = Bytes.Text(r.Atom("a keyword")) };
            case "UNKEYWORD": r.Sp(); return Not(new SearchKey(SearchKind.Keyword) { Name = Bytes.Text(r.Atom("a keyword")) });
            case "FROM" or "TO" or "CC" or "BCC" or "SUBJECT": r.Sp(); return new SearchKey(SearchKind.Header) { Name = word, Sought = r.AString() };
            case "HEADER":
                r.Sp();
                var name = Bytes.Text(r.AString("a header name"));
                r.Sp();
                return new SearchKey(SearchKind.Header) { Name = name, Sought = r.AString() };
            case "BODY": r.Sp(); return new SearchKey(SearchKind.Body) { Sought = r.AString() };
            case "TEXT": r.Sp(); return new SearchKey(SearchKind.Text) { Sought = r.AString() };
            case "LARGER": r.Sp(); return new SearchKey(SearchKind.Larger) { Number = r.Number() };
            case "SMALLER": r.Sp(); return new SearchKey(SearchKind.Smaller) { Number = r.Number() };
            case "OLDER": r.Sp(); return new SearchKey(SearchKind.Older) { Number = r.Number() };
            case "YOUNGER": r.Sp(); return new SearchKey(SearchKind.Younger) { Number = r.Number() };
            case "BEFORE": return Day(ref r, SearchKind.Before);
            case "ON": return Day(ref r, SearchKind.On);
            case "SINCE": return Day(ref r, SearchKind.Since);
            case "SENTBEFORE": return Day(ref r, SearchKind.SentBefore);
            case "SENTON": return Day(ref r, SearchKind.SentOn);
            case "SENTSINCE": return Day(ref r, SearchKind.SentSince);
            case "UID": r.Sp(); return new SearchKey(SearchKind.Uids) { Set = r.Set() };
            case "NOT": r.Sp(); return Not(ReadOne(ref r, depth + 1, ref count));
            case "OR":
                r.Sp();
                var or = new SearchKey(SearchKind.Or) { Keys = { ReadOne(ref r, depth + 1, ref count) } };
                r.Sp();
                or.Keys.Add(ReadOne(ref r, depth + 1, ref count));
                return or;
            default:
                r.Misfit("a search key");
                return new SearchKey(SearchKind.All);
        }
    }

    private static SearchKey Flag(ImapFlags flags) => new(SearchKind.Flag) { Flags = flags };

    private static SearchKey Not(SearchKey key) => new(SearchKind.Not) { Keys = { key } };

    private static SearchKey Day(ref ImapReader r, SearchKind kind)
    {
        r.Sp();
        return new SearchKey(kind) { Number = r.Date() };
    }
}
