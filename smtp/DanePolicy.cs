using MailSuite.Mail;
using MailSuite.Net;

namespace MailSuite.Smtp;

/// <summary>
/// DANE for SMTP (RFC 7672): TLSA records, vouched for by DNSSEC, say which certificate a server has. States of a wish: with usable records it
/// stays dane; with records that are of no use it becomes encrypt (somebody wants TLS); with none at all it becomes may; what cannot be found
/// out now is tried later, because an attacker can keep answers away.
/// </summary>
internal sealed class DanePolicy(SmtpSettings settings, IResolver resolver)
{
    private const int MaxRecords = 100;

    internal TlsWish? Resolve(TlsWish wish, Destination destination, SmtpHost host, int port, out Dsn? why)
    {
        why = null;
        if (settings.DnsSupport != DnsSupport.Dnssec || !settings.LooksUpBy("dns"))
            return Misconfigured("dane configured with dnssec lookups disabled", destination, out why);
        // A lookup error that is ignored leads to the wrong server, for which no key material can be right.
        if (settings.IgnoreMxLookupError)
            return Misconfigured("dane configured with MX lookup errors ignored", destination, out why);
        if (host.MxAuthentic == false && (wish.Level == TlsLevel.DaneOnly || settings.InsecureMxLevel <= TlsLevel.May))
            return Without(wish, TlsLevel.May, "non DNSSEC destination", out why);
        if (host.Address == null || !host.Authentic && !settings.ForceTlsaLookup)
            return Without(wish, TlsLevel.May, "no TLSA records found", out why);
        // The end of a chain of aliases first, then the name that was its beginning (RFC 7672 2.2.2).
        IReadOnlyList<DnsRecord> records = [];
        string name = "";
        foreach (string candidate in host.CanonicalName.Length > 0 && host.Authentic ? [host.CanonicalName, host.Name] : (string[])[host.Name])
        {
            if (records.Count > 0 || candidate == name)
                continue;
            name = candidate;
            var answer = resolver.Lookup($"_{port}._tcp.{name.TrimEnd('.')}", DnsType.TLSA);
            if (answer.Status is DnsStatus.TryLater or DnsStatus.Filtered)
            {
                why = new Dsn("4.7.5", $"TLSA lookup error for {host.Name}:{port}");
                return null;
            }
            if (answer is { IsFound: true, Authentic: true })
                records = answer.Records;
        }
        if (records.Count == 0)
            return Without(wish, TlsLevel.May, "no TLSA records found", out why);
        var usable = records.Take(MaxRecords).Select(static r => TlsAssociation.Read(r.Data)).OfType<TlsAssociation>().Where(settings.DaneDigests.Allows).ToList();
        if (usable.Count == 0)
        {
            Log.Warning($"TLS policy lookup for {destination.Text}/{host.Name}: TLSA records unusable");
            return Without(wish, TlsLevel.Encrypt, "TLSA records unusable", out why);
        }
        if (host.MxAuthentic == false && settings.InsecureMxLevel == TlsLevel.Encrypt)
            return wish with { Level = TlsLevel.Encrypt };
        return wish with
        {
            Level = host.MxAuthentic == false ? TlsLevel.HalfDane : wish.Level,
            Associations = usable,
            ServerName = name.TrimEnd('.'),
            Match = [name.TrimEnd('.'), host.Name, .. host.MxAuthentic == null ? [] : (string[])["nexthop"]],
        };
    }

    private static TlsWish? Misconfigured(string what, Destination destination, out Dsn? why)
    {
        Log.Warning($"{destination.Text}: {what}");
        why = new Dsn("4.7.5", "client TLS configuration problem");
        return null;
    }

    private static TlsWish? Without(TlsWish wish, TlsLevel level, string reason, out Dsn? why)
    {
        why = wish.Level == TlsLevel.DaneOnly ? new Dsn("4.7.5", reason) : null;
        return why == null ? wish with { Level = level, Match = [] } : null;
    }
}
