namespace MailSuite.Smtpd.Commands;

/// <summary>RSET, NOOP, VRFY, HELP and QUIT.</summary>
internal static class Other
{
    public static SmtpReply Rset(SmtpSession s, SmtpCommandLine line)
    {
        if (line.ArgumentCount > 0)
            return Replies.RsetSyntax;
        s.Reset();
        return Replies.Ok;
    }

    public static SmtpReply Noop(SmtpSession s, SmtpCommandLine line) => Replies.Ok;

    public static SmtpReply Quit(SmtpSession s, SmtpCommandLine line) => Replies.Bye;

    public static SmtpReply Help(SmtpSession s, SmtpCommandLine line) =>
        new(214, "2.0.0 Commands: " + string.Join(' ', SmtpCommand.Table.Select(static row => row.Verb).Order(StringComparer.Ordinal)));

    public static SmtpReply Vrfy(SmtpSession s, SmtpCommandLine line)
    {
        if (s.Settings.DisableVrfy)
            return Replies.VrfyDisabled;
        if (s.Settings.HeloRequired && s.Helo == null)
            return Replies.HeloFirst;
        if (line.ArgumentCount == 0)
            return Replies.VrfySyntax;
        if (line.ArgumentCount > 1 || !SmtpPath.TryParse(line.Arguments, allowEmpty: false, strict: false, out string address))
            return Replies.BadRecipient;
        return (s.Settings.IsUserMode ? null : s.Policy.Recipient(address)) ?? new SmtpReply(252, $"2.0.0 {line.Arguments}");
    }
}
