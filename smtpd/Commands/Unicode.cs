namespace MailSuite.Smtpd.Commands;

/// <summary>Addresses beyond ASCII (RFC 6531): where they may stand only in a transaction that was declared so.</summary>
internal static class Unicode
{
    /// <summary>
    /// The refusal of an address. A domain beyond ASCII always asks for SMTPUTF8; a local part has come through without for as long as there are
    /// mailers, so it does only with strict_smtputf8.
    /// </summary>
    public static SmtpReply? Refusal(SmtpSession s, string address, bool declared)
    {
        if (declared || System.Text.Ascii.IsValid(address))
            return null;
        int at = address.LastIndexOf('@');
        bool domain = at >= 0 && !System.Text.Ascii.IsValid(address.AsSpan(at + 1));
        return domain || s.Settings.StrictUtf8 ? Replies.MustDeclareUtf8 : null;
    }
}
