using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MailSuite.Store.Maildir;

/// <summary>One line of dovecot-uidlist: a UID and the file that has it. Extras (P = POP3 UIDL, G = GUID, ...) are kept as written.</summary>
internal readonly record struct UidLine(uint Uid, string Extras, string BaseName)
{
    /// <summary>The value of an extra field by its letter; null when there is none.</summary>
    internal string? Extra(char letter)
    {
        foreach (var field in Extras.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            if (field[0] == letter)
                return field[1..];
        return null;
    }
}

/// <summary>
/// dovecot-uidlist, version 3: "3 V(uidvalidity) N(next uid) G(guid)" and lines "uid [extras] :file". Who gives out UIDs holds dovecot-uidlist.lock and
/// appends lines to the file, or replaces it by a new one. Versions 1 and 2 and Courier's courierimapuiddb are read, then written as version 3.
/// </summary>
internal sealed class UidList(string directory)
{
    internal const string FileName = "dovecot-uidlist";
    private const int Limit = 1 << 29;

    private readonly string path = $"{directory}/{FileName}";
    private readonly Dictionary<string, UidLine> byName = new(StringComparer.Ordinal);
    private (ulong Inode, long Size, long Modified) known;
    private long readTo;          // up to where the file was understood; what is appended begins here
    private string guid = "";
    private uint lastUid;
    private bool mustRewrite;

    internal uint UidValidity { get; private set; }
    internal uint NextUid { get; private set; } = 1;
    internal int Count => byName.Count;

    internal bool TryGet(string baseName, out UidLine line) => byName.TryGetValue(baseName, out line);

    /// <summary>Takes the lock that all writers take. The mailbox's directory must be writable.</summary>
    internal DotLock Lock() => DotLock.Take(path + ".lock", TimeSpan.FromSeconds(60));

    /// <summary>Reads what was added or replaced since the last time; true when something was.</summary>
    internal bool Refresh()
    {
        if (Sys.TryStat(path, out var status) is var e and not Errno.None)
        {
            if (e != Errno.NOENT)
                throw new UnixException(e, path);
            if (known != default || UidValidity == 0)
            {
                Forget();
                return ReadCourier();
            }
            return false;
        }
        var now = (status.Inode, status.Size, status.ModifiedNanos);
        if (now == known)
            return false;
        bool grown = known.Inode == status.Inode && status.Size >= readTo && readTo > 0;
        if (!grown)
            Forget();
        Read(grown ? readTo : 0);
        known = now;
        return true;
    }

    private void Forget()
    {
        byName.Clear();
        (known, readTo, guid, lastUid, mustRewrite) = (default, 0, "", 0, false);
        (UidValidity, NextUid) = (0, 1);
    }

    private void Read(long from)
    {
        int fd = Sys.Open(path, Sys.RdOnly);
        byte[] content;
        int size = 0;
        try
        {
            long length = Math.Max(0, Sys.Fstat(fd).Size - from);
            if (length > Limit)
                throw new UnixException(Errno.FBIG, path);
            content = ArrayPool<byte>.Shared.Rent((int)length);
            for (int n; size < length && (n = Sys.ReadAt(fd, content.AsSpan(size, (int)length - size), from + size)) > 0;)
                size += n;
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
        Parse(content.AsSpan(0, size), from);
        ArrayPool<byte>.Shared.Return(content);
    }

    private void Parse(ReadOnlySpan<byte> content, long from)
    {
        bool header = from == 0, oldVersion = mustRewrite && from > 0;
        int bad = 0;
        readTo = from;
        for (int end; (end = content.IndexOf((byte)'\n')) >= 0; content = content[(end + 1)..])
        {
            var line = content[..end];
            readTo += end + 1;
            if (header)
            {
                header = false;
                if (!ReadHeader(line, out oldVersion))
                {
                    // Without a UIDVALIDITY the old UIDs mean nothing: all messages get new ones under a new value (I-11).
                    Log.Warning($"{path}: broken header, giving new UIDs to all messages");
                    Forget();
                    mustRewrite = true;
                    return;
                }
            }
            else if (!ReadLine(line, oldVersion))
                bad++;
        }
        mustRewrite |= oldVersion;
        if (bad > 0)
        {
            Log.Warning($"{path}: ignoring {bad} broken lines");
            mustRewrite = true;
        }
        NextUid = Math.Max(NextUid, lastUid == uint.MaxValue ? lastUid : lastUid + 1);
    }

    private bool ReadHeader(ReadOnlySpan<byte> line, out bool oldVersion)
    {
        var fields = Bytes.Text(line).Split(' ');
        oldVersion = fields[0] is "1" or "2";
        if (oldVersion)
        {
            if (fields.Length < 3 || !Number(fields[1], out uint validity) || !Number(fields[2], out uint next))
                return false;
            (UidValidity, NextUid) = (validity, next);
            return validity != 0;
        }
        if (fields[0] != "3")
            return false;
        foreach (var field in fields.AsSpan(1))
            if (field.StartsWith('V') && Number(field.AsSpan(1), out uint validity))
                UidValidity = validity;
            else if (field.StartsWith('N') && Number(field.AsSpan(1), out uint next))
                NextUid = Math.Max(next, 1);
            else if (field.StartsWith('G'))
                guid = field[1..];
        return UidValidity != 0;
    }

    private static bool Number(ReadOnlySpan<char> text, out uint value) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private bool ReadLine(ReadOnlySpan<byte> line, bool oldVersion)
    {
        if (!Utf8Parser.TryParse(line, out uint uid, out int used) || uid <= lastUid || used >= line.Length || line[used] != ' ')
            return false;
        line = line[(used + 1)..];
        string extras = "";
        if (!oldVersion)
        {
            int colon = line.StartsWith(":"u8) ? 0 : line.IndexOf(" :"u8) + 1;
            if (line.IsEmpty || line[colon] != ':')
                return false;
            extras = Bytes.Text(line[..colon].TrimEnd((byte)' '));
            line = line[(colon + 1)..];
        }
        int mark = line.IndexOf((byte)':');
        var name = Bytes.Text(mark < 0 ? line : line[..mark]);
        if (name.Length == 0)
            return false;
        lastUid = uid;
        byName[name] = new UidLine(uid, extras, name);
        return true;
    }

    // The migration from Courier: the same lines as version 1, the UIDVALIDITY included (mailbox-storage.md 1).
    private bool ReadCourier()
    {
        if (Sys.TryAccess($"{directory}/courierimapuiddb", 4) != Errno.None)
            return false;
        Parse(Sys.ReadFile($"{directory}/courierimapuiddb", Limit), 0);
        readTo = 0;
        mustRewrite = true;
        return true;
    }

    /// <summary>
    /// Gives UIDs to files, in the order given; the caller holds the lock and has refreshed. They are in the file, and durable when the caller will tell a
    /// client of them, on return. <paramref name="alive"/> says which names still exist, should the file be written anew.
    /// </summary>
    internal IReadOnlyList<uint> Assign(IReadOnlyList<(string BaseName, string Extras)> names, Func<uint> newValidity, Func<string, bool> alive, bool durable)
    {
        bool rewrite = mustRewrite || known == default || UidValidity == 0;
        if (UidValidity == 0)
        {
            UidValidity = newValidity();
            mustRewrite = rewrite = true;
        }
        if (guid.Length == 0)
            guid = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        if (names.Count > 0 && uint.MaxValue - NextUid < (uint)names.Count)
            throw new UnixException(Errno.RANGE, $"{path}: UIDs are used up");
        var uids = new uint[names.Count];
        var added = new StringBuilder();
        for (int i = 0; i < uids.Length; i++)
        {
            var line = new UidLine(uids[i] = NextUid++, names[i].Extras, names[i].BaseName);
            lastUid = line.Uid;
            byName[line.BaseName] = line;
            Append(added, line);
        }
        if (rewrite)
            Rewrite(alive);
        else if (added.Length > 0)
            AppendToFile(Bytes.Of(added.ToString()), durable);
        return uids;
    }

    /// <summary>Forgets names under the lock: they will get new UIDs, and the file is written anew.</summary>
    internal void Forget(IEnumerable<string> names)
    {
        foreach (var name in names)
            mustRewrite |= byName.Remove(name);
    }

    private static void Append(StringBuilder to, in UidLine line)
    {
        to.Append(CultureInfo.InvariantCulture, $"{line.Uid} ");
        if (line.Extras.Length > 0)
            to.Append(line.Extras).Append(' ');
        to.Append(':').Append(line.BaseName).Append('\n');
    }

    private void AppendToFile(ReadOnlySpan<byte> lines, bool durable)
    {
        int fd = Sys.Open(path, Sys.WrOnly | Sys.Append | Sys.NoFollow);
        try
        {
            // A line that a dead writer left unfinished must not swallow ours.
            long size = Sys.Fstat(fd).Size;
            if (size > readTo)
                Sys.Write(fd, "\n"u8);
            Sys.Write(fd, lines);
            if (durable)
                Sys.Fsync(fd);
            var status = Sys.Fstat(fd);
            known = (status.Inode, status.Size, status.ModifiedNanos);
            readTo = status.Size;
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }

    /// <summary>Are so many lines of the file without a message that it is worth writing it anew?</summary>
    internal bool IsSparse(int alive) => byName.Count > 100 && alive < byName.Count * 3L / 4;

    /// <summary>Writes the whole file anew under the lock, which stays held.</summary>
    internal void Rewrite(Func<string, bool> alive)
    {
        foreach (var gone in byName.Values.Where(l => !alive(l.BaseName)).ToList())
            byName.Remove(gone.BaseName);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"3 V{UidValidity} N{NextUid} G{guid}\n");
        foreach (var line in byName.Values.OrderBy(static l => l.Uid))
            Append(text, line);
        Sys.ReplaceFile(path, Bytes.Of(text.ToString()), 0x180);
        Sys.TryStat(path, out var status);
        known = (status.Inode, status.Size, status.ModifiedNanos);
        readTo = status.Size;
        mustRewrite = false;
    }
}
