using System.Globalization;
using System.Text;

namespace MailSuite.Store.Maildir;

/// <summary>dovecot-keywords: which keyword each of the letters a-z in file names stands for; lines "index name". Changed under the uidlist's lock.</summary>
internal sealed class KeywordFile(string directory)
{
    internal const int Limit = 26;

    private readonly string path = $"{directory}/dovecot-keywords";
    private (ulong Inode, long Size, long Modified) known;

    /// <summary>The names by letter; a letter without a line has an empty name.</summary>
    internal List<string> Names { get; } = [];

    /// <summary>Reads the file when it has changed.</summary>
    internal void Refresh()
    {
        if (Sys.TryStat(path, out var status) != Errno.None || (status.Inode, status.Size, status.ModifiedNanos) is var now && now == known)
            return;
        known = now;
        var read = new string[Limit];
        int count = 0;
        foreach (var line in Bytes.Text(Sys.ReadFile(path, 1 << 16)).Split('\n'))
        {
            int space = line.IndexOf(' ');
            if (space > 0 && int.TryParse(line.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < Limit && IsKeyword(line[(space + 1)..]))
            {
                read[index] = line[(space + 1)..];
                count = Math.Max(count, index + 1);
            }
        }
        // A letter keeps its meaning while we have the mailbox open: only names that were unknown are taken over.
        while (Names.Count < count)
            Names.Add("");
        for (int i = 0; i < count; i++)
            if (read[i] is { } name)
                Names[i] = name;
    }

    internal static bool IsKeyword(string name) =>
        name.Length is > 0 and <= 100 && !name.AsSpan().ContainsAny(" (){%*\"\\]") && !name.AsSpan().ContainsAnyInRange('\0', '\x1f') && name.AsSpan().IndexOfAnyInRange('\x7f', '\uffff') < 0;

    /// <summary>Adds a name under the lock; its letter's number, or -1 when all are taken.</summary>
    internal int Add(string name)
    {
        Refresh();
        int at = Names.FindIndex(n => Bytes.Same(n, name));
        if (at >= 0)
            return at;
        at = Names.IndexOf("");
        if (at < 0 && Names.Count == Limit)
            return -1;
        if (at < 0)
        {
            at = Names.Count;
            Names.Add(name);
        }
        else
            Names[at] = name;
        var text = new StringBuilder();
        for (int i = 0; i < Names.Count; i++)
            if (Names[i].Length > 0)
                text.Append(CultureInfo.InvariantCulture, $"{i} {Names[i]}\n");
        using var held = DotLock.Take(path + ".lock", TimeSpan.FromSeconds(10));
        Sys.Write(held.Fd, Bytes.Of(text.ToString()));
        var status = Sys.Fstat(held.Fd);
        held.ReplaceTarget(path);
        known = (status.Inode, status.Size, status.ModifiedNanos);
        return at;
    }
}
