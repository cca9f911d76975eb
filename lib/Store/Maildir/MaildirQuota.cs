using System.Globalization;

namespace MailSuite.Store.Maildir;

/// <summary>What a Maildir may hold, with all its folders, as the first line of maildirsize says it: "1000000S,1000C".</summary>
/// <param name="Bytes">Bytes; 0 is no limit.</param>
/// <param name="Count">Messages; 0 is no limit.</param>
public sealed record MaildirQuota(long Bytes, long Count)
{
    /// <summary>Only the inbox counts, not the folders.</summary>
    public bool InboxOnly { get; init; }

    /// <summary>The folder that does not count, such as ".Trash", nor do messages marked for removal; empty: all counts.</summary>
    public string Uncounted { get; init; } = "";

    /// <summary>Reads "bytes", "bytesS", "bytesS,messagesC"; null when it is something else.</summary>
    public static MaildirQuota? Parse(string text)
    {
        long bytes = 0, count = 0;
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            char unit = word.Length > 0 ? word[^1] : '\0';
            string digits = unit is 'S' or 'C' ? word[..^1] : word;
            if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value))
                return null;
            if (unit == 'C')
                count = value;
            else
                bytes = value;
        }
        return new MaildirQuota(bytes, count);
    }

    /// <summary>Is there any limit?</summary>
    public bool IsLimited => Bytes > 0 || Count > 0;

    /// <summary>The first line of maildirsize.</summary>
    internal string Line => string.Join(',', new[] { Bytes > 0 ? $"{Bytes}S" : "", Count > 0 ? $"{Count}C" : "" }.Where(static w => w.Length > 0));

    /// <summary>Would so much be too much?</summary>
    internal bool IsExceededBy(long bytes, long count) => Bytes > 0 && bytes > Bytes || Count > 0 && count > Count;
}
