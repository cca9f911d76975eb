using System.Text;

namespace MailSuite.Imapd.Searching;

/// <summary>Charsets in which text can be searched: those that .NET has without tables of its own. Others are read as Latin-1, so that ASCII in them is found.</summary>
internal static class Charsets
{
    internal static Encoding Of(ReadOnlySpan<byte> name)
    {
        if (Bytes.Same(name, "utf-8"u8) || Bytes.Same(name, "us-ascii"u8) || name.IsEmpty)
            return Encoding.UTF8;
        if (Bytes.Same(name, "utf-16"u8) || Bytes.Same(name, "utf-16be"u8))
            return Encoding.BigEndianUnicode;
        return Bytes.Same(name, "utf-16le"u8) ? Encoding.Unicode : Encoding.Latin1;
    }
}
