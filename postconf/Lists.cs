namespace MailSuite.Postconf;

/// <summary>What this build can do, one line each: -a -A -l -m -T. The result is the exit status.</summary>
internal static class Lists
{
    public static int Show(Options options, Output output)
    {
        IEnumerable<string> lines = options.Mode switch
        {
            'a' => ["dovecot"],
            'A' => ["cyrus"],
            'l' => ["flock", "fcntl", "dotlock"],
            'm' => Tables.Types.Order(StringComparer.Ordinal),
            _ => TlsAnswer(options.TlsQuestion!),
        };
        foreach (string line in lines)
            output.Line(line);
        output.Flush();
        return options.Mode == 'T' && !lines.Any() ? 1 : 0;
    }

    private static string[] TlsAnswer(string question)
    {
        switch (question)
        {
            case "compile-version" or "run-version":
                return [TlsLibrary.Version];
            case "public-key-algorithms":
                return ["ecdsa", "rsa"];
            default:
                Log.Warning($"unknown 'postconf -T' mode: {question}");
                return [];
        }
    }
}
