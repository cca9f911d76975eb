namespace MailSuite.Postqueue;

/// <summary>Reads what showq sends: NUL-terminated names and values, an empty name at the end of each list, an empty list at the end of all.</summary>
internal static class ShowqClient
{
    private const int LongestValue = 1 << 20;

    /// <summary>The entries, as they come. Throws <see cref="IpcException"/> on anything else.</summary>
    internal static IEnumerable<QueueEntry> Read(int fd)
    {
        using var input = new NulStrings(fd);
        if (ReadList(input) is not [("protocol", QueueEntry.Protocol)])
            throw new IpcException("unexpected protocol");
        while (ReadList(input) is { Count: > 0 } attributes)
            yield return QueueEntry.Read(attributes);
    }

    private static List<(string Name, string Value)> ReadList(NulStrings input)
    {
        var attributes = new List<(string, string)>();
        while (input.Next() is { Length: > 0 } name)
            attributes.Add((name, input.Next()));
        return attributes;
    }

    private sealed class NulStrings(int fd) : IDisposable
    {
        private byte[] buffer = new byte[65536];
        private int start, end;

        internal string Next()
        {
            int scanned = 0;
            while (true)
            {
                int at = buffer.AsSpan(start + scanned, end - start - scanned).IndexOf((byte)0);
                if (at >= 0)
                {
                    string text = Bytes.Text(buffer.AsSpan(start, scanned + at));
                    start += scanned + at + 1;
                    return text;
                }
                scanned = end - start;
                if (scanned > LongestValue)
                    throw new IpcException("endless value");
                Fill();
            }
        }

        private void Fill()
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            if (end == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            int n = Sys.Read(fd, buffer.AsSpan(end));
            if (n == 0)
                throw new IpcException("connection closed early");
            end += n;
        }

        public void Dispose() => Sys.CloseQuietly(fd);
    }
}
