namespace MailSuite.Config;

/// <summary>Parameters whose owner is postfix.</summary>
public static class PostfixParams
{
    /// <summary>Directory of documentation in HTML, or no.</summary>
    public static readonly Param<string> HtmlDirectory = Table.Text("html_directory", "no", min: 1);

    /// <summary>Where the mailq(1) command is installed.</summary>
    public static readonly Param<string> MailqPath = Table.Text("mailq_path", "/usr/bin/mailq", min: 1);

    /// <summary>Directory of manual pages.</summary>
    public static readonly Param<string> ManpageDirectory = Table.Text("manpage_directory", "/usr/local/man", min: 1);

    /// <summary>Where the newaliases(1) command is installed.</summary>
    public static readonly Param<string> NewaliasesPath = Table.Text("newaliases_path", "/usr/bin/newaliases", min: 1);

    /// <summary>Directory of documentation in plain text, or no.</summary>
    public static readonly Param<string> ReadmeDirectory = Table.Text("readme_directory", "no", min: 1);

    /// <summary>Directory of sample configuration files.</summary>
    public static readonly Param<string> SampleDirectory = Table.Text("sample_directory", "/etc/postfix", min: 1);

    /// <summary>Where the sendmail(1) command is installed.</summary>
    public static readonly Param<string> SendmailPath = Table.Text("sendmail_path", "/usr/sbin/sendmail", min: 1);
}
