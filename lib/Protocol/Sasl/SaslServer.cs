namespace MailSuite.Protocol.Sasl;

/// <summary>What the server side of a mechanism wants next.</summary>
public abstract record SaslStep
{
    private SaslStep() { }

    /// <summary>Send this to the client and hand its answer to <see cref="SaslServer.Respond"/>.</summary>
    public sealed record Challenge(byte[] Data) : SaslStep;

    /// <summary>Is this the user's password? The exchange is over, one way or the other.</summary>
    public sealed record CheckPassword(string User, byte[] Password) : SaslStep;

    /// <summary>Fetch what is stored for this user and hand it to <see cref="SaslServer.Stored"/>.</summary>
    public sealed record FetchStored(string User) : SaslStep;

    /// <summary>The client has proven who it is; <paramref name="Final"/> is the mechanism's last word to it, or null.</summary>
    public sealed record Proven(string User, byte[]? Final) : SaslStep;

    /// <summary>The proof was wrong, or there was nothing to prove it against.</summary>
    public sealed record Mismatch(string User) : SaslStep;

    /// <summary>The client does not speak the mechanism's language, or wants to be somebody else.</summary>
    public sealed record Refused(string Reason) : SaslStep;
}

/// <summary>The server side of one authentication exchange: responses in, steps out; never an exception for what a client sent.</summary>
public abstract class SaslServer
{
    /// <summary>The first step when the client sent no initial response.</summary>
    public virtual SaslStep Start() => new SaslStep.Challenge([]);

    /// <summary>The client's response (initial or to the last challenge).</summary>
    public abstract SaslStep Respond(ReadOnlySpan<byte> response);

    /// <summary>The answer to <see cref="SaslStep.FetchStored"/>: the stored secret with its scheme, or null when the user has none that this mechanism can use.</summary>
    public virtual SaslStep Stored(StoredSecret? secret) => throw new InvalidOperationException("this mechanism asks for no stored secret");

    /// <summary>A user name is text without control characters and of bearable length; what else could be meant by it is the database's business.</summary>
    protected static bool IsName(ReadOnlySpan<byte> name) => name.Length is > 0 and <= 255 && !name.ContainsAnyInRange((byte)0, (byte)0x1f) && !name.Contains((byte)0x7f);
}

/// <summary>A secret as the password database keeps it: the scheme's name in capitals, and the text after it.</summary>
public sealed record StoredSecret(string Scheme, string Text);
