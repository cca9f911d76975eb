namespace MailSuite.Spawn;

/// <summary>What a service's line in master.cf says behind "spawn": whose rights, and the command.</summary>
internal sealed class SpawnAttributes
{
    /// <summary>Reads them; anything that is not known, or missing, is fatal.</summary>
    public SpawnAttributes(IReadOnlyList<string> words, MailConfig config)
    {
        string user = "";
        for (int i = 0; i < words.Count; i++)
            if (words[i].StartsWith("user=", StringComparison.OrdinalIgnoreCase))
                user = words[i][5..];
            else if (words[i].StartsWith("argv=", StringComparison.OrdinalIgnoreCase))
            {
                Arguments = words[i].Length > 5 ? [words[i][5..], .. words.Skip(i + 1)] : [.. words.Skip(i + 1)];
                break;
            }
            else
                throw new FatalException($"unknown attribute name: {words[i]}");
        if (user.Length == 0)
            throw new FatalException("missing user= command-line attribute");
        if (Arguments.Count == 0)
            throw new FatalException("missing argv= command-line attribute");
        Owner = CommandOwner.Of(user, config);
    }

    /// <summary>argv=: the program and its arguments, as they stand there.</summary>
    public IReadOnlyList<string> Arguments { get; } = [];
    /// <summary>user=.</summary>
    public Credentials Owner { get; }
}
