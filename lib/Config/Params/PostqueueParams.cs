namespace MailSuite.Config;

/// <summary>Parameters whose owner is postqueue.</summary>
public static class PostqueueParams
{
    /// <summary>Who may flush the queue.</summary>
    public static readonly Param<string> AuthorizedFlushUsers = Table.Text("authorized_flush_users", "static:anyone");

    /// <summary>Who may list the queue.</summary>
    public static readonly Param<string> AuthorizedMailqUsers = Table.Text("authorized_mailq_users", "static:anyone");
}
