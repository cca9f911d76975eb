using MailSuite.Protocol.Mime;
using MailSuite.Store;

namespace MailSuite.Imapd.Fetching;

/// <summary>A message opened for reading, with what was learned of its structure: clients ask for one message in several steps.</summary>
internal sealed class MessageContent(Message message, MessageStream stream) : IDisposable
{
    private readonly byte[] piece = new byte[16384];
    private MimePart? header, structure;

    internal Message Message { get; } = message;
    internal MessageStream Stream { get; } = stream;

    /// <summary>The message's own header; its body is not looked at.</summary>
    internal MimePart Header => structure ?? (header ??= Parse(headerOnly: true));

    /// <summary>All parts.</summary>
    internal MimePart Structure => structure ??= Parse(headerOnly: false);

    private MimePart Parse(bool headerOnly)
    {
        var reader = new MimeReader(headerOnly);
        Stream.Seek(0);
        // A header is short: do not read the whole file for it.
        var to = headerOnly ? piece.AsSpan(0, 4096) : piece;
        for (int n; (n = Stream.Read(to)) > 0 && reader.Feed(to[..n]);)
        {
        }
        return reader.Finish();
    }

    /// <summary>Bytes from an offset, at most a limit.</summary>
    internal byte[] Bytes(long from, long length, int limit)
    {
        var result = new byte[(int)Math.Clamp(Math.Min(length, Stream.Length - from), 0, limit)];
        Stream.Seek(from);
        int count = 0;
        for (int n; count < result.Length && (n = Stream.Read(result.AsSpan(count))) > 0;)
            count += n;
        return count == result.Length ? result : result[..count];
    }

    public void Dispose() => Stream.Dispose();
}
