namespace MailSuite.Smtpd.Restrictions;

/// <summary>permit_mx_backup: mail for domains whose DNS names this host as one of their mail servers.</summary>
internal static class MxBackup
{
    public static Verdict Permit(PolicyCheck c, Element e)
    {
        if (c.RecipientAddress is not { } recipient)
            return Verdict.Dunno;
        if (RecipientRestrictions.AuthDestination(c, e) is { Kind: not VerdictKind.Dunno } decided)
            return decided;
        var resolved = c.Tables.Resolve(c.SenderAddress, recipient);
        if ((resolved.Flags & (ResolutionFlags.Routed | ResolutionFlags.Error)) != 0 || resolved.Recipient.LastIndexOf('@') is var at && at < 0)
            return Verdict.Dunno;
        string domain = resolved.Recipient[(at + 1)..];
        if (domain.StartsWith('['))
            return Verdict.Dunno;
        var mx = c.Tables.Dns.Lookup(domain, DnsType.MX);
        if (mx.Status == DnsStatus.TryLater)
            return c.DeferIfReject(450, "4.4.4", $"<{recipient}>: Recipient address rejected: Unable to look up mail exchanger information: Host not found, try again");
        // Whoever writes a domain's DNS could make us relay for it: its first mail servers must be in networks that we trust (permit_mx_backup_networks).
        return mx.IsFound && mx.Records.Any(r => IsOurs(c, r.Target)) && FirstAreTrusted(c, mx.Records) ? Verdict.Permit : Verdict.Dunno;
    }

    private static bool IsOurs(PolicyCheck c, string host) =>
        c.Tables.IsLocalDomain(host) || c.Tables.AddressesOf(host, out _).Any(a => c.Tables.IsOwnAddress(a.ToString()));

    private static bool FirstAreTrusted(PolicyCheck c, IReadOnlyList<DnsRecord> records)
    {
        int best = records.Min(static r => r.Preference);
        foreach (var record in records.Where(r => r.Preference == best))
        {
            var addresses = c.Tables.AddressesOf(record.Target, out _);
            if (addresses.Count == 0 || addresses.Any(a => c.Tables.BackupNetworks.Contains(a.ToString()) != LookupStatus.Found))
                return false;
        }
        return true;
    }
}
