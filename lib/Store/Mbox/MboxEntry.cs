namespace MailSuite.Store.Mbox;

/// <summary>One message as it lies in an mbox file.</summary>
internal sealed class MboxEntry
{
    /// <summary>Of the From_ line.</summary>
    internal long Start { get; init; }
    internal long HeaderStart { get; set; }
    /// <summary>Behind the empty line that ends the header.</summary>
    internal long BodyStart { get; set; }
    /// <summary>Behind the body; the empty line before the next From_ line is not part of it.</summary>
    internal long End { get; set; }
    /// <summary>Where the next message begins, or the file ends.</summary>
    internal long Next { get; set; }
    /// <summary>The From_ line's time.</summary>
    internal long Received { get; init; }
    /// <summary>Bytes with CRLF line ends, without what clients do not see.</summary>
    internal long Size { get; set; }

    /// <summary>Header lines that clients do not see.</summary>
    internal List<FileRange> Hidden { get; } = [];
    /// <summary>Those of them that we write ourselves: Status, X-Status, X-Keywords, X-UID, X-IMAPbase, X-IMAP.</summary>
    internal List<FileRange> Meta { get; } = [];

    internal uint Uid { get; set; }
    internal MessageFlags Flags { get; set; }
    internal bool Old { get; set; }
    internal List<string> Keywords { get; } = [];
    /// <summary>X-IMAPbase or X-IMAP: UIDVALIDITY, last UID, keyword names.</summary>
    internal string? Base { get; set; }
    /// <summary>The pseudo message in which UW imapd keeps its data.</summary>
    internal bool IsInternalData { get; set; }
}
