using MailSuite.Net;

namespace MailSuite.Smtp;

/// <summary>The TLS that a destination wants.</summary>
/// <param name="Level">How much is insisted.</param>
/// <param name="Match">Patterns of names ("nexthop", "dot-nexthop", "hostname", or literal) or fingerprints.</param>
internal sealed record TlsWish(TlsLevel Level, IReadOnlyList<string> Match)
{
    /// <summary>What was wished before DNS had its say (dane); the same as <see cref="Level"/> otherwise.</summary>
    internal TlsLevel Asked { get; init; } = Level;
    /// <summary>Protocols of the policy table; null is the parameter's.</summary>
    internal string? Protocols { get; init; }
    /// <summary>Cipher grade of the policy table; null is the parameter's.</summary>
    internal string? Ciphers { get; init; }
    /// <summary>Ciphers left out besides.</summary>
    internal string Exclude { get; init; } = "";
    /// <summary>Name for SNI; empty for none.</summary>
    internal string ServerName { get; init; } = "";
    /// <summary>May the connection carry further messages (smtp_tls_connection_reuse)?</summary>
    internal bool Reuse { get; init; }
    /// <summary>TLSA records, or trust anchors of files, that the certificate must match.</summary>
    internal IReadOnlyList<TlsAssociation> Associations { get; init; } = [];
    /// <summary>Patterns of host names that an MTA-STS policy allows (RFC 8461); empty for all.</summary>
    internal IReadOnlyList<string> HostPatterns { get; init; } = [];

    /// <summary>For the log: the level, and behind a colon what became of it.</summary>
    internal string Word => Asked == Level ? Level.Word() : $"{Asked.Word()}:{Level.Word()}";

    /// <summary>Whom the certificate must name, in the terms of the handshake.</summary>
    internal TlsPeerPolicy For(Destination destination, SmtpHost host)
    {
        var names = new List<string>();
        if (Level >= TlsLevel.HalfDane)
            foreach (var pattern in Match)
                names.Add(pattern.ToLowerInvariant() switch
                {
                    "nexthop" => destination.Host,
                    "dot-nexthop" => "." + destination.Host,
                    "hostname" => host.Name,
                    _ => pattern,
                });
        return new TlsPeerPolicy(Level, ServerName, names, Level == TlsLevel.Fingerprint ? Match : []) { Associations = Associations };
    }
}
