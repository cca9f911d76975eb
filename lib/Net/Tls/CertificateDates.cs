using System.Formats.Asn1;
using System.Security.Cryptography;

namespace MailSuite.Net;

/// <summary>From when until when a certificate is good (RFC 5280 4.1.2.5), read from a PEM file without the TLS library.</summary>
public static class CertificateDates
{
    private static readonly Asn1Tag Version = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>The dates of the first certificate in PEM text; null when there is none that can be read.</summary>
    public static (DateTime From, DateTime Until)? OfFirst(ReadOnlySpan<char> pem)
    {
        while (PemEncoding.TryFind(pem, out var block))
        {
            if (pem[block.Label] is "CERTIFICATE")
                return Read(Convert.FromBase64String(pem[block.Base64Data].ToString()));
            pem = pem[block.Location.End..];
        }
        return null;
    }

    /// <summary>The dates of a certificate in DER.</summary>
    internal static (DateTime From, DateTime Until)? Read(ReadOnlyMemory<byte> der)
    {
        try
        {
            // Certificate, in it what is signed: [version], serial number, algorithm, issuer, validity.
            var signed = new AsnReader(der, AsnEncodingRules.DER).ReadSequence().ReadSequence();
            if (signed.PeekTag() == Version)
                signed.ReadEncodedValue();
            for (int i = 0; i < 3; i++)
                signed.ReadEncodedValue();
            var validity = signed.ReadSequence();
            return (Time(validity), Time(validity));
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    // RFC 5280 4.1.2.5.1: two digits of a year are of 1950 to 2049.
    private static DateTime Time(AsnReader from) =>
        (from.PeekTag() == Asn1Tag.UtcTime ? from.ReadUtcTime(twoDigitYearMax: 2049) : from.ReadGeneralizedTime()).UtcDateTime;
}
