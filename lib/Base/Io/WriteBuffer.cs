namespace MailSuite.Base;

/// <summary>
/// Gathers what goes into a file and writes it in large pieces: a message of usual size is one write(2). One buffer serves one file after
/// the other; a file that was given up is forgotten by the next <see cref="Attach"/>.
/// </summary>
public sealed class WriteBuffer(int size = 64 << 10)
{
    private readonly byte[] buffer = new byte[size];
    private long limit;
    private int fd = -1, used;

    /// <summary>Starts on a file. More than <paramref name="mostBytes"/> bytes fail with EFBIG, as a file size limit does; 0 is no limit.</summary>
    public void Attach(int file, long mostBytes = 0)
    {
        (fd, used, Written, limit) = (file, 0, 0, mostBytes);
    }

    /// <summary>How much was added since <see cref="Attach"/>.</summary>
    public long Written { get; private set; }

    /// <summary>Adds bytes. Throws <see cref="UnixException"/> when the file does not take them.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Written += bytes.Length;
        if (limit > 0 && Written > limit)
            throw new UnixException(Errno.FBIG, "write");
        while (bytes.Length > buffer.Length - used)
        {
            int part = buffer.Length - used;
            bytes[..part].CopyTo(buffer.AsSpan(used));
            used += part;
            bytes = bytes[part..];
            Flush();
        }
        bytes.CopyTo(buffer.AsSpan(used));
        used += bytes.Length;
    }

    /// <summary>Adds text as the bytes it came from.</summary>
    public void Add(string text) => Add(Bytes.Of(text));

    /// <summary>Writes what has gathered.</summary>
    public void Flush()
    {
        if (used == 0)
            return;
        int count = used;
        used = 0;
        Sys.Write(fd, buffer.AsSpan(0, count));
    }
}
