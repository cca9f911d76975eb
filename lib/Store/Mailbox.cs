namespace MailSuite.Store;

/// <summary>
/// An open mailbox: the messages as of the last <see cref="Sync"/>, in the order of their UIDs, and what can be done with them.
/// Other programs (mutt, mailx, Dovecot, local delivery) use the same files at the same time; their work shows at the next sync.
/// System trouble is a <see cref="UnixException"/>; a lock that cannot be had in time is a <see cref="MailboxBusyException"/>.
/// </summary>
public abstract class Mailbox : IDisposable
{
    /// <summary>Its name in the store's hierarchy, in modified UTF-7 as IMAP writes it.</summary>
    public required string Name { get; init; }

    /// <summary>Opened without the right to change anything (EXAMINE, STATUS).</summary>
    public required bool ReadOnly { get; init; }

    /// <summary>UIDs are comparable only while this stays the same.</summary>
    public uint UidValidity { get; protected set; }

    /// <summary>No message that comes will have a smaller UID.</summary>
    public uint UidNext { get; protected set; } = 1;

    /// <summary>The messages, in the order of their UIDs, as of the last sync.</summary>
    public abstract IReadOnlyList<Message> Messages { get; }

    /// <summary>The mailbox's keywords (user flags); their positions are the bits of <see cref="Message.Keywords"/>. The list only grows while the mailbox is open.</summary>
    public abstract IReadOnlyList<string> KeywordNames { get; }

    /// <summary>How many keywords one mailbox can have.</summary>
    public abstract int KeywordLimit { get; }

    /// <summary>Looks for changes that others made, and gives new messages their UIDs. Cheap when nothing happened.</summary>
    public abstract MailboxChanges Sync();

    /// <summary>RFC822.SIZE: bytes of the message as the client will get it, with CRLF at line ends.</summary>
    public abstract long SizeOf(Message message);

    /// <summary>INTERNALDATE: when it was delivered, in seconds since 1970.</summary>
    public abstract long ReceivedAt(Message message);

    /// <summary>The message as bytes with CRLF line ends; null when it is gone.</summary>
    public abstract MessageStream? Open(Message message);

    /// <summary>A stream stays good while its message exists. False where others may move messages within a file: then open it anew for each use.</summary>
    public virtual bool KeepsStreams => true;

    /// <summary>The bits of keywords by name; unknown ones are added to the mailbox when <paramref name="create"/> says so and there is room, else left out.</summary>
    public abstract ulong KeywordBits(IEnumerable<string> names, bool create);

    /// <summary>Changes flags and keywords of messages. Those that are gone meanwhile are left out; the next sync reports them.</summary>
    public abstract void SetFlags(IReadOnlyList<Message> messages, FlagChange change, MessageFlags flags, ulong keywords);

    /// <summary>Removes messages for good. The next sync reports them as expunged.</summary>
    public abstract void Expunge(IReadOnlyList<Message> messages);

    /// <summary>Begins adding messages. Nothing is visible before <see cref="SaveBatch.Commit"/>.</summary>
    public abstract SaveBatch BeginSave();

    /// <summary>The name of the file in which the message lies, without flags: for POP3 UIDLs in Courier's form. Empty where there is none.</summary>
    public virtual string FileNameOf(Message message) => "";

    /// <summary>A POP3 UIDL that another server gave the message and that clients know; null when there is none.</summary>
    public virtual string? KeptUidl(Message message) => null;

    /// <summary>Files and directories whose change announces a change of the mailbox, for inotify(7).</summary>
    public abstract IReadOnlyList<string> WatchPaths { get; }

    /// <summary>The names of a message's keywords.</summary>
    public IEnumerable<string> KeywordsOf(Message message)
    {
        for (int i = 0; i < KeywordNames.Count; i++)
            if ((message.Keywords >> i & 1) != 0)
                yield return KeywordNames[i];
    }

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>Messages on their way into a mailbox: all of them arrive, or none.</summary>
public abstract class SaveBatch : IDisposable
{
    /// <summary>Begins one message that is then written piece by piece. No date means now.</summary>
    public abstract void Begin(MessageFlags flags, IReadOnlyList<string> keywords, long? receivedAt);

    /// <summary>The next bytes of the message, as they come from the wire.</summary>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>The message is complete.</summary>
    public abstract void End();

    /// <summary>Adds a message of another mailbox with its flags, keywords and date; false when it is gone.</summary>
    public abstract bool Copy(Mailbox from, Message message);

    /// <summary>Makes everything durable, then visible; the new UIDs in the order of the messages.</summary>
    public abstract IReadOnlyList<uint> Commit();

    /// <summary>Takes back what was not committed.</summary>
    public abstract void Dispose();
}

/// <summary>Somebody holds the mailbox's lock for longer than we wait.</summary>
public sealed class MailboxBusyException(string what) : IOException($"{what}: timeout while waiting for lock");
