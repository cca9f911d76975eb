namespace MailSuite.Config;

/// <summary>Parameters whose owner is sendmail.</summary>
public static class SendmailParams
{
    /// <summary>sendmail_fix_line_endings</summary>
    public static readonly Param<string> SendmailFixLineEndings = Table.Text("sendmail_fix_line_endings", "always", min: 1);
}
