namespace MailSuite.Net;

/// <summary>tls_dane_digests: the digests by which a TLSA record may name a certificate, the best first (RFC 7671 9).</summary>
public sealed class DaneDigests
{
    private static readonly string[] Known = ["", "sha256", "sha512"];   // by their matching type, RFC 6698 7.4

    private readonly List<byte> types = [];

    /// <summary>Reads names with an optional "=matching type"; what we cannot do is left out with a warning.</summary>
    public DaneDigests(string list)
    {
        foreach (string word in list.Split((char[])[' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = word.Split('=');
            int type = Array.FindIndex(Known, 1, name => Bytes.Same(name, parts[0]));
            if (type < 0 || parts.Length > 2 || parts.Length == 2 && parts[1] != $"{type}")
                Log.Warning($"tls_dane_digests: unsupported digest algorithm: \"{word}\"");
            else if (!types.Contains((byte)type))
                types.Add((byte)type);
        }
    }

    /// <summary>May the record be used? Those without a digest always.</summary>
    public bool Allows(TlsAssociation record) => record.Matching == 0 || types.Contains(record.Matching);

    /// <summary>Tells the library: of several records for one key only those with the best digest count.</summary>
    internal unsafe bool Apply(nint ctx)
    {
        for (byte type = 1; type < Known.Length; type++)
        {
            int place = types.IndexOf(type);
            fixed (byte* name = OpenSsl.CString(Known[type]))
                if (OpenSsl.SSL_CTX_dane_mtype_set(ctx, place < 0 ? 0 : OpenSsl.EVP_get_digestbyname(name), type, (byte)(place < 0 ? 0 : types.Count - place)) != 1)
                    return false;
        }
        return true;
    }
}
