namespace MailSuite.Postdrop;

/// <summary>Records from a pipe, in which one cannot go back: type, length in groups of seven bits, payload.</summary>
internal sealed class StreamRecords(int fd)
{
    private const int LongestRecord = 1 << 20;
    private readonly byte[] block = new byte[32768];
    private byte[] payload = new byte[4096];
    private int start, end;

    /// <summary>The next record; <see cref="RecordType.None"/> at the end of the input. The payload is valid until the next read. Throws <see cref="CorruptRecordException"/>.</summary>
    internal RecordType Read(out ReadOnlySpan<byte> data)
    {
        data = default;
        int first = Next();
        if (first < 0)
            return RecordType.None;
        int length = 0;
        for (int shift = 0; ; shift += 7)
        {
            int group = Next();
            if (group < 0)
                throw new CorruptRecordException("unexpected EOF reading record length");
            if (shift > 21)
                throw new CorruptRecordException($"too many length bits, record type {first}");
            length |= (group & 0x7f) << shift;
            if ((group & 0x80) == 0)
                break;
        }
        if (length > LongestRecord)
            throw new CorruptRecordException($"illegal length {length}, record type {first}");
        if (payload.Length < length)
            payload = new byte[length];
        for (int have = 0; have < length;)
        {
            if (start == end && !Fill())
                throw new CorruptRecordException($"unexpected EOF in data, record type {first} length {length}");
            int n = Math.Min(length - have, end - start);
            block.AsSpan(start, n).CopyTo(payload.AsSpan(have));
            (start, have) = (start + n, have + n);
        }
        data = payload.AsSpan(0, length);
        return (RecordType)first;
    }

    private int Next() => start < end || Fill() ? block[start++] : -1;

    private bool Fill()
    {
        start = 0;
        end = Sys.Read(fd, block);
        return end > 0;
    }
}
