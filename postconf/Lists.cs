namespace MailSuite.Postconf;

/// <summary>What this build can do, one line each: -a -A -l -m -T.</summary>
internal static class Lists
{
    public static void Show(Options options, Output output)
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
    }

    private static string[] TlsAnswer(string question) => question switch
    {
        "compile-version" or "run-version" => [TlsLibrary.Version],
        "public-key-algorithms" => ["ecdsa", "rsa"],
        _ => UnknownQuestion(question),
    };

    private static string[] UnknownQuestion(string question)
    {
        Log.Warning($"unknown 'postconf -T' mode: {question}");
        throw new FatalException("specify one of: compile-version run-version public-key-algorithms");
    }
}
