using System.Security.Cryptography;
using MailSuite.Protocol.Sasl;

namespace MailSuite.Auth;

/// <summary>A SASL mechanism that we offer: its name, what the handshake says of it, and how an exchange begins.</summary>
internal sealed record Mechanism(string Name, string[] Properties, Func<MailConfig, SaslServer> Begin)
{
    private static readonly byte[] SaltForUnknown = RandomNumberGenerator.GetBytes(16);

    private static readonly Mechanism[] Table =
    [
        new("PLAIN", ["plaintext"], static _ => new PlainServer()),
        new("LOGIN", ["plaintext"], static _ => new LoginServer()),
        new("CRAM-MD5", ["dictionary", "active"], static c => new CramMd5Server($"<{Nonce(8)}.{Clock.System.UnixSeconds}@{c.Get(GlobalParams.Myhostname)}>")),
        new("SCRAM-SHA-1", ["mutual-auth"], static _ => new ScramServer(HashAlgorithmName.SHA1, Nonce(18), SaltForUnknown)),
        new("SCRAM-SHA-256", ["mutual-auth"], static _ => new ScramServer(HashAlgorithmName.SHA256, Nonce(18), SaltForUnknown)),
    ];

    /// <summary>The mechanisms of auth_mechanisms, in its order.</summary>
    internal static List<Mechanism> Of(MailConfig config)
    {
        var list = new List<Mechanism>();
        foreach (string word in config.Get(AuthParams.Mechanisms).Split((char[])[' ', '\t', '\n', ','], StringSplitOptions.RemoveEmptyEntries))
            list.Add(Array.Find(Table, m => Bytes.Same(m.Name, word)) ?? throw new FatalException($"parameter auth_mechanisms: unknown mechanism: {word}"));
        return list;
    }

    private static string Nonce(int bytes) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
}
