namespace MailSuite.Smtpd.Commands;

/// <summary>MAIL and RCPT.</summary>
internal static class Envelope
{
    public static SmtpReply Mail(SmtpSession s, SmtpCommandLine line)
    {
        if (s.Settings.HeloRequired && s.Helo == null)
            return Replies.HeloFirst;
        if (s.Transaction != null)
            return Replies.NestedMail;
        if (s.SkipsChunks)
            return Replies.MailAfterBdat;
        if (s.Limits.Mail() is { } tooMuch)
            return tooMuch;
        if (line.ArgumentCount < 2 || !Bytes.Same(line.Argument(1), "from:"))
            return Replies.MailSyntax;
        var p = new MailParameters();
        SmtpReply? wrong = null;
        for (int i = 3; i <= line.ArgumentCount && wrong == null; i++)
            wrong = p.Take(s, line.Argument(i));
        if (!Address(s, line, "MAIL", allowEmpty: true, p.IsUtf8, out string sender))
            return Replies.BadSender;
        if (wrong != null)
            return wrong;
        if (p.Verp != null && sender.Length == 0)
            return Replies.VerpNullSender;
        if (Unicode.Refusal(s, sender, p.IsUtf8) is { } undeclared)
            return undeclared;
        if (!s.Settings.IsUserMode && Space(s, p.Size) is { } full)
            return full;
        s.Begin(new MailTransaction(sender)
        {
            Encoding = p.Encoding, EnvelopeId = p.EnvelopeId, Return = p.Return, DeclaredSize = p.Size, Submitter = p.Submitter, SendOptions = p.SendOptions, Verp = p.Verp,
            Command = line.Text,
        });
        var refused = s.Settings.DelayReject ? null : s.Policy.Sender();
        if (refused == null && !s.Settings.DelaysOpen)
            refused = Open(s, s.Transaction!);
        if (refused == null)
            return Replies.SenderOk;
        s.Reset();
        return refused;
    }

    public static SmtpReply Rcpt(SmtpSession s, SmtpCommandLine line)
    {
        if (s.InChunks)
            return Replies.RcptAfterBdat;
        if (s.Transaction is not { } transaction)
            return Replies.MailFirst;
        if (s.Limits.Recipient() is { } tooMany)
            return tooMany;
        if (line.ArgumentCount < 2 || !Bytes.Same(line.Argument(1), "to:"))
            return Replies.RcptSyntax;
        bool utf8 = (transaction.SendOptions & SendOption.Smtputf8Requested) != 0;
        if (!Address(s, line, "RCPT", allowEmpty: false, utf8, out string recipient))
            return Replies.BadRecipient;
        var p = new RcptParameters();
        for (int i = 3; i <= line.ArgumentCount; i++)
            if (p.Take(s, line.Argument(i), utf8) is { } wrong)
                return wrong;
        if (Unicode.Refusal(s, recipient, utf8) is { } undeclared)
            return undeclared;
        if (s.Settings.RecipientLimit > 0 && transaction.RecipientCount >= s.Settings.RecipientLimit)
            return transaction.Overshoot++ < s.Settings.RecipientOvershoot ? Replies.TooManyRecipients.Uncounted() : Replies.TooManyRecipients;
        if (!s.Settings.IsUserMode && s.Policy.Recipient(recipient) is { } refused)
            return refused;
        return Accept(s, transaction, line, new EnvelopeRecipient(recipient, recipient, p.Original.Length > 0 ? p.Original : OriginalOf(recipient), p.Notify));
    }

    /// <summary>RFC 3461 5.2.1, RFC 6533 3: what the original recipient is when the client does not say.</summary>
    private static string OriginalOf(string recipient) => (System.Text.Ascii.IsValid(recipient) ? "rfc822;" : "utf-8;") + MailAddress.Quote(recipient);

    private static SmtpReply Accept(SmtpSession s, MailTransaction transaction, SmtpCommandLine line, EnvelopeRecipient recipient)
    {
        if (transaction.Target == null && Open(s, transaction) is { } wrong)
            return wrong;
        var reply = transaction.Target!.Recipient(recipient, line);
        if (reply.Code < 300)
        {
            transaction.Recipient ??= recipient.Address;
            transaction.FirstRecipient = transaction.RecipientCount++ == 0 ? recipient.Address : "";
        }
        return reply;
    }

    /// <summary>Opens the queue file, or the way to the before-queue filter.</summary>
    private static SmtpReply? Open(SmtpSession s, MailTransaction transaction)
    {
        if (s.Settings.ProxyFilter.Length > 0 && !s.Settings.IsUserMode)
        {
            var refusal = s.Settings.SpoolsForProxy ? SpooledProxyTarget.TryOpen(s, transaction, out var target) : ProxyTarget.TryOpen(s, transaction, out target);
            transaction.Target = target;
            return refusal;
        }
        try
        {
            transaction.Target = QueueTarget.Open(s, transaction);
            return null;
        }
        catch (UnixException e)
        {
            Log.Warning($"{s.Peer.Display}: {e.Message}");
            return e.Errno is Errno.NOSPC or Errno.DQUOT ? Replies.NoSpace.Uncounted() : Replies.WriteError.Uncounted();
        }
    }

    private static bool Address(SmtpSession s, SmtpCommandLine line, string command, bool allowEmpty, bool utf8, out string address)
    {
        address = "";
        // A domain beyond ASCII is none, for a client that does not speak SMTPUTF8.
        if (!line.IsBroken(2) && SmtpPath.TryParse(line.Argument(2), allowEmpty, s.Settings.StrictEnvelopes, out address) && (utf8 || HasAsciiDomain(address)))
            return true;
        Log.Warning($"Illegal address syntax from {s.Peer.Display} in {command} command: {line.Argument(2)}");
        return false;
    }

    private static bool HasAsciiDomain(string address) => System.Text.Ascii.IsValid(address.AsSpan(address.LastIndexOf('@') + 1)) || !address.Contains('@');

    /// <summary>Would the message fit: the fixed limit, and the disk (twice the limit's half, as Postfix: 1.5 times).</summary>
    private static SmtpReply? Space(SmtpSession s, long size)
    {
        long limit = s.Settings.MessageSizeLimit, minimum = s.Settings.QueueMinfree;
        if (limit > 0 && size > limit)
            return Replies.SizeLimit;
        long free;
        try
        {
            free = s.Settings.FreeSpace();
        }
        catch (UnixException e)
        {
            Log.Warning(e.Message);
            return Replies.NoSpace.Uncounted();
        }
        if (free < minimum || limit > 0 && free / 1.5 < limit || size > 0 && free - size < minimum)
        {
            Log.Warning($"not enough free space in mail queue: {free} bytes < 1.5*message size limit");
            return Replies.NoSpace.Uncounted();
        }
        return null;
    }
}
