namespace MailSuite.Qshape;

/// <summary>Counts addresses by domain and age.</summary>
internal sealed class Shape(long now, int buckets, int minutes, bool linear, bool parents)
{
    internal const string Total = "TOTAL";
    private readonly Dictionary<string, int[]> counts = new(StringComparer.Ordinal) { [Total] = new int[buckets + 1] };
    private readonly Dictionary<string, int> subdomains = new(StringComparer.Ordinal);

    internal int Buckets => buckets;

    /// <summary>The upper ends of the columns in minutes; the first is the total, the last is for all that is older.</summary>
    internal IEnumerable<string> Heads()
    {
        yield return "T";
        long end = minutes;
        for (int i = 1; i < buckets; i++)
        {
            yield return end.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (i < buckets - 1)
                end += linear ? minutes : end;
        }
        yield return $"{(buckets > 1 ? end : 0)}+";
    }

    /// <summary>Domains with their counts (the total, then by age), the most frequent first; parents need some subdomains.</summary>
    internal IEnumerable<(string Domain, int[] Counts)> Rows(int leastSubdomains) => counts
        .Where(c => c.Key[0] != '.' || subdomains.GetValueOrDefault(c.Key) >= leastSubdomains)
        .OrderByDescending(static c => c.Value[0]).ThenBy(static c => c.Key.Length).ThenBy(static c => c.Key, StringComparer.Ordinal)
        .Select(static c => (c.Key, c.Value));

    internal int[] Totals => counts[Total];

    internal void Add(long arrival, IEnumerable<string> addresses)
    {
        int bucket = Bucket(arrival);
        foreach (string address in addresses)
        {
            Count(Total, bucket);
            bool isNew = false;
            for (string? domain = DomainOf(address); domain != null; domain = parents ? ParentOf(domain) : null)
            {
                if (isNew)
                    subdomains[domain] = subdomains.GetValueOrDefault(domain) + 1;
                isNew = Count(domain, bucket);
            }
        }
    }

    private int Bucket(long arrival)
    {
        double age = (now - arrival) / (60.0 * minutes);
        double bucket = age < 1 ? 1 : linear ? Math.Floor(age + 1) : 2 + Math.Floor(Math.Log2(age));
        return (int)Math.Min(bucket, buckets);
    }

    /// <summary>True when it is the first of its domain.</summary>
    private bool Count(string domain, int bucket)
    {
        if (!counts.TryGetValue(domain, out var row))
            counts[domain] = row = new int[buckets + 1];
        row[bucket]++;
        return row[0]++ == 0;
    }

    private static string DomainOf(string address)
    {
        if (address.Length == 0)
            return "MAILER-DAEMON";
        string domain = address[(address.LastIndexOf('@') + 1)..].ToLowerInvariant().Replace("..", ".", StringComparison.Ordinal);
        return domain.Trim('.') is { Length: > 0 } trimmed ? trimmed : domain.Length > 0 ? domain : "MAILER-DAEMON";
    }

    /// <summary>The domain without its first label, after a dot; null when that would be a top-level domain.</summary>
    private static string? ParentOf(string domain)
    {
        int dot = domain.IndexOf('.', 1);
        return dot > 0 && domain.IndexOf('.', dot + 1) > 0 ? domain[dot..] : null;
    }
}
