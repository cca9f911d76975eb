using System.Globalization;
using System.Text;
using MailSuite.Mail;
using MailSuite.Protocol;

namespace MailSuite.Smtp;

/// <summary>
/// One message over one session: MAIL, RCPT for everyone who is left, DATA, the message, and what the server said to each. With PIPELINING a
/// whole group of commands leaves in one write. In LMTP each recipient gets an answer of its own after the message.
/// </summary>
internal sealed class MailTransaction(SmtpWorld world, SmtpDelivery work, SmtpSession session, bool final, bool softBounce)
{
    /// <summary>The one moment in which a lost connection may mean that the message arrived.</summary>
    internal const string SendingEnd = "sending end of data -- message may be sent more than once";

    // Commands that may be under way without their replies read: more could fill both directions and block both ends.
    private const int GroupLimit = 50;

    private readonly SmtpSettings settings = world.Settings;
    private readonly DeliveryRequest request = work.Delivery.Request;
    private readonly List<DeliveryRecipient> accepted = [];
    private readonly bool onlyAsk = (work.Delivery.Request.Flags & DeliveryFlags.VerifyOnly) != 0;
    private long connected;

    /// <summary>
    /// Sends the message to those who are left. Null when each of them got an answer (those with a temporary one stay left for another
    /// server); else why the server would not take the message from anybody. <paramref name="connected"/> is when the session was ready, 0 for a kept one.
    /// </summary>
    internal Dsn? Run(long connected)
    {
        this.connected = connected;
        session.IsReusable = false;
        if (Unfit() is { } unfit)
        {
            // The session is as good as before; only this message is not for it.
            session.IsReusable = true;
            return End(unfit);
        }
        bool grouped = session.Has(Features.Pipelining) && !EarlyReplies();
        int resets = session.NeedsReset ? 1 : 0;
        session.NeedsReset = true;
        session.Doing = "sending MAIL FROM";
        if (resets > 0)
        {
            session.Limit(settings.ResetTimeout);
            session.Send("RSET");
            if (!grouped)
                session.Read();
        }
        var forwards = settings.SendXforward && session.XForwards.Count > 0 ? XForward.Commands(session.XForwards, request).ToList() : [];
        foreach (var command in forwards)
        {
            session.Limit(settings.XforwardTimeout);
            session.Send(command);
            if (!grouped)
                Forwarded(session.Read());
        }
        session.Limit(settings.MailTimeout);
        session.Send(MailCommand());
        var recipients = work.Left.ToArray();
        // Without pipelining, or with more recipients than fit a group, DATA waits until we know that somebody is there to receive.
        bool dataToo = grouped && !settings.IsLmtp && !onlyAsk && recipients.Length <= GroupLimit;
        int sent = 0;
        void SendGroup()
        {
            for (int room = grouped ? GroupLimit : 1; room > 0 && sent < recipients.Length; room--)
                session.Send(RcptCommand(recipients[sent++]));
        }
        if (grouped)
        {
            SendGroup();
            if (dataToo)
                session.Send("DATA");
            if (resets > 0)
                session.Read();
            foreach (var _ in forwards)
                Forwarded(session.Read());
        }
        var mail = session.Read();
        if (!mail.IsPositive)
            return Refused(mail, grouped ? sent + (dataToo ? 1 : 0) : 0);
        for (int answered = 0; answered < recipients.Length; answered++)
        {
            if (answered == sent)
                SendGroup();
            session.Doing = "sending RCPT TO";
            session.Limit(settings.RcptTimeout);
            Answer(recipients[answered], session.Read());
        }
        return Data(dataToo);
    }

    /// <summary>
    /// smtp_tls_block_early_mail_reply: somebody who can put words before ours into a TLS session (CVE-2009-3555) has their answers come early. So the
    /// first message's commands go one by one, and an answer to what was not asked ends the session.
    /// </summary>
    private bool EarlyReplies()
    {
        if (!settings.BlockEarlyMailReply || session.Tls == null || session.Uses > 1)
            return false;
        if (!session.Stream.MoreIsHere && !Sys.Readable(session.Fd, 0))
            return true;
        Log.Warning($"early reply from {session.PeerWithPort} inside TLS");
        throw new PeerGoneException();
    }

    /// <summary>That a filter does not want to know is no reason to keep the mail.</summary>
    private void Forwarded(SmtpReply reply)
    {
        if (!reply.IsPositive)
            Log.Warning($"host {session.Peer} said: {reply.Text} (in reply to XFORWARD command)");
    }

    /// <summary>What the server said it cannot take is not tried.</summary>
    private Dsn? Unfit()
    {
        if (session.SizeLimit > 0 && request.DataSize > session.SizeLimit)
            return Replies.TooLarge(session, request.DataSize);
        return NeedsUtf8 && !session.Has(Features.SmtpUtf8) ? Replies.NeedsUtf8(session) : null;
    }

    /// <summary>Are there letters in the addresses that only SMTPUTF8 can carry?</summary>
    private bool WantsUtf8 => (request.SendOptions & SendOption.Smtputf8Requested) != 0;

    /// <summary>
    /// Would a server without SMTPUTF8 get what its client declared to be UTF-8? Nobody may pass that on as something else (RFC 6531 3.4). Who declared
    /// nothing has his bytes passed on as they came, as ever.
    /// </summary>
    private bool NeedsUtf8 => WantsUtf8
        && ((request.SendOptions & SendOption.Smtputf8Header) != 0 || !Ascii.IsValid(request.Sender) || work.Left.Exists(static r => !Ascii.IsValid(r.Address)));

    private string Quoted(string address) => settings.QuoteEnvelope ? MailAddress.Quote(address) : address;

    private string MailCommand()
    {
        var text = new StringBuilder("MAIL FROM:<").Append(Quoted(world.Generic.Map(request.Sender))).Append('>');
        if (session.Has(Features.Size) && request.DataSize > 0)
            text.Append(CultureInfo.InvariantCulture, $" SIZE={request.DataSize}");
        if (session.Has(Features.EightBit) && request.Encoding.Length > 0)
            text.Append(request.Encoding == "8bit" ? " BODY=8BITMIME" : " BODY=7BIT");
        if (session.Has(Features.SmtpUtf8) && WantsUtf8)
            text.Append(" SMTPUTF8");
        if (session.Need != RequireTlsNeed.None && session.Tls != null && session.Has(Features.RequireTls))
            text.Append(" REQUIRETLS");
        if (settings.SendDummyMailAuth && session.Has(Features.Auth))
            text.Append(" AUTH=<>");
        if (session.Has(Features.Dsn))
        {
            if (request.EnvelopeId.Length > 0)
                text.Append(" ENVID=").Append(Xtext.Safe(request.EnvelopeId));
            if (request.Return != DsnReturn.Unspecified)
                text.Append(request.Return == DsnReturn.Full ? " RET=FULL" : " RET=HDRS");
        }
        return text.ToString();
    }

    private string RcptCommand(DeliveryRecipient r)
    {
        var text = new StringBuilder("RCPT TO:<").Append(Quoted(world.Generic.Map(r.Address))).Append('>');
        if (!session.Has(Features.Dsn))
            return text.ToString();
        if (r.Notify != DsnNotify.None)
        {
            var words = new List<string>();
            foreach (var (bit, word) in ((int, string)[])[(DsnNotify.Never, "NEVER"), (DsnNotify.Success, "SUCCESS"), (DsnNotify.Failure, "FAILURE"), (DsnNotify.Delay, "DELAY")])
                if ((r.Notify & bit) != 0)
                    words.Add(word);
            text.Append(" NOTIFY=").AppendJoin(',', words);
        }
        int semicolon = r.DsnOriginal.IndexOf(';');
        if (semicolon > 0)
            text.Append(" ORCPT=").Append(Xtext.Safe(r.DsnOriginal[..semicolon])).Append(';').Append(Xtext.Encode(r.DsnOriginal[(semicolon + 1)..]));
        else if (r.Original.Length > 0 && Ascii.IsValid(r.Original))
            text.Append(" ORCPT=rfc822;").Append(Xtext.Encode(Quoted(r.Original)));
        return text.ToString();
    }

    private void Answer(DeliveryRecipient recipient, SmtpReply reply)
    {
        if (reply.IsPositive && onlyAsk && !settings.VerifiesAfterData)
            Done(recipient, new Outcome(OutcomeKind.Delivered, new Dsn(reply.Status, reply.Text, "smtp", reply.Text, session.Host.Name)));
        else if (reply.IsPositive)
            accepted.Add(recipient);
        else
            Refuse(recipient, Replies.Said(session, reply, "RCPT TO command"));
    }

    /// <summary>One recipient failed: for good, or left for another server when there is one.</summary>
    private void Refuse(DeliveryRecipient recipient, Dsn why)
    {
        bool soft = why.Status[0] == '4';
        if (!final && (soft || softBounce))
        {
            Log.Info($"{request.QueueId}: {why.Reason}");
            return;
        }
        Done(recipient, new Outcome(soft ? OutcomeKind.Deferred : OutcomeKind.Bounced, why));
    }

    private void Done(DeliveryRecipient recipient, Outcome outcome)
    {
        string use = session.Uses > 1 ? $", conn_use={session.Uses}" : "";
        // A server that was given NOTIFY reports the success itself; to any other the mail is only relayed (RFC 3461 5.2.3, 5.2.4).
        var told = session.Has(Features.Dsn) ? recipient with { Notify = recipient.Notify & ~DsnNotify.Success } : recipient;
        if (work.Delivery.Note(told, outcome with { IsRelayed = !settings.AssumeFinal }, session.PeerWithPort, connected, use, work.TlsWord(session)))
            work.Delivery.Settle(recipient);
        work.Left.Remove(recipient);
    }

    /// <summary>MAIL was refused: takes the replies to what went with it, and ends the transaction.</summary>
    private Dsn? Refused(SmtpReply mail, int under)
    {
        SmtpReply last = mail;
        for (; under > 0 && last.Code is not (0 or 421); under--)
            last = session.Read();
        if (last.Code == 354)
            FinishEmpty();
        session.IsReusable = last.Code is not (0 or 421);
        return End(Replies.Said(session, mail, "MAIL FROM command"));
    }

    /// <summary>A server that wants a message although nobody is there to receive it gets an empty one, which it must refuse.</summary>
    private void FinishEmpty()
    {
        session.Limit(settings.DataDoneTimeout);
        session.Send(".");
        session.Read();
    }

    /// <summary>The message as such was refused by this server.</summary>
    private Dsn? End(Dsn why)
    {
        if (why.Status[0] == '5' && !softBounce || final)
        {
            foreach (var r in work.Left.ToArray())
                Done(r, new Outcome(why.Status[0] == '4' ? OutcomeKind.Deferred : OutcomeKind.Bounced, why));
            return null;
        }
        Log.Info($"{request.QueueId}: {why.Reason}");
        return why;
    }

    private long bodyEnds, bodySent;

    /// <summary>
    /// The limit is for each block of the message, not for the whole of a large one - unless smtp_per_request_deadline says so: then all of it has one
    /// limit, to which what was sent adds time by smtp_min_data_rate, never beyond the limit again.
    /// </summary>
    private void LimitBlock(long sent)
    {
        if (!settings.PerRequestDeadline)
        {
            session.Limit(settings.DataTransferTimeout);
            return;
        }
        long now = world.Clock.Milliseconds, most = now + (long)settings.DataTransferTimeout.TotalMilliseconds;
        bodyEnds = sent == 0 ? most : Math.Min(most, bodyEnds + (sent - bodySent) * 1000 / settings.MinDataRate);
        bodySent = sent;
        session.Limit(TimeSpan.FromMilliseconds(bodyEnds - now));
    }

    private Dsn? Data(bool sentAlready)
    {
        if (accepted.Count == 0 && !sentAlready)
        {
            session.IsReusable = true;
            return null;
        }
        session.Doing = "sending DATA command";
        session.Limit(settings.DataInitTimeout);
        if (!sentAlready)
            session.Send("DATA");
        var go = session.Read();
        if (accepted.Count == 0)
        {
            if (go.Code == 354)
                FinishEmpty();
            session.IsReusable = go.Code is not (0 or 421);
            return null;
        }
        if (go.Code != 354)
        {
            session.IsReusable = go.Code is >= 400 and not 421;
            var why = Replies.Said(session, go, "DATA command");
            foreach (var r in accepted)
                Refuse(r, why);
            return null;
        }
        session.Doing = "sending message body";
        if (onlyAsk)
        {
            // The question is answered; the only way out of DATA is to hang up.
            foreach (var r in accepted)
                Done(r, new Outcome(OutcomeKind.Delivered, new Dsn("2.0.0", go.Text, "smtp", go.Text, session.Host.Name)));
            return null;
        }
        int fd = work.Delivery.Open();
        try
        {
            world.Records.Attach(fd, request.DataOffset);
            bool downgrades = !session.Has(Features.EightBit) && request.Encoding != "7bit" && !settings.Config.Get(GlobalParams.DisableMimeOutputConversion);
            bool changes = downgrades || !world.Generic.IsEmpty || !world.Checks.IsEmpty;
            new MessageBody(world.Records, request.QueueId, settings.LineLengthLimit)
                .SendTo(session.Stream, LimitBlock, changes ? to => new ChangedContent(world, request.QueueId, downgrades, to) : null);
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
        if (session.Workarounds.Contains("delay_dotcrlf") && world.Clock.UnixMicros - request.ArrivalMicros > (long)settings.PixThreshold.TotalMicroseconds)
        {
            // The firewall wants the end of the message in a packet of its own.
            session.Stream.Flush();
            Sys.Poll([], (int)settings.PixDelay.TotalMilliseconds);
        }
        session.Doing = SendingEnd;
        session.Stream.Write(".\r\n"u8);
        session.Limit(settings.DataDoneTimeout);
        SmtpReply? end = null;
        foreach (var r in accepted)
        {
            if (end == null || settings.IsLmtp)
                end = session.Read();
            if (end.IsPositive)
                Done(r, new Outcome(OutcomeKind.Delivered, new Dsn(end.Status, end.Text, "smtp", end.Text, session.Host.Name)));
            else
                Refuse(r, Replies.Said(session, end, "end of DATA command"));
        }
        session.NeedsReset = false;
        session.IsReusable = end!.Code is not (0 or 421);
        session.Doing = "sending final RSET";
        return null;
    }
}
