using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>The environment of a command: a path of our own and what export_environment lets through or sets. Nothing else of ours.</summary>
public static class ExportedEnvironment
{
    /// <summary>Where commands without a directory are looked for.</summary>
    public const string DefaultPath = "/usr/bin:/bin";

    /// <summary>name=value, in a new list to which the caller may add.</summary>
    public static List<string> Of(MailConfig config)
    {
        var result = new List<string> { "PATH=" + DefaultPath };
        foreach (string word in config.Get(GlobalParams.ExportEnvironment).Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
            if (word.IndexOf('=') is > 0 and var at)
                Put(result, word[..at], word[(at + 1)..]);
            else if (Sys.GetEnvironment(word) is { } value)
                Put(result, word, value);
        return result;
    }

    /// <summary>Sets one, in place of an earlier value.</summary>
    public static void Put(List<string> environment, string name, string value)
    {
        environment.RemoveAll(e => e.StartsWith(name + "=", StringComparison.Ordinal));
        environment.Add($"{name}={value}");
    }
}
