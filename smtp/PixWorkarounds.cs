using MailSuite.Maps;

namespace MailSuite.Smtp;

/// <summary>What helps against firewalls that rewrite SMTP (they show a greeting of asterisks): smtp_pix_workarounds, and per server smtp_pix_workaround_maps.</summary>
internal sealed class PixWorkarounds
{
    private readonly MapList maps;
    private readonly string usual;

    internal PixWorkarounds(SmtpSettings settings)
    {
        maps = settings.Maps(SmtpParams.PixWorkaroundMaps, LmtpParams.PixWorkaroundMaps);
        usual = settings.Text("pix_workarounds");
        Check(usual);
    }

    /// <summary>Is the greeting one that such a firewall has blackened?</summary>
    internal static bool IsBlackened(string greeting) => greeting.StartsWith("220 ", StringComparison.Ordinal) && greeting.Contains('*') && greeting.AsSpan().IndexOfAnyExcept("20 *\t") < 0;

    /// <summary>The words for a server: "disable_esmtp", "delay_dotcrlf"; empty for none.</summary>
    internal IReadOnlyList<string> For(SmtpHost host)
    {
        var found = maps.IsEmpty || host.Address == null ? LookupResult.NotFound : maps.Find(host.Address.ToString());
        if (found.Status == LookupStatus.TryLater)
            return [];
        string words = found.IsFound ? found.Value : usual;
        if (found.IsFound)
            Check(words);
        return [.. SmtpSettings.Words(words).Select(static w => w.ToLowerInvariant()).Where(static w => w != "none")];
    }

    private static void Check(string words)
    {
        foreach (var word in SmtpSettings.Words(words))
            if (word.ToLowerInvariant() is not ("disable_esmtp" or "delay_dotcrlf" or "none"))
                Log.Warning($"unknown PIX workaround: {word}");
    }
}
