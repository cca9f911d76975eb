using System.Security.Cryptography;
using MailSuite.Protocol.Sasl;

namespace MailSuite.Auth.Passwords;

/// <summary>A way to keep a password, by its name between braces in Dovecot's notation: {SCHEME}text.</summary>
internal sealed class PasswordScheme
{
    private delegate bool Verifier(ReadOnlySpan<byte> password, string stored);

    private static readonly PasswordScheme[] Table =
    [
        new("PLAIN", Plain),
        new("CLEARTEXT", Plain),
        new("CLEAR", Plain),
        new("CRYPT", Crypt.Verify),
        new("SHA512-CRYPT", Crypt.Verify),
        new("SHA256-CRYPT", Crypt.Verify),
        new("BLF-CRYPT", Crypt.Verify),
        new("MD5-CRYPT", Crypt.Verify),
        new("DES-CRYPT", Crypt.Verify),
        new("SSHA", static (p, s) => Digest(HashAlgorithmName.SHA1, 20, salted: true, p, s)),
        new("SSHA256", static (p, s) => Digest(HashAlgorithmName.SHA256, 32, salted: true, p, s)),
        new("SSHA512", static (p, s) => Digest(HashAlgorithmName.SHA512, 64, salted: true, p, s)),
        new("SMD5", static (p, s) => Digest(HashAlgorithmName.MD5, 16, salted: true, p, s)),
        new("SHA", static (p, s) => Digest(HashAlgorithmName.SHA1, 20, salted: false, p, s)),
        new("SHA1", static (p, s) => Digest(HashAlgorithmName.SHA1, 20, salted: false, p, s)),
        new("SHA256", static (p, s) => Digest(HashAlgorithmName.SHA256, 32, salted: false, p, s)),
        new("SHA512", static (p, s) => Digest(HashAlgorithmName.SHA512, 64, salted: false, p, s)),
        new("LDAP-MD5", static (p, s) => Digest(HashAlgorithmName.MD5, 16, salted: false, p, s)),
        new("PLAIN-MD5", static (p, s) => Digest(HashAlgorithmName.MD5, 16, salted: false, p, s)),
        new("MD5", Md5),
        new("SCRAM-SHA-1", static (p, s) => Scram(HashAlgorithmName.SHA1, "SCRAM-SHA-1", p, s)),
        new("SCRAM-SHA-256", static (p, s) => Scram(HashAlgorithmName.SHA256, "SCRAM-SHA-256", p, s)),
    ];

    private readonly string name;
    private readonly Verifier verifier;

    private PasswordScheme(string name, Verifier verifier) => (this.name, this.verifier) = (name, verifier);

    /// <summary>Splits "{SCHEME}text" (a suffix such as .b64 or .hex stays with the text's reader); without braces it is CRYPT, as in Dovecot's passwd-file.</summary>
    internal static StoredSecret Split(string field)
    {
        int end = field.StartsWith('{') ? field.IndexOf('}') : -1;
        return end < 0 ? new StoredSecret("CRYPT", field) : new StoredSecret(field[1..end].ToUpperInvariant(), field[(end + 1)..]);
    }

    /// <summary>Is this the password? False with <paramref name="unknown"/> when there is no such scheme here.</summary>
    internal static bool Verify(StoredSecret secret, ReadOnlySpan<byte> password, out bool unknown)
    {
        string plainName = secret.Scheme, text = secret.Text;
        if (plainName.EndsWith(".B64", StringComparison.Ordinal) || plainName.EndsWith(".BASE64", StringComparison.Ordinal) || plainName.EndsWith(".HEX", StringComparison.Ordinal))
            plainName = plainName[..plainName.LastIndexOf('.')];
        var scheme = Array.Find(Table, s => s.name == plainName);
        unknown = scheme == null;
        return scheme != null && text.Length > 0 && scheme.verifier(password, text);
    }

    private static bool Plain(ReadOnlySpan<byte> password, string stored)
    {
        // Hashes of equal length are compared, so that not even the length shows.
        Span<byte> a = stackalloc byte[32], b = stackalloc byte[32];
        SHA256.HashData(password, a);
        SHA256.HashData(Bytes.Of(stored), b);
        return CryptographicOperations.FixedTimeEquals(a, b);
    }

    // {MD5} is MD5-CRYPT when it looks so, else a plain digest.
    private static bool Md5(ReadOnlySpan<byte> password, string stored) =>
        stored.StartsWith("$1$", StringComparison.Ordinal) ? Crypt.Verify(password, stored) : Digest(HashAlgorithmName.MD5, 16, salted: false, password, stored);

    private static bool Digest(HashAlgorithmName hash, int size, bool salted, ReadOnlySpan<byte> password, string stored)
    {
        if (Decode(stored, size, salted) is not { } raw)
            return false;
        using var digest = IncrementalHash.CreateHash(hash);
        digest.AppendData(password);
        digest.AppendData(raw.AsSpan(size));
        return CryptographicOperations.FixedTimeEquals(digest.GetHashAndReset(), raw.AsSpan(0, size));
    }

    // Hexadecimal when it has exactly the digits of the digest, else base64: what Dovecot's encodings come down to.
    private static byte[]? Decode(string stored, int size, bool salted)
    {
        if (stored.Length > 1024)
            return null;
        if (stored.Length == 2 * size && !stored.AsSpan().ContainsAnyExcept("0123456789abcdefABCDEF"))
            return Convert.FromHexString(stored);
        var raw = new byte[stored.Length];
        if (!Convert.TryFromBase64String(stored, raw, out int length) || (salted ? length < size : length != size))
            return null;
        return raw[..length];
    }

    private static bool Scram(HashAlgorithmName hash, string scheme, ReadOnlySpan<byte> password, string stored) =>
        ScramKeys.Of(hash, new StoredSecret(scheme, stored), []) is { } keys
        && CryptographicOperations.FixedTimeEquals(ScramKeys.Derive(hash, password, keys.Salt, keys.Iterations).StoredKey, keys.StoredKey);
}
