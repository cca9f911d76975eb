namespace MailSuite.Smtpd.Restrictions;

/// <summary>reject_unverified_sender and reject_unverified_recipient: would mail to the address be delivered? The verify service finds out by a probe.</summary>
internal static class AddressVerification
{
    private sealed record Wording(string Kind, string Dsn, int RejectCode, int DeferCode, bool DefersAtOnce, string OtherReason);

    public static Verdict Sender(PolicyCheck c, Element e) => c.SenderAddress.Length == 0 ? Verdict.Dunno : Check(c, c.SenderAddress, new Wording(
        Stage.SenderAddress, "4.1.7", c.Config.Get(SmtpdParams.UnverifiedSenderRejectCode), c.Config.Get(SmtpdParams.UnverifiedSenderDeferCode),
        c.Tables.DefersUnverifiedSender, c.Config.Get(SmtpdParams.UnverifiedSenderRejectReason)));

    public static Verdict Recipient(PolicyCheck c, Element e) => c.RecipientAddress is not { } recipient ? Verdict.Dunno : Check(c, recipient, new Wording(
        Stage.RecipientAddress, "4.1.1", c.Config.Get(SmtpdParams.UnverifiedRecipientRejectCode), c.Config.Get(SmtpdParams.UnverifiedRecipientDeferCode),
        c.Tables.DefersUnverifiedRecipient, c.Config.Get(SmtpdParams.UnverifiedRecipientRejectReason)));

    private static Verdict Check(PolicyCheck c, string address, Wording w)
    {
        string start = $"<{address}>: {w.Kind} rejected:";
        if (Ask(c, address) is not { } answer)
        {
            Log.Warning($"{c.Config.Get(VerifyParams.ServiceName)} service failure");
            return c.TempFail(w.DefersAtOnce, 450, w.Dsn, $"{start} address verification problem");
        }
        int code = answer.State switch { AddressState.Deliverable => 0, AddressState.Undeliverable => w.RejectCode, _ => w.DeferCode };
        string why = code >= 400 && w.OtherReason.Length > 0 ? w.OtherReason : answer.Reason;
        // A code of 2xx lets it pass; one of 4xx waits for what the other restrictions say.
        return code < 400 ? Verdict.Dunno
            : code < 500 ? c.TempFail(w.DefersAtOnce, code, w.Dsn, $"{start} unverified address: {(why.Length > 250 ? why[..250] : why)}")
            : c.Refuse(code, w.Dsn, $"{start} undeliverable address: {why}");
    }

    /// <summary>Asks until the address is known, address_verify_poll_count times.</summary>
    private static VerifyReply? Ask(PolicyCheck c, string address)
    {
        int count = c.Config.Get(VerifyParams.PollCount);
        for (int i = 1; ; i++)
        {
            if (c.Tables.Verify.Query(address) is not { } answer)
                return null;
            if (answer.State != AddressState.Unknown || i >= count)
                return answer;
            c.Session.Wait(c.Config.Get(VerifyParams.PollDelay));
        }
    }
}
