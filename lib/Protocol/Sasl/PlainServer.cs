namespace MailSuite.Protocol.Sasl;

/// <summary>PLAIN (RFC 4616): authorization identity, NUL, name, NUL, password.</summary>
public sealed class PlainServer : SaslServer
{
    /// <inheritdoc/>
    public override SaslStep Respond(ReadOnlySpan<byte> response)
    {
        int first = response.IndexOf((byte)0);
        int second = first < 0 ? -1 : response[(first + 1)..].IndexOf((byte)0);
        if (second < 0)
            return new SaslStep.Refused("invalid input");
        var identity = response[..first];
        var name = response.Slice(first + 1, second);
        var password = response[(first + second + 2)..];
        if (password.IsEmpty || password.Contains((byte)0) || !IsName(name))
            return new SaslStep.Refused("invalid input");
        // Nobody may log in as somebody else here: an identity that is given must be the name itself.
        if (!identity.IsEmpty && !identity.SequenceEqual(name))
            return new SaslStep.Refused("authorization as another user is not allowed");
        return new SaslStep.CheckPassword(Bytes.Text(name), password.ToArray());
    }
}

/// <summary>LOGIN: asks "Username:" and "Password:". Not a standard, but what Outlook speaks.</summary>
public sealed class LoginServer : SaslServer
{
    private string? user;

    /// <inheritdoc/>
    public override SaslStep Start() => new SaslStep.Challenge("Username:"u8.ToArray());

    /// <inheritdoc/>
    public override SaslStep Respond(ReadOnlySpan<byte> response)
    {
        if (user != null)
            return response.IsEmpty || response.Contains((byte)0) ? new SaslStep.Refused("invalid input") : new SaslStep.CheckPassword(user, response.ToArray());
        if (!IsName(response))
            return new SaslStep.Refused("invalid input");
        user = Bytes.Text(response);
        return new SaslStep.Challenge("Password:"u8.ToArray());
    }
}
