namespace MailSuite.Config;

/// <summary>Parameters whose owner is postqueue.</summary>
public static class PostqueueParams
{
    /// <summary>authorized_flush_users</summary>
    public static readonly Param<string> AuthorizedFlushUsers = Table.Text("authorized_flush_users", "static:anyone");

    /// <summary>authorized_mailq_users</summary>
    public static readonly Param<string> AuthorizedMailqUsers = Table.Text("authorized_mailq_users", "static:anyone");
}
