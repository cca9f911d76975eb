using System.Globalization;

namespace MailSuite.Base;

/// <summary>Names of the domain name system.</summary>
public static class DomainName
{
    /// <summary>A domain in the form of DNS (RFC 5890): labels that are not ASCII in lower case and as "xn--...". What has no such form stays as it is.</summary>
    public static string ToAscii(string domain)
    {
        if (System.Text.Ascii.IsValid(domain))
            return domain;
        try
        {
            return new IdnMapping().GetAscii(domain.ToLowerInvariant());
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }
}
