namespace MailSuite.Net;

/// <summary>What a filter says of one DNS record.</summary>
public enum DnsRecordFate
{
    /// <summary>It stays.</summary>
    Keep,
    /// <summary>It is as if it were not there.</summary>
    Ignore,
    /// <summary>The filter could not be asked, or does not make sense.</summary>
    TryLater,
}

/// <summary>Leaves out DNS records that the administrator does not want to see (smtp_dns_reply_filter, smtpd_dns_reply_filter).</summary>
/// <param name="inner">Who is asked.</param>
/// <param name="fateOf">Judges a record in the form "name ttl class type preference value".</param>
public sealed class FilteredResolver(IResolver inner, Func<string, DnsRecordFate> fateOf) : IResolver
{
    /// <inheritdoc/>
    public DnsAnswer Lookup(string name, DnsType type)
    {
        var answer = inner.Lookup(name, type);
        if (!answer.IsFound)
            return answer;
        var kept = new List<DnsRecord>();
        foreach (var record in answer.Records)
            switch (fateOf(Text(record)))
            {
                case DnsRecordFate.Keep:
                    kept.Add(record);
                    break;
                case DnsRecordFate.TryLater:
                    return new DnsAnswer(DnsStatus.TryLater, [], $"Error looking up name={name} type={type}: Invalid DNS reply filter syntax");
            }
        return kept.Count > 0 ? answer with { Records = kept }
            : new DnsAnswer(DnsStatus.Filtered, [], $"Error looking up name={name} type={type}: DNS reply filter drops all results");
    }

    private static string Text(DnsRecord r) => $"{r.Name}. {r.Ttl} IN {r.Type} " + r.Type switch
    {
        DnsType.A or DnsType.AAAA => $"{r.Address}",
        DnsType.MX => $"{r.Preference} {r.Target}.",
        DnsType.SRV => $"{r.Preference} {r.Weight} {r.Port} {r.Target}.",
        DnsType.TLSA when r.Data is { Length: >= 3 } d => $"{d[0]} {d[1]} {d[2]} {Convert.ToHexString(d.AsSpan(3))}",
        DnsType.TXT => r.Target,
        _ => r.Target + ".",
    };
}
