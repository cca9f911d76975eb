namespace MailSuite.Smtpd.Restrictions;

/// <summary>Enhanced status codes about addresses (RFC 3463 3.2) in texts that administrators and other servers write.</summary>
internal static class AddressStatus
{
    /// <summary>The same table serves senders and recipients, but there are codes of their own for each; about anything else no address code is right.</summary>
    public static string Fit(string code, string kind)
    {
        if (!code.AsSpan(1).StartsWith(".1."))
            return code;
        string detail = code[4..];
        string fitting = kind == Stage.SenderAddress ? detail switch { "1" or "3" or "6" => "1.7", "2" => "1.8", "4" or "5" => "1.0", _ => "1." + detail }
            : kind == Stage.RecipientAddress ? detail switch { "7" => "1.3", "8" => "1.2", _ => "1." + detail }
            : "0.0";
        return $"{code[0]}.{fitting}";
    }
}
