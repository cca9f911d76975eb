using System.Buffers;
using MailSuite.Protocol.Imap;
using MailSuite.Protocol.Mime;

namespace MailSuite.Imapd.Fetching;

/// <summary>What a section names: a range of the message, bytes that were put together, or nothing (NIL).</summary>
internal readonly record struct SectionBytes(bool Exists, long From, long Length, byte[]? Made)
{
    internal static SectionBytes None => default;
    internal static SectionBytes Range(long from, long to) => new(true, from, Math.Max(0, to - from), null);
}

/// <summary>Finds sections in a message (RFC 3501 6.4.5).</summary>
internal static class Sections
{
    private const int HeaderLimit = 4 << 20;

    internal static SectionBytes Find(MessageContent content, FetchSection section)
    {
        if (section.Part.Count == 0)
            return OfMessage(content, section, content.Stream.Length, () => content.Header, 0);
        if (PartOf(content.Structure, section.Part) is not { } part)
            return SectionBytes.None;
        return section.Text switch
        {
            SectionText.All => SectionBytes.Range(part.BodyStart, part.BodyEnd),
            SectionText.Mime => SectionBytes.Range(part.HeaderStart, part.BodyStart),
            // HEADER and TEXT of a part are those of the message that it holds.
            _ => part is { IsMessage: true, Children: [var inner] } ? OfMessage(content, section, inner.BodyEnd, () => inner, inner.HeaderStart) : SectionBytes.None,
        };
    }

    private static SectionBytes OfMessage(MessageContent content, FetchSection section, long end, Func<MimePart> message, long start) => section.Text switch
    {
        SectionText.All => SectionBytes.Range(start, end),
        SectionText.Header => SectionBytes.Range(start, message().BodyStart),
        SectionText.Text => SectionBytes.Range(message().BodyStart, end),
        _ => new SectionBytes(true, 0, 0, Fields(content.Bytes(start, message().BodyStart - start, HeaderLimit), section)),
    };

    private static MimePart? PartOf(MimePart root, IReadOnlyList<uint> numbers)
    {
        var part = root;
        bool atMessage = true;      // part is a message, whose only part 1 is itself unless it is a multipart
        foreach (uint number in numbers)
        {
            if (part is { IsMessage: true, Children: [var inner] } && !atMessage)
                (part, atMessage) = (inner, true);
            if (part.IsMultipart)
            {
                if (number > part.Children.Count)
                    return null;
                part = part.Children[(int)number - 1];
            }
            else if (number != 1)
                return null;   // part 1 of a single part is the part itself, at any depth
            atMessage = false;
        }
        return part;
    }

    private static byte[] Fields(byte[] header, FetchSection section)
    {
        var result = new ArrayBufferWriter<byte>(512);
        var fields = new HeaderFields(header);
        while (fields.MoveNext())
        {
            bool named = false;
            foreach (var name in section.Names)
                if (MailSuite.Base.Bytes.Same(name, fields.Name))
                {
                    named = true;
                    break;
                }
            if (named != section.Not)
                result.Write(fields.Raw);
        }
        if (result.WrittenCount > 0 && result.WrittenSpan[^1] != '\n')
            result.Write("\r\n"u8);
        result.Write("\r\n"u8);
        return result.WrittenSpan.ToArray();
    }
}
