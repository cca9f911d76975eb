using System.Globalization;

namespace MailSuite.Store.Maildir;

/// <summary>
/// maildirsize (Maildir++ quota), as Courier, maildrop and Dovecot keep it: the quota in the first line, then a line "bytes count" for each change. It is
/// kept up to date where it exists; it is made where a quota is given.
/// </summary>
internal static class MaildirSize
{
    private const int MostBytes = 5120;
    private const long StaleSeconds = 15 * 60;
    private const int FileMode = 0x180;   // 0600

    private static string PathOf(string root) => $"{root}/maildirsize";

    internal static bool IsKept(string root) => Sys.TryAccess(PathOf(root), 2) == Errno.None;

    internal static void Add(string root, long bytes, int count)
    {
        if (Sys.TryOpen(PathOf(root), Sys.WrOnly | Sys.Append | Sys.NoFollow, 0, out int fd) != Errno.None)
            return;
        Sys.WriteOnce(fd, Bytes.Of($"{bytes} {count}\n"));
        Sys.CloseQuietly(fd);
    }

    /// <summary>
    /// Is there room for so much more? The sums of the file are believed while they say yes. A no, of a file that is some time old, is checked by counting: sums
    /// go wrong where somebody removes messages without telling.
    /// </summary>
    internal static bool HasRoom(string root, MaildirQuota quota, long bytes, long count, Clock clock)
    {
        if (!TryRead(root, quota, out long used, out long messages, out bool mayBeOld, clock))
            (used, messages) = Count(root, quota, clock);
        else if (mayBeOld && quota.IsExceededBy(used + bytes, messages + count))
            (used, messages) = Count(root, quota, clock);
        return !quota.IsExceededBy(used + bytes, messages + count);
    }

    /// <summary>The sums; false when the file is missing, too long, of another quota or broken, and all must be counted.</summary>
    private static bool TryRead(string root, MaildirQuota quota, out long bytes, out long count, out bool mayBeOld, Clock clock)
    {
        (bytes, count, mayBeOld) = (0, 0, false);
        if (Sys.TryOpen(PathOf(root), Sys.RdOnly | Sys.NoFollow | Sys.NonBlock, 0, out int fd) != Errno.None)
            return false;
        try
        {
            var status = Sys.Fstat(fd);
            if (!status.IsRegular || status.Size >= MostBytes)
                return false;
            Span<byte> content = stackalloc byte[MostBytes];
            int size = Sys.Read(fd, content);
            string[] lines = Bytes.Text(content[..size]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length == 0 || lines[0] != quota.Line)
                return false;
            foreach (string line in lines.AsSpan(1))
            {
                var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words.Length != 2 || !TryNumber(words[0], out long b) || !TryNumber(words[1], out long c))
                    return false;
                bytes += b;
                count += c;
            }
            mayBeOld = lines.Length > 2 || clock.UnixSeconds - status.ModifiedSeconds > StaleSeconds;
            return bytes >= 0 && count >= 0;
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }

    private static bool TryNumber(string text, out long value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && Math.Abs(value) < 1L << 56;

    /// <summary>Counts all messages and writes the file anew, under another name first.</summary>
    private static (long Bytes, long Count) Count(string root, MaildirQuota quota, Clock clock)
    {
        var (bytes, count) = CountFolder(root, quota);
        if (!quota.InboxOnly && Sys.TryList(root, out var names) == Errno.None)
            foreach (string name in names)
                if (name.Length > 1 && name[0] == '.' && name != quota.Uncounted && !name.StartsWith(quota.Uncounted + ".", StringComparison.Ordinal)
                    && Sys.TryLstat($"{root}/{name}", out var status) == Errno.None && status.IsDirectory)
                {
                    var (b, c) = CountFolder($"{root}/{name}", quota);
                    bytes += b;
                    count += c;
                }
        Write(root, Bytes.Of($"{quota.Line}\n{bytes} {count}\n"), clock);
        return (bytes, count);
    }

    private static (long Bytes, long Count) CountFolder(string folder, MaildirQuota quota)
    {
        long bytes = 0, count = 0;
        foreach (string part in (ReadOnlySpan<string>)["new", "cur"])
        {
            if (Sys.TryList($"{folder}/{part}", out var names) != Errno.None)
                continue;
            foreach (string name in names)
            {
                if (name[0] == '.' || quota.Uncounted.Length > 0 && MaildirName.LettersOf(name).Contains('T'))
                    continue;
                long size = MaildirName.SizeField(MaildirName.BaseOf(name), 'S');
                if (size < 0)
                    size = Sys.TryLstat($"{folder}/{part}/{name}", out var status) == Errno.None ? status.Size : 0;
                bytes += size;
                count++;
            }
        }
        return (bytes, count);
    }

    /// <summary>That it cannot be written stops no mail: the next delivery counts again.</summary>
    private static void Write(string root, byte[] content, Clock clock)
    {
        string temporary = $"{root}/tmp/{MaildirName.Unique(clock)}.maildirsize";
        if (Sys.TryOpen(temporary, Sys.WrOnly | Sys.Creat | Sys.Excl | Sys.NoFollow, FileMode, out int fd) != Errno.None)
            return;
        bool written = Sys.WriteOnce(fd, content) == content.Length;
        Sys.CloseQuietly(fd);
        if (!written || Sys.TryRename(temporary, PathOf(root)) != Errno.None)
            Sys.TryUnlink(temporary);
    }
}
