using System.Globalization;
using System.Security.Cryptography;

namespace MailSuite.Protocol.Sasl;

/// <summary>SCRAM (RFC 5802, RFC 7677) without channel binding. States: nothing received; client-first received; waiting for the proof.</summary>
public sealed class ScramServer(HashAlgorithmName hash, string serverNonce, byte[] saltForUnknown) : SaslServer
{
    private const int Iterations = 4096;
    private string user = "", bareFirst = "", nonce = "", header = "", serverFirst = "";
    private ScramKeys? keys;
    private bool known;

    /// <inheritdoc/>
    public override SaslStep Respond(ReadOnlySpan<byte> response)
    {
        if (response.Length > 4096)
            return new SaslStep.Refused("invalid input");
        return serverFirst.Length == 0 ? First(Bytes.Text(response)) : Final(Bytes.Text(response));
    }

    // gs2-header "n,," or "y,," [a=identity], then n=name,r=nonce.
    private SaslStep First(string message)
    {
        string[] parts = message.Split(',');
        if (parts.Length < 4 || parts[0] is not ("n" or "y") || !parts[2].StartsWith("n=", StringComparison.Ordinal) || !parts[3].StartsWith("r=", StringComparison.Ordinal))
            return new SaslStep.Refused("invalid input");
        string name = parts[2][2..].Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
        if (!IsName(Bytes.Of(name)) || parts[3].Length < 10)
            return new SaslStep.Refused("invalid input");
        if (parts[1].Length > 0 && parts[1] != "a=" + parts[2][2..])
            return new SaslStep.Refused("authorization as another user is not allowed");
        header = $"{parts[0]},{parts[1]},";
        bareFirst = message[header.Length..];
        nonce = parts[3][2..] + serverNonce;
        user = name;
        return new SaslStep.FetchStored(name);
    }

    /// <inheritdoc/>
    public override SaslStep Stored(StoredSecret? secret)
    {
        keys = secret == null ? null : ScramKeys.Of(hash, secret, saltForUnknown);
        known = keys != null;
        // An unknown user gets a challenge like everybody else, and fails at the proof.
        keys ??= new ScramKeys(Iterations, saltForUnknown, new byte[32], new byte[32]);
        serverFirst = $"r={nonce},s={Convert.ToBase64String(keys.Salt)},i={keys.Iterations.ToString(CultureInfo.InvariantCulture)}";
        return new SaslStep.Challenge(Bytes.Of(serverFirst));
    }

    // c=base64(gs2-header),r=nonce,p=proof
    private SaslStep Final(string message)
    {
        string[] parts = message.Split(',');
        int proofAt = message.LastIndexOf(",p=", StringComparison.Ordinal);
        var proof = new byte[64];
        if (parts.Length < 3 || proofAt < 0 || parts[0] != "c=" + Convert.ToBase64String(Bytes.Of(header)) || parts[1] != "r=" + nonce
            || !Convert.TryFromBase64String(message[(proofAt + 3)..], proof, out int size))
            return new SaslStep.Refused("invalid input");
        byte[] said = Bytes.Of($"{bareFirst},{serverFirst},{message[..proofAt]}");
        byte[] signature = CryptographicOperations.HmacData(hash, keys!.StoredKey, said);
        if (size != signature.Length)
            return new SaslStep.Mismatch(user);
        var clientKey = new byte[size];
        for (int i = 0; i < size; i++)
            clientKey[i] = (byte)(proof[i] ^ signature[i]);
        bool same = CryptographicOperations.FixedTimeEquals(CryptographicOperations.HashData(hash, clientKey), keys.StoredKey);
        if (!same || !known)
            return new SaslStep.Mismatch(user);
        byte[] serverSignature = CryptographicOperations.HmacData(hash, keys.ServerKey, said);
        return new SaslStep.Proven(user, Bytes.Of("v=" + Convert.ToBase64String(serverSignature)));
    }
}

/// <summary>What a server keeps to verify SCRAM: neither the password nor anything to log in elsewhere with.</summary>
public sealed record ScramKeys(int Iterations, byte[] Salt, byte[] StoredKey, byte[] ServerKey)
{
    /// <summary>From {SCRAM-*}iterations,salt,stored,server in base64, or derived from a clear password; null for any other scheme or damaged text.</summary>
    public static ScramKeys? Of(HashAlgorithmName hash, StoredSecret secret, byte[] saltForPlain)
    {
        if (secret.Scheme is "PLAIN" or "CLEARTEXT" or "CLEAR")
            return Derive(hash, Bytes.Of(secret.Text), saltForPlain, 4096);
        if (secret.Scheme != (hash == HashAlgorithmName.SHA1 ? "SCRAM-SHA-1" : "SCRAM-SHA-256"))
            return null;
        string[] parts = secret.Text.Split(',');
        Span<byte> salt = stackalloc byte[128], stored = stackalloc byte[64], server = stackalloc byte[64];
        return parts.Length == 4 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int iterations) && iterations > 0
            && Convert.TryFromBase64String(parts[1], salt, out int a) && Convert.TryFromBase64String(parts[2], stored, out int b) && Convert.TryFromBase64String(parts[3], server, out int c)
            ? new ScramKeys(iterations, salt[..a].ToArray(), stored[..b].ToArray(), server[..c].ToArray())
            : null;
    }

    /// <summary>The keys of a password.</summary>
    public static ScramKeys Derive(HashAlgorithmName hash, ReadOnlySpan<byte> password, byte[] salt, int iterations)
    {
        int size = hash == HashAlgorithmName.SHA1 ? 20 : 32;
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, hash, size);
        byte[] clientKey = CryptographicOperations.HmacData(hash, salted, "Client Key"u8);
        return new ScramKeys(iterations, salt, CryptographicOperations.HashData(hash, clientKey), CryptographicOperations.HmacData(hash, salted, "Server Key"u8));
    }
}
