namespace MailSuite.Store;

/// <summary>The system flags that both mailbox formats keep (RFC 3501 2.3.2); \Recent is <see cref="Message.Recent"/>.</summary>
[Flags]
public enum MessageFlags
{
    /// <summary>No flag.</summary>
    None = 0,
    /// <summary>\Seen: it was read.</summary>
    Seen = 1,
    /// <summary>\Answered.</summary>
    Answered = 2,
    /// <summary>\Flagged: marked for attention.</summary>
    Flagged = 4,
    /// <summary>\Deleted: the next expunge removes it.</summary>
    Deleted = 8,
    /// <summary>\Draft.</summary>
    Draft = 16,
}

/// <summary>How a flag list is applied (RFC 3501 6.4.6).</summary>
public enum FlagChange
{
    /// <summary>FLAGS: the list replaces what was there.</summary>
    Replace,
    /// <summary>+FLAGS: the list is added.</summary>
    Add,
    /// <summary>-FLAGS: the list is taken away.</summary>
    Remove,
}

/// <summary>One message of an open mailbox. The object stays the same from sync to sync, so a session may hold on to it.</summary>
public abstract class Message
{
    /// <summary>The unique identifier: grows in the order of arrival, is never used again.</summary>
    public uint Uid { get; internal set; }

    /// <summary>System flags as of the last sync.</summary>
    public MessageFlags Flags { get; internal set; }

    /// <summary>Keywords: bit i stands for <see cref="Mailbox.KeywordNames"/>[i].</summary>
    public ulong Keywords { get; internal set; }

    /// <summary>This is the first session that was told of the message.</summary>
    public bool Recent { get; internal set; }

    /// <summary>The message is gone from the mailbox; the session may not have told its client yet.</summary>
    public bool Expunged { get; internal set; }

    internal bool Apply(FlagChange change, MessageFlags flags, ulong keywords, out MessageFlags newFlags, out ulong newKeywords)
    {
        (newFlags, newKeywords) = change switch
        {
            FlagChange.Add => (Flags | flags, Keywords | keywords),
            FlagChange.Remove => (Flags & ~flags, Keywords & ~keywords),
            _ => (flags, keywords),
        };
        return newFlags != Flags || newKeywords != Keywords;
    }
}

/// <summary>What a sync found to be different since the one before.</summary>
/// <param name="Added">How many messages were added at the end.</param>
/// <param name="Flagged">Messages whose flags or keywords somebody else changed.</param>
/// <param name="Expunged">Messages that are gone.</param>
public sealed record MailboxChanges(int Added, IReadOnlyList<Message> Flagged, IReadOnlyList<Message> Expunged)
{
    /// <summary>Nothing changed.</summary>
    public static MailboxChanges None { get; } = new(0, [], []);
}
