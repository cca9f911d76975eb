using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>
/// The attributes of a service that runs commands (pipe(8), spawn(8)), as they stand behind the program's name in master.cf: name=value, in any
/// order, and argv= as the last, with the command in the words that follow. user= and argv= must be there.
/// </summary>
public sealed class CommandAttributes
{
    /// <summary>Reads them; what is not known, or missing, is fatal.</summary>
    /// <param name="words">The words of master.cf.</param>
    /// <param name="config">For the rights that no command may have.</param>
    /// <param name="take">Takes an attribute of the program's own, its name in lower case; false when there is none of that name.</param>
    public CommandAttributes(IReadOnlyList<string> words, MailConfig config, Func<string, string, bool> take)
    {
        string user = "";
        for (int i = 0; i < words.Count && Arguments.Count == 0; i++)
        {
            int at = words[i].IndexOf('=');
            string name = at < 0 ? "" : words[i][..at].ToLowerInvariant(), value = words[i][(at + 1)..];
            if (name == "user")
                user = value;
            else if (name == "argv")
            {
                Arguments = value.Length > 0 ? [value, .. words.Skip(i + 1)] : [.. words.Skip(i + 1)];
                break;
            }
            else if (!take(name, value))
                throw new FatalException($"unknown attribute name: {words[i]}");
        }
        if (user.Length == 0)
            throw new FatalException("missing user= command-line attribute");
        if (Arguments.Count == 0)
            throw new FatalException("missing argv= command-line attribute");
        Owner = CommandOwner.Of(user, config);
    }

    /// <summary>argv=: the program and its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; } = [];

    /// <summary>user=: with whose rights it runs.</summary>
    public Credentials Owner { get; }
}
