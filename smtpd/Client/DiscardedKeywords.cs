namespace MailSuite.Smtpd;

/// <summary>EHLO keywords that are withheld (smtpd_discard_ehlo_keywords and the maps by client address): neither offered nor served.</summary>
internal sealed class DiscardedKeywords
{
    private readonly HashSet<string> words;
    private readonly bool silent;

    public DiscardedKeywords(string list)
    {
        words = new HashSet<string>(SmtpdSettings.Words(list), StringComparer.OrdinalIgnoreCase);
        silent = words.Remove("silent-discard");
    }

    public bool Has(string keyword) => words.Count > 0 && words.Contains(keyword);

    /// <summary>Tells the log what a client does not get, as often as it asks.</summary>
    public void Tell()
    {
        if (words.Count > 0 && !silent)
            Log.Info($"discarding EHLO keywords: {string.Join(' ', words.Select(static w => w.ToUpperInvariant()))}");
    }
}
