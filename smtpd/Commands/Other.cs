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
        bool mayUtf8 = s.Settings.DemandsUtf8 && !s.Discarded.Has("SMTPUTF8");
        if (line.ArgumentCount == 0)
            return mayUtf8 ? Replies.VrfySyntaxUtf8 : Replies.VrfySyntax;
        bool utf8 = mayUtf8 && line.ArgumentCount > 1 && Bytes.Same(line.Argument(line.ArgumentCount), "SMTPUTF8");
        string text = string.Join(' ', line.Tokens.Skip(1).Take(line.ArgumentCount - (utf8 ? 1 : 0)));
        if (!SmtpPath.TryParse(text, allowEmpty: false, strict: false, out string address))
        {
            Log.Warning($"Illegal address syntax from {s.Peer.Display} in VRFY command: {text}");
            return Replies.BadRecipient;
        }
        return Unicode.Refusal(s, address, utf8) ?? (s.Settings.IsUserMode ? null : s.Policy.Recipient(address)) ?? new SmtpReply(252, $"2.0.0 {text}");
    }
}
