using System.Text;

namespace MailSuite.Protocol.Mime;

/// <summary>Header field names by their bytes.</summary>
public static class HeaderNames
{
    private static readonly (byte[] Text, HeaderName Name)[] Table =
    [
        ("content-type"u8.ToArray(), HeaderName.ContentType),
        ("content-id"u8.ToArray(), HeaderName.ContentId),
        ("content-description"u8.ToArray(), HeaderName.ContentDescription),
        ("content-transfer-encoding"u8.ToArray(), HeaderName.ContentTransferEncoding),
        ("content-md5"u8.ToArray(), HeaderName.ContentMd5),
        ("content-disposition"u8.ToArray(), HeaderName.ContentDisposition),
        ("content-language"u8.ToArray(), HeaderName.ContentLanguage),
        ("content-location"u8.ToArray(), HeaderName.ContentLocation),
        ("date"u8.ToArray(), HeaderName.Date),
        ("subject"u8.ToArray(), HeaderName.Subject),
        ("from"u8.ToArray(), HeaderName.From),
        ("sender"u8.ToArray(), HeaderName.Sender),
        ("reply-to"u8.ToArray(), HeaderName.ReplyTo),
        ("to"u8.ToArray(), HeaderName.To),
        ("cc"u8.ToArray(), HeaderName.Cc),
        ("bcc"u8.ToArray(), HeaderName.Bcc),
        ("in-reply-to"u8.ToArray(), HeaderName.InReplyTo),
        ("message-id"u8.ToArray(), HeaderName.MessageId),
    ];

    internal static HeaderName Of(ReadOnlySpan<byte> name)
    {
        foreach (var (text, value) in Table)
            if (Ascii.EqualsIgnoreCase(text, name))
                return value;
        return HeaderName.Other;
    }

    private static readonly byte[][] Mime =
    [
        "content-type"u8.ToArray(), "content-transfer-encoding"u8.ToArray(), "content-disposition"u8.ToArray(), "content-description"u8.ToArray(), "content-id"u8.ToArray(), "mime-version"u8.ToArray(),
    ];

    /// <summary>Does the name belong to a header that describes the content of a message or part (RFC 2045 3)?</summary>
    public static bool IsMime(ReadOnlySpan<byte> name)
    {
        if (name.Length < 10 || (name[0] | 0x20) is not ('c' or 'm'))
            return false;
        foreach (var known in Mime)
            if (Ascii.EqualsIgnoreCase(known, name))
                return true;
        return false;
    }

    /// <summary>The length of the field name that a line begins with; 0 when the line is no header (RFC 5322 2.2; blanks before ":" are tolerated).</summary>
    public static int Length(ReadOnlySpan<byte> line)
    {
        int i = 0;
        while (i < line.Length && line[i] is > (byte)' ' and < 0x7f and not (byte)':')
            i++;
        if (i == 0)
            return 0;
        int end = i;
        while (i < line.Length && line[i] is (byte)' ' or (byte)'\t')
            i++;
        return i < line.Length && line[i] == ':' ? end : 0;
    }
}
