namespace MailSuite.Config;

/// <summary>Parameters whose owner is postdrop.</summary>
public static class PostdropParams
{
    /// <summary>Who may submit mail with sendmail(1).</summary>
    public static readonly Param<string> AuthorizedSubmitUsers = Table.Text("authorized_submit_users", "static:anyone");

    /// <summary>What stands for the empty sender in local_login_sender_maps.</summary>
    public static readonly Param<string> EmptyAddressLocalLoginSenderMapsLookupKey = Table.Text("empty_address_local_login_sender_maps_lookup_key", "<>");
}
