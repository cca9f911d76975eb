using MailSuite.Protocol.Sasl;

namespace MailSuite.Auth.Backends;

/// <summary>What a password database says of a name and a password.</summary>
internal enum Verdict
{
    /// <summary>It is the user's password.</summary>
    Right,
    /// <summary>It is not.</summary>
    Wrong,
    /// <summary>The database does not know the name.</summary>
    UnknownUser,
    /// <summary>The user exists and must not log in now (expired, from this address, no valid password).</summary>
    Refused,
    /// <summary>The database could not be asked: nothing is said about the password.</summary>
    TryLater,
}

/// <summary>Somebody tries to log in.</summary>
internal sealed record Attempt(string User, string Service, string RemoteAddress);

/// <summary>A source of passwords. Its methods run on worker threads and may block.</summary>
internal abstract class PasswordDatabase
{
    /// <summary>Its word in auth_backends.</summary>
    internal abstract string Name { get; }

    /// <summary>Is this the password? Costs the same for a name that is not there.</summary>
    internal abstract Verdict Verify(Attempt attempt, ReadOnlySpan<byte> password);

    /// <summary>The stored secret, for mechanisms in which the password never arrives. UnknownUser where the database cannot tell.</summary>
    internal virtual Verdict Fetch(Attempt attempt, out StoredSecret? secret)
    {
        secret = null;
        return Verdict.UnknownUser;
    }

    /// <summary>The databases of auth_backends, in order.</summary>
    internal static List<PasswordDatabase> Of(MailConfig config, PasswdFile users)
    {
        var list = new List<PasswordDatabase>();
        foreach (string word in config.Get(AuthParams.Backends).Split((char[])[' ', '\t', '\n', ','], StringSplitOptions.RemoveEmptyEntries))
            list.Add(word switch
            {
                "passwd-file" => new PasswdFilePasswords(users),
                "pam" => new Pam(config.Get(AuthParams.PamService)),
                "shadow" => new Shadow("/etc/shadow"),
                _ => throw new FatalException($"parameter auth_backends: unknown password database: {word}"),
            });
        return list;
    }
}
