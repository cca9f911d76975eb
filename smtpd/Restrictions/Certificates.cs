namespace MailSuite.Smtpd.Restrictions;

/// <summary>Restrictions by the client's certificate: its fingerprint, or that an authority we trust stands behind it.</summary>
internal static class Certificates
{
    private const string Certificate = "cert_fingerprint", PublicKey = "pubkey_fingerprint";

    public static Verdict PermitTrusted(PolicyCheck c, Element e) => c.Session.Tls is { IsTrusted: true } ? Verdict.Permit : Verdict.Dunno;

    public static Verdict PermitListed(PolicyCheck c, Element e)
    {
        if (c.Session.Tls is not { HasPeerCertificate: true } tls)
            return Verdict.Dunno;
        foreach (string fingerprint in (string[])[tls.PeerFingerprint, tls.PeerKeyFingerprint])
            switch (fingerprint.Length == 0 ? LookupStatus.NotFound : c.Tables.RelayCertificates.Find(fingerprint).Status)
            {
                case LookupStatus.Found:
                    Log.Info($"Relaying allowed for certified client: {c.Session.Peer.Display}");
                    return Verdict.Permit;
                case LookupStatus.TryLater:
                    return c.TryLater(c.Session.Peer.Display);
            }
        return Verdict.Dunno;
    }

    public static Verdict Access(PolicyCheck c, Element e)
    {
        if (c.Session.Tls is not { HasPeerCertificate: true } tls)
            return Verdict.Dunno;
        foreach (string which in e.Table!.Fingerprints)
        {
            string fingerprint = which == Certificate ? tls.PeerFingerprint : tls.PeerKeyFingerprint;
            if (fingerprint.Length > 0 && e.Table.Maps.Find(fingerprint) is { Status: not LookupStatus.NotFound } result)
                return AccessLookup.Act(c, result, e.Table, fingerprint, c.Session.Peer.Display, Stage.ClientCertificate);
        }
        return Verdict.Dunno;
    }

    /// <summary>"type:name" or "{ type:name, { search_order = cert_fingerprint, pubkey_fingerprint } }".</summary>
    public static AccessTable Table(string argument, MailConfig config)
    {
        string name = argument;
        string[] order = [Certificate, PublicKey];
        if (argument.StartsWith('{'))
        {
            var options = BracedOptions.Parse(argument);
            name = options.Name;
            foreach (var (option, value) in options.Values)
                order = option == "search_order" ? SmtpdSettings.Words(value) : throw new FatalException($"unexpected attribute in \"{argument}\": \"{option}\"");
            if (Array.Find(order, static word => word is not (Certificate or PublicKey)) is { } unknown)
                throw new FatalException($"bad search_order in \"{argument}\": \"{unknown}\"");
        }
        return new AccessTable(name, config) { Fingerprints = order };
    }
}
