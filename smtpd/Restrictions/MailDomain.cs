namespace MailSuite.Smtpd.Restrictions;

internal enum DomainAnswer { Exists, Missing, NullMx, TryLater }

/// <summary>Can mail be sent to a domain at all: has it an MX record, or an address?</summary>
internal static class MailDomain
{
    public static DomainAnswer Look(IResolver dns, string domain)
    {
        var mx = dns.Lookup(domain, DnsType.MX);
        if (mx.IsFound)
            return DomainAnswer.Exists;
        if (IsNullMx(mx))
            return DomainAnswer.NullMx;
        bool later = mx.Status == DnsStatus.TryLater;
        foreach (var type in (DnsType[])[DnsType.A, DnsType.AAAA])
        {
            var answer = dns.Lookup(domain, type);
            if (answer.IsFound)
                return DomainAnswer.Exists;
            later |= answer.Status == DnsStatus.TryLater;
        }
        return later ? DomainAnswer.TryLater : DomainAnswer.Missing;
    }

    /// <summary>Does the domain say that it takes no mail (RFC 7505)?</summary>
    public static bool IsNullMx(DnsAnswer answer) => answer.Status == DnsStatus.Refused && answer.Reason.EndsWith("(nullMX)", StringComparison.Ordinal);
}
