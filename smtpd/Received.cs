namespace MailSuite.Smtpd;

/// <summary>The Received: header that smtpd puts before a message.</summary>
internal static class Received
{
    public static void Write(SmtpSession s, MailTransaction transaction, MailTarget to)
    {
        foreach (string header in transaction.Prepended)
            foreach (string line in header.Split('\n'))
                to.Line(Bytes.Of(line));
        if (s.Settings.RecordsRequireTls && (transaction.SendOptions & SendOption.RequireTls) != 0)
            Put(to, "Require-TLS-ESMTP: yes");
        string date = LocalTime.MailDate(to.ArrivalMicros / 1_000_000);
        string by = $"by {s.Settings.Myhostname} ({s.Settings.MailName})";
        // A message for a before-queue filter has no id yet.
        string id = to is QueueTarget ? $" id {to.Id}" : "";
        if (s.Settings.HidesSession)
        {
            Put(to, $"Received: {by}{id};");
            Put(to, $"\t{date}");
            return;
        }
        Put(to, $"Received: from {s.Helo ?? s.Peer.Name} ({s.Peer.Name} [{s.Peer.HeaderAddress}])");
        if (s.Settings.TlsReceivedHeader && s.Tls != null)
            foreach (string line in s.Tls.ReceivedLines(s.Settings.Tls.Context!.AsksCertificate))
                Put(to, "\t" + line);
        if (s.Settings.SaslHeader && s.SaslUser.Length > 0)
            Put(to, $"\t(Authenticated sender: {Comment(s.SaslUser)})");
        bool one = transaction.RecipientCount == 1;
        Put(to, $"\t{by} with {s.ProtocolWord}{id}{(one ? "" : ";")}");
        Put(to, one ? $"\tfor <{MailAddress.Quote(transaction.FirstRecipient)}>; {date}" : $"\t{date}");
    }

    private static void Put(MailTarget to, string line)
    {
        Span<byte> bytes = stackalloc byte[512];
        to.Line(Bytes.Count(line) <= bytes.Length ? bytes[..Bytes.Write(line, bytes)] : Bytes.Of(line));
    }

    /// <summary>Text fit for a comment: without what would end it or nest another.</summary>
    private static string Comment(string text) => Bytes.Printable(text).Replace('(', '?').Replace(')', '?').Replace('\\', '?');
}
