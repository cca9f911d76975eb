namespace MailSuite.Config;

/// <summary>Parameters whose owner is postdrop.</summary>
public static class PostdropParams
{
    /// <summary>authorized_submit_users</summary>
    public static readonly Param<string> AuthorizedSubmitUsers = Table.Text("authorized_submit_users", "static:anyone");

    /// <summary>empty_address_local_login_sender_maps_lookup_key</summary>
    public static readonly Param<string> EmptyAddressLocalLoginSenderMapsLookupKey = Table.Text("empty_address_local_login_sender_maps_lookup_key", "<>");
}
