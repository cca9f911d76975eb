using System.Text;

namespace MailSuite.Verify;

/// <summary>
/// The cache on disk (docs/decisions/0007-verify-cache.md): lines "address TAB state:probed:updated:reason", the last one of an address holds. A result is
/// appended with one write; the file is written anew, and renamed into place, at the start and when expired entries are removed. What is lost is probed again.
/// </summary>
internal sealed class CacheFile(string path) : IDisposable
{
    private readonly StringBuilder unwritten = new();
    private int fd = -1;

    /// <summary>Entries added since it was last written as a whole.</summary>
    public int Appended { get; private set; }

    /// <summary>Reads what there is; a line that makes no sense (the end of a file that was being written when power failed) is passed over.</summary>
    public void Read(Action<string, CacheEntry> take)
    {
        string text;
        try
        {
            text = Bytes.Text(Sys.ReadFile(path, 256 << 20));
        }
        catch (UnixException e) when (e.Errno == Errno.NOENT)
        {
            return;
        }
        foreach (var range in text.AsSpan().Split('\n'))
            if (Parse(text.AsSpan()[range]) is var (address, entry))
                take(address, entry);
    }

    private static (string, CacheEntry)? Parse(ReadOnlySpan<char> line)
    {
        int tab = line.IndexOf('\t');
        return tab > 0 && CacheValue.Parse(line[(tab + 1)..]) is { } entry ? (line[..tab].ToString(), entry) : null;
    }

    /// <summary>Whether an address can stand in the file: one with control characters is remembered in memory only.</summary>
    private static bool Fits(string address) => address.Length > 0 && address.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0;

    private static void Line(StringBuilder to, string address, CacheEntry e)
    {
        if (Fits(address))
            to.Append(address).Append('\t').Append(CacheValue.Text(e)).Append('\n');
    }

    /// <summary>Notes an entry; it is written by <see cref="Flush"/>.</summary>
    public void Append(string address, CacheEntry entry)
    {
        Line(unwritten, address, entry);
        Appended++;
    }

    /// <summary>Writes what was noted, in one call.</summary>
    public void Flush()
    {
        if (unwritten.Length == 0)
            return;
        var bytes = Bytes.Of(unwritten.ToString());
        unwritten.Clear();
        if (fd < 0)
            fd = Sys.Open(path, Sys.WrOnly | Sys.Append | Sys.Creat | Sys.CloExec, 0x180);
        Sys.Write(fd, bytes);
    }

    /// <summary>Writes the whole cache: to a new file, which is durable before it takes the old one's place.</summary>
    public void Rewrite(IEnumerable<KeyValuePair<string, CacheEntry>> entries)
    {
        Dispose();
        unwritten.Clear();
        string fresh = path + ".new";
        int to = Sys.Open(fresh, Sys.WrOnly | Sys.Creat | Sys.Trunc | Sys.CloExec, 0x180);
        try
        {
            var text = new StringBuilder();
            foreach (var (address, entry) in entries)
            {
                Line(text, address, entry);
                if (text.Length < 65536)
                    continue;
                Sys.Write(to, Bytes.Of(text.ToString()));
                text.Clear();
            }
            Sys.Write(to, Bytes.Of(text.ToString()));
            Sys.Fsync(to);
        }
        finally
        {
            Sys.CloseQuietly(to);
        }
        Sys.Rename(fresh, path);
        Appended = 0;
    }

    public void Dispose()
    {
        Sys.CloseQuietly(fd);
        fd = -1;
    }
}
