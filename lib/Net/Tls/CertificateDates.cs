using System.Globalization;
using System.Text;

namespace MailSuite.Net;

/// <summary>From when until when a certificate is good (RFC 5280 4.1.2.5), read from a PEM file without the TLS library.</summary>
public static class CertificateDates
{
    private const int Sequence = 0x30, VersionTag = 0xA0, UtcTime = 0x17, GeneralizedTime = 0x18;
    private const string Begin = "-----BEGIN CERTIFICATE-----", End = "-----END CERTIFICATE-----";

    /// <summary>The dates of the first certificate in PEM text; null when there is none that can be read.</summary>
    public static (DateTime From, DateTime Until)? OfFirst(string pem)
    {
        int begin = pem.IndexOf(Begin, StringComparison.Ordinal), end = begin < 0 ? -1 : pem.IndexOf(End, begin, StringComparison.Ordinal);
        if (end < 0)
            return null;
        var der = new byte[end - begin];
        return Convert.TryFromBase64String(pem[(begin + Begin.Length)..end], der, out int length) ? Read(der.AsSpan(0, length)) : null;
    }

    /// <summary>The dates of a certificate in DER.</summary>
    internal static (DateTime From, DateTime Until)? Read(ReadOnlySpan<byte> der)
    {
        // Certificate, in it what is signed: [version], serial number, algorithm, issuer, validity.
        if (!Next(ref der, out int tag, out var certificate) || tag != Sequence || !Next(ref certificate, out tag, out var signed) || tag != Sequence)
            return null;
        if (signed.Length > 0 && signed[0] == VersionTag)
            Next(ref signed, out _, out _);
        for (int i = 0; i < 3; i++)
            if (!Next(ref signed, out _, out _))
                return null;
        if (!Next(ref signed, out tag, out var validity) || tag != Sequence)
            return null;
        return Time(ref validity) is { } from && Time(ref validity) is { } until ? (from, until) : null;
    }

    /// <summary>The next element; false when there is none or it is longer than what is left.</summary>
    private static bool Next(ref ReadOnlySpan<byte> from, out int tag, out ReadOnlySpan<byte> content)
    {
        tag = 0;
        content = default;
        if (from.Length < 2)
            return false;
        tag = from[0];
        int length = from[1], at = 2;
        if (length > 0x80)
        {
            int bytes = length & 0x7f;
            if (bytes > 3 || from.Length < at + bytes)
                return false;
            for (length = 0; bytes > 0; bytes--)
                length = length << 8 | from[at++];
        }
        if (length > from.Length - at)
            return false;
        content = from.Slice(at, length);
        from = from[(at + length)..];
        return true;
    }

    private static DateTime? Time(ref ReadOnlySpan<byte> from)
    {
        if (!Next(ref from, out int tag, out var content) || tag is not (UtcTime or GeneralizedTime))
            return null;
        string text = Encoding.ASCII.GetString(content);
        // RFC 5280 4.1.2.5.1: two digits of a year are of 1950 to 2049.
        if (tag == UtcTime)
            text = (text.Length > 0 && text[0] >= '5' ? "19" : "20") + text;
        return DateTime.TryParseExact(text, "yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
    }
}
