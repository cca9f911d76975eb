using System.Text;

namespace MailSuite.Smtpd.Commands;

/// <summary>HELO and EHLO.</summary>
internal static class Greeting
{
    public static SmtpReply Helo(SmtpSession s, SmtpCommandLine line)
    {
        if (line.ArgumentCount == 0)
            return Replies.HeloSyntax;
        return Greet(s, line, "SMTP") ?? new SmtpReply(250, s.Settings.Myhostname);
    }

    public static SmtpReply Ehlo(SmtpSession s, SmtpCommandLine line)
    {
        if (line.ArgumentCount == 0)
            return Replies.EhloSyntax;
        return Greet(s, line, "ESMTP") ?? new SmtpReply(250, Keywords(s));
    }

    private static SmtpReply? Greet(SmtpSession s, SmtpCommandLine line, string protocol)
    {
        string name = SafeText.Of(line.Arguments);
        if (!s.Settings.DelayReject && s.Policy.Helo(name) is { } refused)
            return refused;
        s.Greet(name, protocol);
        return null;
    }

    /// <summary>The EHLO reply: one line for each thing that works now.</summary>
    private static string Keywords(SmtpSession s)
    {
        var settings = s.Settings;
        s.Discarded.Tell();
        var text = new StringBuilder(settings.Myhostname);
        void Offer(string keyword, bool condition = true)
        {
            int space = keyword.IndexOf(' ');
            if (condition && !s.Discarded.Has(space < 0 ? keyword : keyword[..space]))
                text.Append('\n').Append(keyword);
        }
        Offer("PIPELINING");
        Offer(settings.MessageSizeLimit > 0 ? $"SIZE {settings.MessageSizeLimit}" : "SIZE");
        Offer("VRFY", !settings.DisableVrfy);
        Offer("ETRN");
        Offer("STARTTLS", settings.Tls.Wanted && s.Tls == null && settings.Tls.Context != null);
        if (settings.Sasl.Enabled && (!settings.Tls.AuthOnly || s.Tls != null) && !settings.HidesAuth(s.Peer) && settings.Sasl.Mechanisms(s.Tls != null) is { Count: > 0 } mechanisms)
        {
            Offer("AUTH " + string.Join(' ', mechanisms));
            Offer("AUTH=" + string.Join(' ', mechanisms), settings.Sasl.Broken);
        }
        Offer("XVERP", settings.MayUseVerp(s.Peer));
        Offer(XClient.Keyword, settings.MayUseXclient(s.Peer));
        Offer(XForward.Keyword, s.MayForward);
        Offer("ENHANCEDSTATUSCODES");
        Offer("8BITMIME");
        Offer("DSN");
        Offer("SMTPUTF8", settings.DemandsUtf8);
        Offer("CHUNKING");
        Offer("REQUIRETLS", settings.OffersRequireTls && s.Tls != null);
        return text.ToString();
    }
}
