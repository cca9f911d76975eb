using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MailSuite.Mail;

/// <summary>A peer process sent something that is not the message expected. Read with the same care as strangers; the connection is given up.</summary>
public sealed class IpcException(string message) : Exception(message);

/// <summary>
/// A message between processes. Its writer and its reader are neighbours, so they cannot drift apart; names are checked, in order,
/// and nothing may be left over.
/// </summary>
public interface IIpcMessage<TSelf> where TSelf : IIpcMessage<TSelf>
{
    /// <summary>The protocol the message belongs to; the server says it first.</summary>
    static abstract string Protocol { get; }

    /// <summary>Writes the attributes, closing with <see cref="AttrWriter.End"/>.</summary>
    void Write(AttrWriter to);

    /// <summary>Reads the attributes back, closing with <see cref="AttrReader.End"/>.</summary>
    static abstract TSelf Read(AttrReader from);
}

/// <summary>
/// Writes attributes in Postfix's form (attr_print0): name NUL value NUL ..., and a NUL that ends the list. Between our own
/// daemons a list travels as a frame, with its length in four bytes before it, so that a step is one write and one read.
/// </summary>
public sealed class AttrWriter
{
    private readonly ArrayBufferWriter<byte> buffer = new(1024);
    private readonly List<(int At, int Size)> frames = [];
    private int frameStart = -1;

    /// <summary>All bytes since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    /// <summary>Starts over.</summary>
    public void Clear()
    {
        buffer.ResetWrittenCount();
        frames.Clear();
        frameStart = -1;
    }

    /// <summary>Adds a whole message as a frame.</summary>
    public void Frame<T>(T message) where T : IIpcMessage<T>
    {
        frameStart = buffer.WrittenCount;
        buffer.GetSpan(4)[..4].Clear();
        buffer.Advance(4);
        message.Write(this);
        int size = buffer.WrittenCount - frameStart - 4;
        frames.Add((frameStart, size));
    }

    /// <summary>Copies the frames with their lengths filled in.</summary>
    public byte[] ToArray()
    {
        var result = buffer.WrittenSpan.ToArray();
        foreach (var (at, size) in frames)
            BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(at), size);
        return result;
    }

    /// <summary>Adds text. A NUL inside would end it early: it is refused.</summary>
    public void Text(string name, string value)
    {
        Put(name);
        if (value.Contains('\0'))
            throw new IpcException($"attribute {name} with a NUL");
        Put(value);
    }

    /// <summary>Adds a number.</summary>
    public void Number(string name, long value)
    {
        Put(name);
        var to = buffer.GetSpan(24);
        System.Buffers.Text.Utf8Formatter.TryFormat(value, to, out int size);
        to[size] = 0;
        buffer.Advance(size + 1);
    }

    /// <summary>Adds bytes of any kind: their number as the value, then the bytes themselves.</summary>
    public void Block(string name, ReadOnlySpan<byte> value)
    {
        Number(name, value.Length);
        value.CopyTo(buffer.GetSpan(value.Length));
        buffer.Advance(value.Length);
    }

    /// <summary>Ends the list.</summary>
    public void End()
    {
        buffer.GetSpan(1)[0] = 0;
        buffer.Advance(1);
    }

    private void Put(string text)
    {
        int size = Bytes.Count(text);
        var to = buffer.GetSpan(size + 1);
        Bytes.Write(text, to);
        to[size] = 0;
        buffer.Advance(size + 1);
    }
}

/// <summary>Reads an attribute list in order; any misfit is an <see cref="IpcException"/>.</summary>
public sealed class AttrReader
{
    private readonly ReadOnlyMemory<byte> bytes;
    private int at;

    /// <summary>Reads these bytes: one frame's content, or a whole answer.</summary>
    public AttrReader(ReadOnlyMemory<byte> bytes) => this.bytes = bytes;

    /// <summary>The text of the attribute that must come next.</summary>
    public string Text(string name)
    {
        string have = Next();
        return have == name ? Next() : throw new IpcException($"unexpected attribute {have} (expecting: {name})");
    }

    /// <summary>The number of the attribute that must come next.</summary>
    public long Number(string name) =>
        long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : throw new IpcException($"attribute {name} is no number");

    /// <summary>A number that must fit into 32 bits and a range.</summary>
    public int Count(string name, int max) => Number(name) is >= 0 and var n && n <= max ? (int)n : throw new IpcException($"attribute {name} out of range");

    /// <summary>The bytes of the attribute that must come next (<see cref="AttrWriter.Block"/>).</summary>
    public byte[] Block(string name)
    {
        int size = Count(name, bytes.Length - at);
        if (size > bytes.Length - at)
            throw new IpcException($"attribute {name} out of range");
        at += size;
        return bytes.Span.Slice(at - size, size).ToArray();
    }

    /// <summary>The list must end here, and the bytes too.</summary>
    public void End()
    {
        if (at + 1 != bytes.Length || bytes.Span[at] != 0)
            throw new IpcException("attributes left over");
    }

    private string Next()
    {
        var rest = bytes.Span[at..];
        int end = rest.IndexOf((byte)0);
        if (end < 0 || end == 0 && at + 1 >= bytes.Length)
            throw new IpcException("attribute list ends early");
        at += end + 1;
        return Bytes.Text(rest[..end]);
    }
}
