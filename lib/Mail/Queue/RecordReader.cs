namespace MailSuite.Mail;

/// <summary>A queue file, or a peer that sends records, does not make sense. The file goes to the corrupt queue; nothing crashes.</summary>
public sealed class CorruptRecordException(string message) : Exception(message);

/// <summary>
/// Reads typed records from a file in large blocks. Everything is bounded: a record has at most <see cref="MaxLength"/> bytes, and
/// pointer records are followed at most as many times as the file could hold.
/// </summary>
public sealed class RecordReader
{
    /// <summary>The longest record accepted.</summary>
    public const int MaxLength = 16 << 20;

    private readonly byte[] block;
    private byte[] long_ = [];
    private int fd, start, end;
    private long blockOffset, travelled, size;

    /// <summary>Reads a descriptor from an offset, with a block of this many bytes.</summary>
    public RecordReader(int fd, long offset = 0, int blockSize = 32768)
    {
        block = new byte[blockSize];
        Attach(fd, offset);
    }

    /// <summary>Goes on with another file; the block is kept.</summary>
    public void Attach(int newFd, long offset = 0)
    {
        (fd, start, end, blockOffset, travelled, size) = (newFd, 0, 0, offset, 0, -1);
    }

    /// <summary>Reads again what was read before, from an offset.</summary>
    public void Rewind(long offset) => Attach(fd, offset);

    /// <summary>Offset of the record that <see cref="Read"/> returned last.</summary>
    public long RecordOffset { get; private set; }

    /// <summary>Offset of the next record.</summary>
    public long Position => blockOffset + start;

    /// <summary>Follow pointer records and skip padding (the usual way); postcat -r reads in file order.</summary>
    public bool FollowPointers { get; init; } = true;

    /// <summary>Goes on at an offset; cheap when it is inside the block. See <see cref="Rewind"/> for a second time.</summary>
    public void Seek(long offset)
    {
        if (offset >= blockOffset && offset <= blockOffset + end)
            start = (int)(offset - blockOffset);
        else
            (start, end, blockOffset) = (0, 0, offset);
    }

    /// <summary>Reads a record; <see cref="RecordType.None"/> at the end of the file. The payload is valid until the next read. Throws <see cref="CorruptRecordException"/>.</summary>
    public RecordType Read(out ReadOnlySpan<byte> payload)
    {
        while (true)
        {
            RecordOffset = Position;
            payload = default;
            if (start == end && !Fill())
                return RecordType.None;
            var type = (RecordType)block[start++];
            int length = 0;
            for (int shift = 0; ; shift += 7)
            {
                if (start == end && !Fill())
                    throw new CorruptRecordException("unexpected EOF reading record length");
                byte group = block[start++];
                if (shift > 28 || shift == 28 && group > 7)
                    throw new CorruptRecordException($"too many length bits in a record at {RecordOffset}");
                length |= (group & 0x7f) << shift;
                if ((group & 0x80) == 0)
                    break;
            }
            if (length > MaxLength)
                throw new CorruptRecordException($"record of {length} bytes at {RecordOffset}");
            payload = Payload(type, length);
            travelled += Position - RecordOffset;
            if (!FollowPointers)
                return type;
            if (type == RecordType.Padding)
                continue;
            if (type == RecordType.Pointer)
            {
                if (!System.Buffers.Text.Utf8Parser.TryParse(payload.Trim((byte)' '), out long to, out _) || to < 0 || IsCircle() || to > size)
                    throw new CorruptRecordException($"bad pointer record at {RecordOffset}");
                if (to > 0)
                    Seek(to);
                continue;
            }
            return type;
        }
    }

    /// <summary>Pointers lead through a file once. Who has read more than there is goes round in it.</summary>
    private bool IsCircle()
    {
        if (size < 0)
            size = Sys.Fstat(fd).Size;
        return travelled > size;
    }

    private ReadOnlySpan<byte> Payload(RecordType type, int length)
    {
        if (end - start >= length)
        {
            start += length;
            return block.AsSpan(start - length, length);
        }
        if (length <= block.Length && Compact(type, length))
        {
            start += length;
            return block.AsSpan(start - length, length);
        }
        for (int have = 0; have < length;)
        {
            if (start == end && !Fill())
                throw new CorruptRecordException($"unexpected EOF in data, record type {(int)type} length {length}");
            int n = Math.Min(length - have, end - start);
            // Room for what is there, not for what a length claims.
            if (long_.Length < have + n)
                Array.Resize(ref long_, Math.Min(MaxLength, Math.Max(have + n, long_.Length * 2)));
            block.AsSpan(start, n).CopyTo(long_.AsSpan(have));
            start += n;
            have += n;
        }
        return long_.AsSpan(0, length);
    }

    /// <summary>Moves the unread rest to the front and reads until a payload is whole.</summary>
    private bool Compact(RecordType type, int length)
    {
        block.AsSpan(start, end - start).CopyTo(block);
        blockOffset += start;
        (start, end) = (0, end - start);
        while (end < length)
        {
            int n = Sys.ReadAt(fd, block.AsSpan(end), blockOffset + end);
            if (n == 0)
                throw new CorruptRecordException($"unexpected EOF in data, record type {(int)type} length {length}");
            end += n;
        }
        return true;
    }

    private bool Fill()
    {
        blockOffset += end;
        start = 0;
        end = Sys.ReadAt(fd, block, blockOffset);
        return end > 0;
    }
}
