using System.Globalization;

namespace MailSuite.Smtpd;

/// <summary>Opens the queue file of a transaction, when its first recipient was accepted: so many bad recipients cost no file.</summary>
internal static class QueueFile
{
    public static MessageSink Open(SmtpSession s, MailTransaction transaction)
    {
        if (s.Settings.IsUserMode)
            return Maildrop(s, transaction);
        var settings = s.Settings;
        settings.Flow.Wait();
        string context = s.Forwarded is { Context.Length: > 0 } forwarded ? forwarded.Context : settings.RewriteContextOf(s.Peer, s.SaslUser);
        var flags = settings.CleanupFlags | (transaction.Hold ? CleanupFlags.Hold : 0) | (transaction.Discard ? CleanupFlags.Discard : 0);
        var file = CleanupSession.Open(settings.Cleanup, flags, context, s.Forwarded?.Ident ?? "");
        file.SendOptions = transaction.SendOptions;
        // What an access table says comes after content_filter, and the last word holds.
        if (settings.ContentFilter.Length > 0)
            file.Record(RecordType.Filter, settings.ContentFilter);
        if (transaction.Filter.Length > 0)
            file.Record(RecordType.Filter, transaction.Filter);
        if (transaction.Redirect.Length > 0)
            file.Record(RecordType.Redirect, transaction.Redirect);
        if (s.SaslUser.Length > 0)
        {
            file.Attribute("sasl_method", s.SaslMethod);
            file.Attribute("sasl_username", s.SaslUser);
        }
        if (transaction.Submitter.Length > 0)
            file.Attribute("sasl_sender", transaction.Submitter);
        Sender(transaction, file);
        Describe(s, file);
        Log.Info(LogLines.Client(s, file.Id, transaction));
        foreach (string copy in transaction.Copies)
            file.Recipient(new EnvelopeRecipient(copy, "", "", DsnNotify.Never));
        return file;
    }

    private static void Sender(MailTransaction transaction, MessageSink file)
    {
        if (transaction.EnvelopeId.Length > 0)
            file.Attribute("envelope_id", transaction.EnvelopeId);
        if (transaction.Return != 0)
            file.Attribute("ret_flags", Text(transaction.Return));
        file.Sender(transaction.Sender);
        if (transaction.Verp is { } delimiters)
            file.Record(RecordType.Verp, delimiters);
        if (transaction.Encoding.Length > 0)
            file.Attribute("encoding", transaction.Encoding);
    }

    /// <summary>smtpd -S started by an ordinary user (sendmail -bs) has that user's rights: the message takes the way of sendmail's.</summary>
    private static MaildropSink Maildrop(SmtpSession s, MailTransaction transaction)
    {
        var file = new MaildropSink(MaildropFile.Create(s.Settings.Config));
        file.Attribute("rewrite_context", "local");
        if (transaction.SendOptions != 0)
            file.Attribute("sendopts", Text(transaction.SendOptions));
        Sender(transaction, file);
        return file;
    }

    /// <summary>Who brought the message, for the agents' logs (log_: as XFORWARD told, or the client) and for their own use (the client).</summary>
    private static void Describe(SmtpSession s, MessageSink file)
    {
        var p = s.Peer;
        string helo = s.Helo ?? "";
        if (s.Forwarded is { HasClient: true } origin)
        {
            file.Attribute("log_client_name", origin.Name);
            file.Attribute("log_client_address", origin.Address);
            file.Attribute("log_client_port", origin.Port);
            file.Attribute("log_message_origin", origin.Display);
            file.Attribute("log_helo_name", origin.Helo);
            file.Attribute("log_protocol_name", origin.Protocol);
        }
        else
        {
            file.Attribute("log_client_name", p.Name);
            file.Attribute("log_client_address", p.Address);
            file.Attribute("log_client_port", p.Port);
            file.Attribute("log_message_origin", p.Display);
            file.Attribute("log_helo_name", helo);
            file.Attribute("log_protocol_name", s.Protocol);
        }
        file.Attribute("client_name", p.Name);
        file.Attribute("reverse_client_name", p.ReverseName);
        file.Attribute("client_address", p.Address);
        file.Attribute("client_port", p.Port);
        file.Attribute("server_address", p.LocalAddress);
        file.Attribute("server_port", p.LocalPort);
        file.Attribute("helo_name", helo);
        file.Attribute("protocol_name", s.Protocol);
        file.Attribute("client_address_type", Text(p.Family));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
