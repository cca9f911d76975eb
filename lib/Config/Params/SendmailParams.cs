namespace MailSuite.Config;

/// <summary>Parameters whose owner is sendmail.</summary>
public static class SendmailParams
{
    /// <summary>Which line endings sendmail(1) turns into newlines: always, strict or never.</summary>
    public static readonly Param<string> SendmailFixLineEndings = Table.Text("sendmail_fix_line_endings", "always", min: 1);
}
