namespace MailSuite.Mail;

/// <summary>Addresses in log lines, in the form of info_log_address_format.</summary>
public static class LogAddress
{
    /// <summary>An address in internal form as log lines show it: quoted where RFC 5321 wants quotes, or as it is.</summary>
    public static string Of(string address) => Log.InternalAddresses ? address : Protocol.MailAddress.Quote(address);
}
