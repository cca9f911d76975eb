using System.Buffers.Binary;
using System.Globalization;

namespace MailSuite.Mail;

/// <summary>
/// Writes typed records: one byte of type, the length in groups of seven bits (low first, 0x80: more follow), the payload.
/// Records gather in memory and reach the file in large writes; a small message is one write.
/// </summary>
public sealed class RecordWriter
{
    private const int FlushAt = 256 << 10;
    private byte[] buffer = new byte[16384];
    private int used;

    /// <summary>Writes to a descriptor, from its start; -1 until <see cref="Attach"/>.</summary>
    public RecordWriter(int fd = -1) => Fd = fd;

    /// <summary>The file written to.</summary>
    public int Fd { get; private set; }

    /// <summary>How many bytes the file has and will have after <see cref="Flush"/>.</summary>
    public long Position { get; private set; }

    /// <summary>Starts anew on another file; the buffer is kept.</summary>
    public void Attach(int fd)
    {
        (Fd, used, Position) = (fd, 0, 0);
    }

    /// <summary>Adds a record.</summary>
    public void Write(RecordType type, ReadOnlySpan<byte> payload)
    {
        var to = Room(payload.Length + 11);
        to[0] = (byte)type;
        int at = 1;
        uint length = (uint)payload.Length;
        do
        {
            byte group = (byte)(length & 0x7f);
            length >>= 7;
            to[at++] = length > 0 ? (byte)(group | 0x80) : group;
        }
        while (length > 0);
        payload.CopyTo(to[at..]);
        Added(at + payload.Length);
    }

    /// <summary>Adds a record of text.</summary>
    public void Write(RecordType type, string text)
    {
        int size = Bytes.Count(text);
        if (size > 2048)
        {
            Write(type, Bytes.Of(text));
            return;
        }
        Span<byte> bytes = stackalloc byte[size];
        Bytes.Write(text, bytes);
        Write(type, bytes);
    }

    /// <summary>Adds an attribute, name=value.</summary>
    public void Attribute(string name, string value) => Write(RecordType.Attribute, $"{name}={value}");

    /// <summary>Adds an attribute with a number.</summary>
    public void Attribute(string name, long value) => Attribute(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Overwrites bytes that were written before, in memory when they have not left yet.</summary>
    public void Patch(long offset, ReadOnlySpan<byte> bytes)
    {
        long inFile = Position - used;
        if (offset >= inFile)
            bytes.CopyTo(buffer.AsSpan((int)(offset - inFile)));
        else
        {
            Flush();
            Sys.WriteAt(Fd, bytes, offset);
        }
    }

    /// <summary>Sends what has gathered to the file.</summary>
    public void Flush()
    {
        if (used > 0 && Fd >= 0)
        {
            Sys.Write(Fd, buffer.AsSpan(0, used));
            used = 0;
        }
    }

    private Span<byte> Room(int size)
    {
        if (used + size > FlushAt && Fd >= 0)
            Flush();
        if (used + size > buffer.Length)
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, used + size));
        return buffer.AsSpan(used);
    }

    private void Added(int count)
    {
        used += count;
        Position += count;
    }
}
