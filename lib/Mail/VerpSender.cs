using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>Variable envelope return paths: each recipient gets a sender address that names him, so that a bounce tells of whom it is.</summary>
public static class VerpSender
{
    /// <summary>Are these two characters that verp_delimiter_filter allows?</summary>
    public static bool IsAllowed(MailConfig config, string delimiters) =>
        config.Get(GlobalParams.VerpDelimiterFilter) is var filter && delimiters.Length == 2 && filter.Contains(delimiters[0]) && filter.Contains(delimiters[1]);

    /// <summary>
    /// "owner+user=domain@sender.example" for owner@sender.example and user@domain with the delimiters "+=". The recipient is the one that the
    /// list knows, before any alias. Without delimiters, or for the null sender, the sender as it is.
    /// </summary>
    public static string For(string sender, string delimiters, string original, string recipient)
    {
        if (delimiters.Length != 2 || sender.Length == 0)
            return sender;
        string address = original.Length > 0 ? original : recipient;
        int at = sender.LastIndexOf('@'), host = address.LastIndexOf('@');
        var (local, domain) = at < 0 ? (sender, "") : (sender[..at], sender[at..]);
        return $"{local}{delimiters[0]}{(host < 0 ? address : $"{address[..host]}{delimiters[1]}{address[(host + 1)..]}")}{domain}";
    }
}
