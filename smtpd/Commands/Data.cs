namespace MailSuite.Smtpd.Commands;

/// <summary>DATA: from 354 to the reply that says whose the message is now.</summary>
internal static class Data
{
    /// <summary>The step in which content is being received.</summary>
    public const string InContent = "DATA content";

    public static SmtpReply Run(SmtpSession s, SmtpCommandLine line)
    {
        if (s.Transaction is not { } transaction)
            return Replies.RcptFirst;
        if (transaction.Cleanup is not { } cleanup)
            return Replies.NoValidRecipients;
        if (line.ArgumentCount > 0)
            return Replies.DataSyntax;
        if (s.Policy.Data() is { } refused)
            return refused;
        return new SmtpReply(354, "End data with <CR><LF>.<CR><LF>") { Then = () => Receive(s, transaction, cleanup) };
    }

    private static SmtpReply Receive(SmtpSession s, MailTransaction transaction, MessageSink cleanup)
    {
        s.Enter(InContent);
        cleanup.StartContent();
        // In user mode pickup writes the header: it knows who the user is.
        if (!s.Settings.IsUserMode)
            Received.Write(s, transaction, cleanup);
        var content = new ContentReader(s, transaction, cleanup);
        content.ReadAll();
        s.Enter("END-OF-MESSAGE");
        var reply = Finish(s, transaction, cleanup, content);
        // Whatever became of the message, its transaction is over: the next one starts with MAIL and passes all checks again.
        s.Reset();
        return reply;
    }

    private static SmtpReply Finish(SmtpSession s, MailTransaction transaction, MessageSink cleanup, ContentReader content)
    {
        if (content.HadBareLf && s.BareNewline == BareNewline.Reject)
        {
            var reply = Replies.BareNewline(s.Settings.BareNewlineCode, s.Settings.Myhostname);
            Log.Info(LogLines.Verdict(s, "reject", "bare <LF> received", null));
            return reply;
        }
        if (content.IsTooBig)
            return Replies.Of(CleanupResult.TooBig);
        if (s.Policy.EndOfData() is { } refused)
            return refused;
        var result = cleanup.Finish();
        if (!result.Ok)
            return result.Status == CleanupStatus.TryLater ? Replies.Of(result).Uncounted() : Replies.Of(result);
        if (!transaction.Discard && !transaction.Hold && !s.Settings.IsUserMode)
        {
            if (s.Settings.Context.Suite is { } suite)
                s.Settings.Qmgr.Arrived(cleanup.Id, ref suite.Backlog);
            else
                s.Settings.Qmgr.Arrived(cleanup.Id);
        }
        s.Forgive();
        return Replies.Queued(cleanup.Id);
    }
}
