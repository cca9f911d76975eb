namespace MailSuite.Maps;

/// <summary>Splits user+ext: recipient_delimiter is a set of characters, of which the first in the local part splits (split_addr(3)).</summary>
public static class AddressExtension
{
    /// <summary>
    /// The local part without its extension, and the extension with its delimiter ("+ext", empty when there is none).
    /// Never splits postmaster, mailer-daemon and double-bounce, nor owner-list and list-request when "-" is a delimiter.
    /// </summary>
    public static (string User, string Extension) Split(string localPart, MailConfig config)
    {
        string delimiters = config.Get(GlobalParams.RecipientDelimiter);
        if (delimiters.Length == 0)
            return (localPart, "");
        int at = localPart.AsSpan().IndexOfAny(delimiters);
        if (at <= 0 || IsSpecial(localPart, delimiters, config))
            return (localPart, "");
        return (localPart[..at], localPart[at..]);
    }

    /// <summary>An address without its extension, and the extension with its delimiter.</summary>
    public static (string Address, string Extension) SplitAddress(string address, MailConfig config)
    {
        int domain = address.LastIndexOf('@');
        if (domain < 0)
            return Split(address, config);
        var (user, extension) = Split(address[..domain], config);
        return (user + address[domain..], extension);
    }

    private static bool IsSpecial(string localPart, string delimiters, MailConfig config) =>
        Bytes.Same(localPart, "postmaster") || Bytes.Same(localPart, "MAILER-DAEMON") || Bytes.Same(localPart, config.Get(GlobalParams.DoubleBounceSender))
        || delimiters.Contains('-') && config.Get(GlobalParams.OwnerRequestSpecial)
            && (localPart.StartsWith("owner-", StringComparison.OrdinalIgnoreCase)
                || localPart.Length > 8 && localPart.EndsWith("-request", StringComparison.OrdinalIgnoreCase));
}
