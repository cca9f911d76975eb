namespace MailSuite.Net;

/// <summary>Cipher grades of *_tls_ciphers with the OpenSSL lists behind them (tls_*_cipherlist), and what is taken out again.</summary>
public sealed record TlsCiphers(string High, string Medium, string Null)
{
    /// <summary>The list for a grade with exclusions; null when the grade is none. "low" and "export" are what "medium" is, since OpenSSL lost them.</summary>
    public string? ListOf(string grade, params ReadOnlySpan<string> excluded)
    {
        string? list = grade.ToLowerInvariant() switch { "high" => High, "medium" or "low" or "export" => Medium, "null" => Null, _ => null };
        if (list == null)
            return null;
        foreach (var words in excluded)
            foreach (var word in words.Split((char[])[' ', '\t', ',', ':', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
                list += ":!" + word;
        return list;
    }
}
