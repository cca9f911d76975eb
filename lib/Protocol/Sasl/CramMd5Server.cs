using System.Security.Cryptography;

namespace MailSuite.Protocol.Sasl;

/// <summary>CRAM-MD5 (RFC 2195): the client sends HMAC-MD5 of our challenge, keyed by the password, which must be stored in the clear.</summary>
public sealed class CramMd5Server : SaslServer
{
    private readonly byte[] challenge;
    private byte[] digest = [];
    private string user = "";

    /// <summary>The challenge must be unique: a message id made of random digits, the time and the host's name.</summary>
    public CramMd5Server(string challenge) => this.challenge = Bytes.Of(challenge);

    /// <inheritdoc/>
    public override SaslStep Start() => new SaslStep.Challenge(challenge);

    /// <inheritdoc/>
    public override SaslStep Respond(ReadOnlySpan<byte> response)
    {
        int at = response.LastIndexOf((byte)' ');
        if (at < 0 || !IsName(response[..at]) || response.Length - at - 1 != 32)
            return new SaslStep.Refused("invalid input");
        user = Bytes.Text(response[..at]);
        digest = response[(at + 1)..].ToArray();
        return new SaslStep.FetchStored(user);
    }

    /// <inheritdoc/>
    public override SaslStep Stored(StoredSecret? secret)
    {
        // Without a usable secret the same work is done against an empty one, so that the answer takes as long.
        bool usable = secret is { Scheme: "PLAIN" or "CLEARTEXT" or "CLEAR" };
        byte[] key = usable ? Bytes.Of(secret!.Text) : [];
        byte[] expected = Bytes.Of(Convert.ToHexStringLower(HMACMD5.HashData(key, challenge)));
        bool same = CryptographicOperations.FixedTimeEquals(expected, digest);
        return usable && same ? new SaslStep.Proven(user, null) : new SaslStep.Mismatch(user);
    }
}
