namespace MailSuite.Protocol.Imap;

/// <summary>The system flags of RFC 3501 2.3.2 that a client may set.</summary>
[Flags]
public enum ImapFlags
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>\Seen.</summary>
    Seen = 1,
    /// <summary>\Answered.</summary>
    Answered = 2,
    /// <summary>\Flagged.</summary>
    Flagged = 4,
    /// <summary>\Deleted.</summary>
    Deleted = 8,
    /// <summary>\Draft.</summary>
    Draft = 16,
}

/// <summary>A list of flags as a client writes it: system flags and keywords.</summary>
public sealed class FlagList
{
    private static readonly (string Name, ImapFlags Flag)[] Names =
        [("Answered", ImapFlags.Answered), ("Flagged", ImapFlags.Flagged), ("Deleted", ImapFlags.Deleted), ("Seen", ImapFlags.Seen), ("Draft", ImapFlags.Draft)];

    private readonly List<string> keywords = [];

    /// <summary>The system flags.</summary>
    public ImapFlags Flags { get; private set; }

    /// <summary>The keywords, each once.</summary>
    public IReadOnlyList<string> Keywords => keywords;

    internal bool AddSystem(ReadOnlySpan<byte> name)
    {
        foreach (var (text, flag) in Names)
            if (Bytes.Same(Bytes.Text(name), text))
            {
                Flags |= flag;
                return true;
            }
        // \Recent cannot be changed by clients, but some send it back with the other flags (mutt does); it is passed over.
        return Bytes.Same(name, "Recent"u8);
    }

    internal void AddKeyword(string name)
    {
        if (!keywords.Exists(k => Bytes.Same(k, name)))
            keywords.Add(name);
    }

    /// <summary>Writes flags as in a FLAGS response, without the parentheses.</summary>
    public static string Format(ImapFlags flags, bool recent, IEnumerable<string> keywords)
    {
        var words = new List<string>();
        foreach (var (name, flag) in Names)
            if ((flags & flag) != 0)
                words.Add("\\" + name);
        if (recent)
            words.Add("\\Recent");
        words.AddRange(keywords);
        return string.Join(' ', words);
    }
}
