namespace MailSuite.Net;

/// <summary>How much a client insists on TLS (smtp_tls_security_level). None and May never fail for a certificate.</summary>
public enum TlsLevel
{
    /// <summary>Never.</summary>
    None,
    /// <summary>When the server offers it; in clear otherwise.</summary>
    May,
    /// <summary>Always, with anybody.</summary>
    Encrypt,
    /// <summary>Only with a certificate of a listed fingerprint.</summary>
    Fingerprint,
    /// <summary>As <see cref="Dane"/>, where DNSSEC vouches for the server and not for its being one of the domain's.</summary>
    HalfDane,
    /// <summary>As the server's TLSA records say (RFC 7672); with none that are of use, as May or Encrypt.</summary>
    Dane,
    /// <summary>As the server's TLSA records say, and not at all without.</summary>
    DaneOnly,
    /// <summary>Only with a trusted certificate for the server's name as DNS gave it.</summary>
    Verify,
    /// <summary>Only with a trusted certificate for the next hop as the administrator gave it.</summary>
    Secure,
}

/// <summary>The words of main.cf and of the log for levels.</summary>
public static class TlsLevels
{
    private static readonly (string Word, TlsLevel Level)[] Words =
    [
        ("none", TlsLevel.None), ("may", TlsLevel.May), ("encrypt", TlsLevel.Encrypt), ("fingerprint", TlsLevel.Fingerprint), ("half-dane", TlsLevel.HalfDane),
        ("dane", TlsLevel.Dane), ("dane-only", TlsLevel.DaneOnly), ("verify", TlsLevel.Verify), ("secure", TlsLevel.Secure),
    ];

    /// <summary>The level of a word; null when there is none.</summary>
    public static TlsLevel? Of(string word)
    {
        foreach (var (known, level) in Words)
            if (Bytes.Same(known, word))
                return level;
        return null;
    }

    /// <summary>The word of a level.</summary>
    public static string Word(this TlsLevel level) => Words[(int)level].Word;

    /// <summary>Does the level rest on TLSA records?</summary>
    public static bool IsDane(this TlsLevel level) => level is TlsLevel.HalfDane or TlsLevel.Dane or TlsLevel.DaneOnly;
}
