using System.Globalization;

namespace MailSuite.Net;

/// <summary>tls_disable_workarounds and tls_ssl_options: bits of SSL_CTX_set_options(3), by their names there or as a number "0x...".</summary>
public static class TlsOptions
{
    /// <summary>SSL_OP_ALL of OpenSSL 3: workarounds for bugs of peers.</summary>
    public const ulong Usual = 0x80000850;

    // Protocols and the order of ciphers have parameters of their own.
    private const ulong DecidedElsewhere = 0x3E400000;

    /// <summary>Names without a bit are of bugs that OpenSSL does not work around any more.</summary>
    private static readonly (string Name, ulong Bits)[] Workarounds =
    [
        ("CRYPTOPRO_TLSEXT_BUG", 0x80000000), ("DONT_INSERT_EMPTY_FRAGMENTS", 0x800), ("TLSEXT_PADDING", 0x10), ("SAFARI_ECDHE_ECDSA_BUG", 0x40),
        ("LEGACY_SERVER_CONNECT", 0), ("MICROSOFT_BIG_SSLV3_BUFFER", 0), ("MICROSOFT_SESS_ID_BUG", 0), ("MSIE_SSLV2_RSA_PADDING", 0), ("CVE-2005-2969", 0),
        ("NETSCAPE_CHALLENGE_BUG", 0), ("NETSCAPE_REUSE_CIPHER_CHANGE_BUG", 0), ("CVE-2010-4180", 0), ("SSLEAY_080_CLIENT_DH_BUG", 0),
        ("SSLREF2_REUSE_CERT_TYPE_BUG", 0), ("TLS_BLOCK_PADDING_BUG", 0), ("TLS_D5_BUG", 0), ("TLS_ROLLBACK_BUG", 0),
    ];

    private static readonly (string Name, ulong Bits)[] Features =
    [
        ("ENABLE_MIDDLEBOX_COMPAT", 0x100000), ("LEGACY_SERVER_CONNECT", 0x4), ("NO_TICKET", 0x4000), ("NO_COMPRESSION", 0x20000), ("NO_RENEGOTIATION", 0x40000000),
        ("NO_SESSION_RESUMPTION_ON_RENEGOTIATION", 0x10000), ("PRIORITIZE_CHACHA", 0x200000),
    ];

    /// <summary>The bits to switch on, from the two parameters' text.</summary>
    public static ulong Of(Func<string, string> text) => Usual & ~Read(text, "tls_disable_workarounds", Workarounds) | Read(text, "tls_ssl_options", Features) & ~DecidedElsewhere;

    private static ulong Read(Func<string, string> text, string parameter, (string Name, ulong Bits)[] known)
    {
        ulong bits = 0;
        string value = text(parameter);
        foreach (string word in value.Split([' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
            if (Array.FindIndex(known, k => Bytes.Same(k.Name, word)) is >= 0 and var at)
                bits |= known[at].Bits;
            else if (word.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && ulong.TryParse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number))
                bits |= number;
            else
                Log.Warning($"unknown {parameter} value \"{word}\" in \"{value}\"");
        return bits;
    }
}
