using MailSuite.Store.Maildir;

namespace MailSuite.Store.Delivery;

/// <summary>One message on its way into one Maildir.</summary>
/// <param name="directory">The Maildir; a slash at its end does not matter.</param>
/// <param name="text">Writes the message.</param>
public sealed class MaildirItem(string directory, MessageText text)
{
    /// <summary>The Maildir, without a slash at its end.</summary>
    public string Directory { get; } = directory.Length > 1 ? directory.TrimEnd('/') : directory;

    /// <summary>After delivery: why it failed; null when the message is durably in new/.</summary>
    public DeliveryFailure? Failure { get; internal set; }

    /// <summary>What the Maildir may hold; null is any amount.</summary>
    public MaildirQuota? Quota { get; init; }

    internal MessageText Text { get; } = text;
    internal int Fd { get; set; } = -1;
    internal string Name { get; set; } = "";
    internal bool HasTemporary { get; set; }
    /// <summary>Its path in new/, once it is there.</summary>
    internal string? Published { get; set; }
    /// <summary>Does maildirsize know of it?</summary>
    internal bool IsCounted { get; set; }
    internal bool IsDurable { get; set; }
    internal long Size { get; set; }
    internal string Temporary => $"{Directory}/tmp/{Name}";
}

/// <summary>All messages of a turn for the Maildirs of one owner, who alone may touch them.</summary>
public sealed record MaildirOwner(Credentials Rights, IReadOnlyList<MaildirItem> Items);
