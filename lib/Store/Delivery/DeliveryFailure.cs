namespace MailSuite.Store.Delivery;

/// <summary>Writes a message as lines that end in LF; false when the message itself is broken (not the mailbox).</summary>
public delegate bool MessageText(WriteBuffer to);

/// <summary>Why a message did not get into a mailbox.</summary>
/// <param name="Errno">The system's reason; None when the mailbox is not what it should be, or the message is broken.</param>
/// <param name="Status">Enhanced status code; its first digit says whether another try makes sense.</param>
/// <param name="Text">In words, as they stand in Postfix's log.</param>
public sealed record DeliveryFailure(Errno Errno, string Status, string Text)
{
    /// <summary>The message itself could not be read; the caller knows why.</summary>
    public static DeliveryFailure BrokenMessage { get; } = new(Errno.None, "4.3.0", "message content corrupt");

    /// <summary>Why mail for another user waits in an instance of an ordinary user.</summary>
    public static DeliveryFailure NotOurs(int uid) => new(Errno.PERM, "4.3.0", $"cannot deliver with the rights of user {uid}: the mail system runs as user {Sys.EffectiveUid}");

    /// <summary>The mailbox holds as much as its quota allows.</summary>
    public static DeliveryFailure OverQuota { get; } = new(Errno.DQUOT, "5.2.2", "mailbox is over its quota");

    /// <summary>Another try makes sense.</summary>
    public bool IsTemporary => Status[0] == '4';

    internal static DeliveryFailure Of(UnixException e, string doing, string otherwise) => new(e.Errno, StatusOf(e.Errno, otherwise), $"{doing}: {e.Errno.Text()}");

    /// <summary>The status for an error with a mailbox (mbox_dsn(3)): full disks, disk quotas and busy files pass; a mailbox beyond its own limit is for its user to clear.</summary>
    public static string StatusOf(Errno errno, string otherwise) => errno switch
    {
        Errno.AGAIN or Errno.STALE => "4.2.0",
        Errno.NOSPC => "4.3.0",
        Errno.DQUOT => "4.2.2",
        Errno.FBIG => "5.2.2",
        _ => otherwise,
    };
}
