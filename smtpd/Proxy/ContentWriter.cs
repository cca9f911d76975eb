using System.Buffers;

namespace MailSuite.Smtpd;

/// <summary>Content for a before-queue filter: dots doubled, and no CR that is not a line's end, so that no other program can see an end where we saw none (S-03).</summary>
internal static class ContentWriter
{
    public static void Write(ProxyClient to, ReadOnlySpan<byte> line, bool atLineStart, bool more)
    {
        if (atLineStart && line.StartsWith("."u8))
            to.Write("."u8, default);
        var end = more ? default : "\r\n"u8;
        if (line.IndexOfAny((byte)'\r', (byte)'\n') < 0)
        {
            to.Write(line, end);
            return;
        }
        byte[] clean = ArrayPool<byte>.Shared.Rent(line.Length);
        line.CopyTo(clean);
        clean.AsSpan(0, line.Length).Replace((byte)'\r', (byte)' ');
        to.Write(clean.AsSpan(0, line.Length), end);
        ArrayPool<byte>.Shared.Return(clean);
    }
}
