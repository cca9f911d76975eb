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
        string name = Safe(line.Arguments);
        if (!s.Settings.DelayReject && s.Policy.Helo(name) is { } refused)
            return refused;
        s.Greet(name, protocol);
        return null;
    }

    /// <summary>What a stranger calls itself, fit for logs and headers.</summary>
    private static string Safe(string name)
    {
        name = Bytes.Printable(name);
        return name.AsSpan().IndexOfAny(" <>()\\\";@") < 0 ? name : string.Create(name.Length, name, static (to, from) =>
        {
            for (int i = 0; i < to.Length; i++)
                to[i] = " <>()\\\";@".Contains(from[i]) ? '?' : from[i];
        });
    }

    /// <summary>The EHLO reply: one line for each thing that works now.</summary>
    private static string Keywords(SmtpSession s)
    {
        var settings = s.Settings;
        var text = new StringBuilder(settings.Myhostname);
        void Offer(string keyword, bool condition = true)
        {
            int space = keyword.IndexOf(' ');
            if (condition && !settings.DiscardedKeywords.Contains(space < 0 ? keyword : keyword[..space]))
                text.Append('\n').Append(keyword);
        }
        Offer("PIPELINING");
        Offer(settings.MessageSizeLimit > 0 ? $"SIZE {settings.MessageSizeLimit}" : "SIZE");
        Offer("VRFY", !settings.DisableVrfy);
        Offer("STARTTLS", settings.Tls.Wanted && s.Tls == null && settings.Tls.Context != null);
        if (settings.Sasl.Enabled && (!settings.Tls.AuthOnly || s.Tls != null) && !settings.HidesAuth(s.Peer) && settings.Sasl.Mechanisms(s.Tls != null) is { Count: > 0 } mechanisms)
        {
            Offer("AUTH " + string.Join(' ', mechanisms));
            Offer("AUTH=" + string.Join(' ', mechanisms), settings.Sasl.Broken);
        }
        Offer("ENHANCEDSTATUSCODES");
        Offer("8BITMIME");
        Offer("DSN");
        return text.ToString();
    }
}
