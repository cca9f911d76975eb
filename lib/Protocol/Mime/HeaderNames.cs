using System.Text;

namespace MailSuite.Protocol.Mime;

/// <summary>Header field names by their bytes.</summary>
internal static class HeaderNames
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
}
