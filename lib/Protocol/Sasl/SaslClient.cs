namespace MailSuite.Protocol.Sasl;

/// <summary>The client side of one authentication exchange: challenges in, responses out; never an exception for what a server sent.</summary>
public abstract class SaslClient
{
    /// <summary>What goes with the AUTH command itself; null when the server speaks first.</summary>
    public virtual byte[]? Initial => null;

    /// <summary>The response to a challenge; null to give up, because the server does not speak the mechanism's language or has proven to be another.</summary>
    public abstract byte[]? Respond(ReadOnlySpan<byte> challenge);

    /// <summary>May the server say now that we are in? A server that must prove itself first may not.</summary>
    public virtual bool MayEnd => true;
}

/// <summary>PLAIN (RFC 4616): user and password as they are.</summary>
public sealed class PlainClient(string user, string password) : SaslClient
{
    /// <inheritdoc/>
    public override byte[]? Initial => Bytes.Of($"\0{user}\0{password}");

    /// <inheritdoc/>
    public override byte[]? Respond(ReadOnlySpan<byte> challenge) => null;
}

/// <summary>LOGIN: user and password, each when asked, whatever the question.</summary>
public sealed class LoginClient(string user, string password) : SaslClient
{
    private int asked;

    /// <inheritdoc/>
    public override byte[]? Respond(ReadOnlySpan<byte> challenge) => asked++ switch { 0 => Bytes.Of(user), 1 => Bytes.Of(password), _ => null };
}

/// <summary>XOAUTH2 (Google, Microsoft): the user, and a token in the password's place.</summary>
public sealed class XOAuth2Client(string user, string token) : SaslClient
{
    private bool failed;

    /// <inheritdoc/>
    public override byte[]? Initial => Bytes.Of($"user={user}\u0001auth=Bearer {token}\u0001\u0001");

    /// <summary>A challenge is an error report, to be answered with nothing; the refusal itself comes after that.</summary>
    public override byte[]? Respond(ReadOnlySpan<byte> challenge)
    {
        bool again = failed;
        failed = true;
        return again ? null : [];
    }
}

/// <summary>A mechanism of one challenge and one response that somebody else computes (CRAM-MD5).</summary>
public sealed class OneResponseClient(Func<byte[], byte[]> response) : SaslClient
{
    private bool given;

    /// <inheritdoc/>
    public override byte[]? Respond(ReadOnlySpan<byte> challenge)
    {
        bool again = given;
        given = true;
        return again ? null : response(challenge.ToArray());
    }
}
