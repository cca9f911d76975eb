using System.Globalization;
using System.Security.Cryptography;

namespace MailSuite.Protocol.Sasl;

/// <summary>SCRAM (RFC 5802, RFC 7677) without channel binding. States: first message sent; proof sent; the server has proven that it knows the password.</summary>
public sealed class ScramClient(HashAlgorithmName hash, string user, string password, string clientNonce) : SaslClient
{
    /// <summary>A server that asks for more rounds than anybody stores passwords with only wants our processor (A-09).</summary>
    private const int FewestIterations = 1000, MostIterations = 1_000_000;

    private readonly string bareFirst = $"n={user.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},r={clientNonce}";
    private byte[]? expected;

    /// <inheritdoc/>
    public override byte[]? Initial => Bytes.Of("n,," + bareFirst);

    /// <inheritdoc/>
    public override bool MayEnd => proven;

    private bool proven;

    /// <inheritdoc/>
    public override byte[]? Respond(ReadOnlySpan<byte> challenge)
    {
        if (challenge.Length > 4096 || proven)
            return null;
        return expected == null ? Prove(Bytes.Text(challenge)) : Check(Bytes.Text(challenge));
    }

    private byte[]? Prove(string serverFirst)
    {
        string[] parts = serverFirst.Split(',');
        // The nonce must go on from ours: a recorded exchange does not.
        if (parts.Length < 3 || !parts[0].StartsWith("r=" + clientNonce, StringComparison.Ordinal) || parts[0].Length == clientNonce.Length + 2
            || !parts[1].StartsWith("s=", StringComparison.Ordinal) || !parts[2].StartsWith("i=", StringComparison.Ordinal)
            || !int.TryParse(parts[2].AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) || rounds is < FewestIterations or > MostIterations)
            return null;
        var salt = new byte[parts[1].Length];
        if (!Convert.TryFromBase64String(parts[1][2..], salt, out int size) || size == 0)
            return null;
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(Bytes.Of(password), salt.AsSpan(0, size), rounds, hash, hash == HashAlgorithmName.SHA1 ? 20 : 32);
        byte[] clientKey = CryptographicOperations.HmacData(hash, salted, "Client Key"u8);
        string withoutProof = "c=biws," + parts[0];
        byte[] said = Bytes.Of($"{bareFirst},{serverFirst},{withoutProof}");
        byte[] proof = CryptographicOperations.HmacData(hash, CryptographicOperations.HashData(hash, clientKey), said);
        for (int i = 0; i < proof.Length; i++)
            proof[i] ^= clientKey[i];
        expected = CryptographicOperations.HmacData(hash, CryptographicOperations.HmacData(hash, salted, "Server Key"u8), said);
        return Bytes.Of($"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    private byte[]? Check(string serverFinal)
    {
        string signature = serverFinal.Split(',')[0];
        proven = signature == "v=" + Convert.ToBase64String(expected!);
        return proven ? [] : null;
    }
}
