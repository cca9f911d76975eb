namespace MailSuite.Smtpd.Commands;

/// <summary>DATA: from 354 to the reply that says whose the message is now.</summary>
internal static class Data
{
    /// <summary>The step in which content is being received.</summary>
    public const string InContent = "DATA content";

    public static SmtpReply Run(SmtpSession s, SmtpCommandLine line)
    {
        if (s.InChunks)
            return Replies.DataAfterBdat;
        if (s.Transaction is not { } transaction)
            return Replies.RcptFirst;
        if (transaction.Ready is not { } target)
            return Replies.NoValidRecipients;
        if (line.ArgumentCount > 0)
            return Replies.DataSyntax;
        if (s.Policy.Data() is { } refused)
            return refused;
        if (target.StartContent() is { } wrong)
        {
            s.Reset();
            return wrong;
        }
        return new SmtpReply(354, "End data with <CR><LF>.<CR><LF>") { Then = () => Receive(s, transaction, target) };
    }

    private static SmtpReply Receive(SmtpSession s, MailTransaction transaction, MailTarget target)
    {
        s.Enter(InContent);
        var content = new MessageContent(s, transaction, target);
        DotReader.ReadAll(s, content);
        return content.Finish();
    }
}
