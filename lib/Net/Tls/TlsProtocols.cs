using System.Globalization;

namespace MailSuite.Net;

/// <summary>Which TLS versions are wanted: bounds, and single ones left out, as *_tls_protocols says it (">=TLSv1.2", "!SSLv2, !SSLv3", "TLSv1.2 TLSv1.3").</summary>
/// <param name="Min">Lowest version as its wire number (0x0303 is TLS 1.2); 0 is the library's lowest.</param>
/// <param name="Max">Highest version; 0 is the library's highest.</param>
/// <param name="Excluded">OpenSSL's SSL_OP_NO_... bits.</param>
public readonly record struct TlsProtocols(int Min, int Max, ulong Excluded)
{
    private static readonly (string Name, int Version, ulong No)[] Known =
    [
        ("SSLv2", 0x0002, 0),
        ("SSLv3", 0x0300, 0x02000000),
        ("TLSv1", 0x0301, 0x04000000),
        ("TLSv1.1", 0x0302, 0x10000000),
        ("TLSv1.2", 0x0303, 0x08000000),
        ("TLSv1.3", 0x0304, 0x20000000),
    ];

    /// <summary>Reads a protocol list; null when a word of it is no protocol.</summary>
    public static TlsProtocols? Parse(string list)
    {
        int min = 0, max = 0;
        ulong excluded = 0, included = 0;
        foreach (var word in list.Split((char[])[' ', '\t', ',', ':', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            bool floor = word.StartsWith(">=", StringComparison.Ordinal), ceiling = word.StartsWith("<=", StringComparison.Ordinal), not = word[0] == '!';
            string name = word[(floor || ceiling ? 2 : not ? 1 : 0)..];
            if (floor || ceiling)
            {
                if (Version(name) is not { } version)
                    return null;
                (min, max) = floor ? (version, max) : (min, version);
                continue;
            }
            int row = Array.FindIndex(Known, k => Bytes.Same(k.Name, name));
            if (row < 0)
                return null;
            if (not)
                excluded |= Known[row].No;
            else
                included |= Known[row].No;
        }
        // Naming some without "!" leaves out all the others.
        if (included != 0)
            foreach (var k in Known)
                excluded |= included & k.No ^ k.No;
        return new TlsProtocols(min, max, excluded);
    }

    private static int? Version(string name)
    {
        foreach (var k in Known)
            if (Bytes.Same(k.Name, name))
                return k.Version <= 2 ? 0 : k.Version;
        if (name == "0")
            return 0;
        return int.TryParse(name, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int hex) && hex is > 0x0002 and <= 0xffff ? hex : null;
    }
}
