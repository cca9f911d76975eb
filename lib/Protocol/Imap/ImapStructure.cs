using System.Buffers;
using System.Globalization;
using MailSuite.Protocol.Mime;

namespace MailSuite.Protocol.Imap;

/// <summary>Writes a message's ENVELOPE, BODY and BODYSTRUCTURE (RFC 3501 7.4.2). The depth of what is written is the depth that the reader allowed.</summary>
public static class ImapStructure
{
    /// <summary>The ENVELOPE of a message: date, subject, from, sender, reply-to, to, cc, bcc, in-reply-to, message-id.</summary>
    public static void Envelope(IBufferWriter<byte> to, MimePart message)
    {
        to.Write("("u8);
        ImapText.NString(to, message[HeaderName.Date]);
        to.Write(" "u8);
        ImapText.NString(to, message[HeaderName.Subject]);
        var from = Addresses(message, HeaderName.From);
        Addresses(to, from);
        Addresses(to, Addresses(message, HeaderName.Sender) is { Count: > 0 } sender ? sender : from);
        Addresses(to, Addresses(message, HeaderName.ReplyTo) is { Count: > 0 } reply ? reply : from);
        Addresses(to, Addresses(message, HeaderName.To));
        Addresses(to, Addresses(message, HeaderName.Cc));
        Addresses(to, Addresses(message, HeaderName.Bcc));
        to.Write(" "u8);
        ImapText.NString(to, message[HeaderName.InReplyTo]);
        to.Write(" "u8);
        ImapText.NString(to, message[HeaderName.MessageId]);
        to.Write(")"u8);
    }

    private static IReadOnlyList<EnvelopeAddress> Addresses(MimePart message, HeaderName name) => message[name] is { } field ? EnvelopeAddresses.Read(field) : [];

    private static void Addresses(IBufferWriter<byte> to, IReadOnlyList<EnvelopeAddress> list)
    {
        if (list.Count == 0)
        {
            to.Write(" NIL"u8);
            return;
        }
        to.Write(" ("u8);
        foreach (var a in list)
        {
            to.Write("("u8);
            ImapText.NString(to, a.Name);
            to.Write(" "u8);
            ImapText.NString(to, a.Route);
            to.Write(" "u8);
            ImapText.NString(to, a.Mailbox);
            to.Write(" "u8);
            ImapText.NString(to, a.Host);
            to.Write(")"u8);
        }
        to.Write(")"u8);
    }

    /// <summary>BODYSTRUCTURE, or BODY without the extension data.</summary>
    public static void Body(IBufferWriter<byte> to, MimePart part, bool extended)
    {
        to.Write("("u8);
        if (part.IsMultipart)
            Multipart(to, part, extended);
        else
            Single(to, part, extended);
        to.Write(")"u8);
    }

    private static void Multipart(IBufferWriter<byte> to, MimePart part, bool extended)
    {
        if (part.Children.Count == 0)
            // A multipart needs a part in IMAP's grammar: an empty text stands for none.
            to.Write(extended ? "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0 NIL NIL NIL NIL)"u8 : "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0)"u8);
        foreach (var child in part.Children)
            Body(to, child, extended);
        to.Write(" "u8);
        ImapText.String(to, part.Subtype);
        if (!extended)
            return;
        to.Write(" "u8);
        Parameters(to, part.Parameters);
        Disposition(to, part);
    }

    private static void Single(IBufferWriter<byte> to, MimePart part, bool extended)
    {
        // A multipart that could not be taken apart (no boundary, too deep) has no parts to show: it is what RFC 2046 calls unknown data.
        bool opaque = Bytes.Same(part.Type, "multipart"u8);
        ImapText.String(to, opaque ? "application"u8 : part.Type);
        to.Write(" "u8);
        ImapText.String(to, opaque ? "octet-stream"u8 : part.Subtype);
        to.Write(" "u8);
        bool text = Bytes.Same(part.Type, "text"u8);
        // What text without a charset is in, by RFC 2046 4.1.2.
        bool needsCharset = text && !part.Parameters.Any(static p => Bytes.Same(p.Name, "charset"u8));
        Parameters(to, needsCharset ? [.. part.Parameters, new MimeParameter("charset"u8.ToArray(), "us-ascii"u8.ToArray())] : part.Parameters);
        to.Write(" "u8);
        ImapText.NString(to, part[HeaderName.ContentId]);
        to.Write(" "u8);
        ImapText.NString(to, part[HeaderName.ContentDescription]);
        to.Write(" "u8);
        var encoding = part[HeaderName.ContentTransferEncoding] is { } field ? MimeFields.ReadWord(field) : [];
        ImapText.String(to, encoding.Length > 0 ? encoding : "7bit"u8);
        Number(to, part.BodyEnd - part.BodyStart);
        if (part.IsMessage)
        {
            to.Write(" "u8);
            Envelope(to, part.Children[0]);
            to.Write(" "u8);
            Body(to, part.Children[0], extended);
        }
        if (part.IsMessage || text)
            Number(to, part.Lines);
        if (!extended)
            return;
        to.Write(" "u8);
        ImapText.NString(to, part[HeaderName.ContentMd5]);
        Disposition(to, part);
    }

    private static void Number(IBufferWriter<byte> to, long number) => ImapText.Ascii(to, string.Create(CultureInfo.InvariantCulture, $" {number}"));

    private static void Parameters(IBufferWriter<byte> to, IReadOnlyList<MimeParameter> parameters)
    {
        if (parameters.Count == 0)
        {
            to.Write("NIL"u8);
            return;
        }
        for (int i = 0; i < parameters.Count; i++)
        {
            to.Write(i == 0 ? "("u8 : " "u8);
            ImapText.String(to, parameters[i].Name);
            to.Write(" "u8);
            ImapText.String(to, parameters[i].Value);
        }
        to.Write(")"u8);
    }

    // Disposition, language and location end both forms of extension data.
    private static void Disposition(IBufferWriter<byte> to, MimePart part)
    {
        to.Write(" "u8);
        if (part[HeaderName.ContentDisposition] is { } field && MimeFields.ReadDisposition(field, out var word, out var parameters))
        {
            to.Write("("u8);
            ImapText.String(to, word);
            to.Write(" "u8);
            Parameters(to, parameters);
            to.Write(")"u8);
        }
        else
            to.Write("NIL"u8);
        to.Write(" "u8);
        var languages = part[HeaderName.ContentLanguage] is { } language ? MimeFields.ReadList(language) : [];
        if (languages.Count == 0)
            to.Write("NIL"u8);
        else
        {
            for (int i = 0; i < languages.Count; i++)
            {
                to.Write(i == 0 ? "("u8 : " "u8);
                ImapText.String(to, languages[i]);
            }
            to.Write(")"u8);
        }
        to.Write(" "u8);
        ImapText.NString(to, part[HeaderName.ContentLocation]);
    }
}
