namespace MailSuite.Smtpd;

/// <summary>
/// Puts replies into the form that goes out: smtpd_reject_filter_maps may change a refusal, soft_bounce makes it temporary, smtpd_reject_footer adds
/// to it; then the lines.
/// </summary>
internal sealed class ReplyWriter(SmtpSession session, LineStream stream)
{
    /// <summary>Queues a reply for the client; true when it ends the connection by its code (421, 521).</summary>
    public bool Write(SmtpReply reply)
    {
        var settings = session.Settings;
        var (code, text) = (reply.Code, reply.Text);
        if (code >= 400 && !settings.RejectFilter.IsEmpty)
            (code, text) = Filtered(code, text);
        if (settings.SoftBounce && code is >= 500 and <= 599)
        {
            code -= 100;
            if (text.StartsWith("5.", StringComparison.Ordinal))
                text = "4" + text[1..];
        }
        if (code >= 400 && settings.Footer.Of(code, text) is { Length: > 0 } footer)
            text = settings.Footer.Append(session, text, footer);
        int end;
        for (; (end = text.IndexOf('\n')) >= 0; text = text[(end + 1)..])
            Line(code, '-', text[..end]);
        Line(code, ' ', text);
        return code is 421 or 521;
    }

    private void Line(int code, char separator, string text)
    {
        text = Bytes.Printable(text);
        session.History.Sent(code, separator, text);
        if (Log.Verbose > 0)
            Log.Debug($"> {session.Peer.Display}: {code}{separator}{text}");
        stream.WriteLine($"{code}{separator}{text}");
    }

    private (int Code, string Text) Filtered(int code, string text)
    {
        var found = session.Settings.RejectFilter.Find($"{code} {text.Replace('\n', ' ')}");
        if (!found.IsFound)
            return (code, text);
        var reply = SmtpReply.FromText(found.Value);
        if (reply.Code >= 400 && found.Value.Length > 4 && found.Value[3] == ' ' && reply.Text.Length > 0 && found.Value.StartsWith($"{reply.Code} ", StringComparison.Ordinal))
            return (reply.Code, reply.Text);
        Log.Warning($"{SmtpdParams.RejectFilterMaps.Name}: bad result for \"{code} {text}\": {Bytes.Printable(found.Value)}");
        return (code, text);
    }
}
