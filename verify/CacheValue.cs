using System.Globalization;

namespace MailSuite.Verify;

/// <summary>An entry as Postfix's verify(8) writes it to its cache: "state:probed:updated:reason".</summary>
internal static class CacheValue
{
    public static string Text(CacheEntry e) => string.Create(CultureInfo.InvariantCulture, $"{(int)e.State}:{e.Probed}:{e.Updated}:{Bytes.Printable(e.Reason)}");

    /// <summary>The entry; null when the text is none.</summary>
    public static CacheEntry? Parse(ReadOnlySpan<char> value)
    {
        Span<Range> parts = stackalloc Range[4];
        if (value.Split(parts, ':') != 4 || !int.TryParse(value[parts[0]], NumberStyles.None, CultureInfo.InvariantCulture, out int state) || state > (int)AddressState.Unknown
            || !long.TryParse(value[parts[1]], NumberStyles.None, CultureInfo.InvariantCulture, out long probed)
            || !long.TryParse(value[parts[2]], NumberStyles.None, CultureInfo.InvariantCulture, out long updated))
            return null;
        return new CacheEntry((AddressState)state, probed, updated, value[parts[3]].ToString());
    }
}
