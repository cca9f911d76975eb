using System.Globalization;

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
        if (line.ArgumentCount < 2 || !Bytes.Same(line.Argument(1), "from:"))
            return Replies.MailSyntax;
        if (!Address(s, line, "MAIL", allowEmpty: true, out string sender))
            return Replies.BadSender;
        var p = new MailParameters();
        for (int i = 3; i <= line.ArgumentCount; i++)
            if (p.Take(s, line.Argument(i)) is { } wrong)
                return wrong;
        if (!s.Settings.IsUserMode && Space(s, p.Size) is { } full)
            return full;
        s.Begin(new MailTransaction(sender) { Encoding = p.Encoding, EnvelopeId = p.EnvelopeId, Return = p.Return, DeclaredSize = p.Size, Submitter = p.Submitter });
        if (!s.Settings.DelayReject && s.Policy.Sender() is { } refused)
        {
            s.Reset();
            return refused;
        }
        return Replies.SenderOk;
    }

    public static SmtpReply Rcpt(SmtpSession s, SmtpCommandLine line)
    {
        if (s.Transaction is not { } transaction)
            return Replies.MailFirst;
        if (line.ArgumentCount < 2 || !Bytes.Same(line.Argument(1), "to:"))
            return Replies.RcptSyntax;
        if (!Address(s, line, "RCPT", allowEmpty: false, out string recipient))
            return Replies.BadRecipient;
        int notify = 0;
        string original = "";
        for (int i = 3; i <= line.ArgumentCount; i++)
            if (RcptParameter(s, line.Argument(i), ref notify, ref original) is { } wrong)
                return wrong;
        if (s.Settings.RecipientLimit > 0 && transaction.RecipientCount >= s.Settings.RecipientLimit)
            return transaction.Overshoot++ < s.Settings.RecipientOvershoot ? Replies.TooManyRecipients.Uncounted() : Replies.TooManyRecipients;
        if (!s.Settings.IsUserMode && s.Policy.Recipient(recipient) is { } refused)
            return refused;
        return Accept(s, transaction, new EnvelopeRecipient(recipient, recipient, original.Length > 0 ? original : "rfc822;" + MailAddress.Quote(recipient), notify));
    }

    private static SmtpReply Accept(SmtpSession s, MailTransaction transaction, EnvelopeRecipient recipient)
    {
        try
        {
            transaction.Cleanup ??= QueueFile.Open(s, transaction);
        }
        catch (UnixException e)
        {
            Log.Warning($"{s.Peer.Display}: {e.Message}");
            return e.Errno is Errno.NOSPC or Errno.DQUOT ? Replies.NoSpace.Uncounted() : Replies.WriteError.Uncounted();
        }
        transaction.FirstRecipient = transaction.RecipientCount++ == 0 ? recipient.Address : "";
        transaction.Cleanup.Recipient(recipient);
        return Replies.RecipientOk;
    }

    private static bool Address(SmtpSession s, SmtpCommandLine line, string command, bool allowEmpty, out string address)
    {
        address = "";
        if (!line.IsBroken(2) && SmtpPath.TryParse(line.Argument(2), allowEmpty, s.Settings.StrictEnvelopes, out address))
            return true;
        Log.Warning($"Illegal address syntax from {s.Peer.Display} in {command} command: {line.Argument(2)}");
        return false;
    }

    private static SmtpReply? RcptParameter(SmtpSession s, string parameter, ref int notify, ref string original)
    {
        var (name, value) = MailParameters.Split(parameter);
        bool isNotify = Bytes.Same(name, "NOTIFY"), isOrcpt = Bytes.Same(name, "ORCPT");
        if (!isNotify && !isOrcpt)
            return Replies.Unsupported(parameter);
        if (s.Settings.DiscardedKeywords.Contains("DSN"))
            return Replies.NoDsn;
        if (isNotify)
            return notify == 0 && (notify = Notify(value)) != 0 ? null : Replies.BadNotify;
        int semicolon = value.IndexOf(';');
        if (original.Length > 0 || semicolon <= 0 || semicolon == value.Length - 1 || value.AsSpan(0, semicolon).IndexOfAnyExceptInRange('!', '~') >= 0
            || Xtext.Decode(value[(semicolon + 1)..]) is not { } decoded)
            return Replies.BadOrcpt;
        // Kept encoded as the queue file has it: decoded, for rfc822 addresses as Postfix, which encodes again on the way out.
        original = $"{value[..semicolon]};{decoded}";
        return null;
    }

    /// <summary>NOTIFY=NEVER, or any of SUCCESS,FAILURE,DELAY; 0 when it is neither.</summary>
    private static int Notify(string value)
    {
        int mask = 0;
        foreach (string word in value.Split(','))
            mask |= word.ToUpperInvariant() switch { "NEVER" => DsnNotify.Never, "SUCCESS" => DsnNotify.Success, "FAILURE" => DsnNotify.Failure, "DELAY" => DsnNotify.Delay, _ => 64 };
        return mask > 15 || (mask & DsnNotify.Never) != 0 && mask != DsnNotify.Never ? 0 : mask;
    }

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

    /// <summary>The parameters of MAIL, each at most once.</summary>
    private sealed class MailParameters
    {
        public string Encoding { get; private set; } = "";
        public string EnvelopeId { get; private set; } = "";
        public string Submitter { get; private set; } = "";
        public int Return { get; private set; }
        public long Size { get; private set; }

        public static (string Name, string Value) Split(string parameter)
        {
            int at = parameter.IndexOf('=');
            return at < 0 ? (parameter, "") : (parameter[..at], parameter[(at + 1)..]);
        }

        /// <summary>Takes a parameter; the refusal when it is wrong.</summary>
        public SmtpReply? Take(SmtpSession s, string parameter)
        {
            var (name, value) = Split(parameter);
            switch (name.ToUpperInvariant())
            {
                case "BODY" when Bytes.Same(value, "8BITMIME"):
                    Encoding = "8bit";
                    return null;
                case "BODY" when Bytes.Same(value, "7BIT"):
                    Encoding = "7bit";
                    return null;
                case "SIZE":
                    if (value.Length == 0 || value.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0)
                        return Replies.BadSize;
                    if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long size))
                        return Replies.SizeOverflow;
                    Size = size;
                    return null;
                case "AUTH":
                    if (Submitter.Length > 0 || Xtext.Decode(value) is not { Length: > 0 } submitter)
                        return Replies.BadAuthParameter;
                    // RFC 4954 5: believed only of those who logged in themselves.
                    if (s.Settings.Sasl.Enabled)
                        Submitter = s.SaslUser.Length > 0 ? submitter : "<>";
                    return null;
                case "RET":
                    if (s.Settings.DiscardedKeywords.Contains("DSN"))
                        return Replies.NoDsn;
                    int code = Bytes.Same(value, "FULL") ? DsnReturn.Full : Bytes.Same(value, "HDRS") ? DsnReturn.Headers : 0;
                    if (Return != 0 || code == 0)
                        return Replies.BadRet;
                    Return = code;
                    return null;
                case "ENVID":
                    if (s.Settings.DiscardedKeywords.Contains("DSN"))
                        return Replies.NoDsn;
                    if (EnvelopeId.Length > 0 || value.Length is 0 or > 100 || Xtext.Decode(value) == null)
                        return Replies.BadEnvid;
                    EnvelopeId = value;
                    return null;
                default:
                    return Replies.Unsupported(parameter);
            }
        }
    }
}
