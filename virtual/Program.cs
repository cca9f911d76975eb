namespace MailSuite.Virtual;

/// <summary>virtual(8): delivers to mailboxes that tables name, of users who need no account on the host.</summary>
public static class Program
{
    /// <summary>The daemon.</summary>
    public static int Main(string[] args) => SingleServer.Main<VirtualService>("virtual", args);
}
