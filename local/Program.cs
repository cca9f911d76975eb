namespace MailSuite.Local;

/// <summary>local(8): delivers to the host's users, through aliases, .forward files, mailboxes and commands.</summary>
public static class Program
{
    /// <summary>The daemon.</summary>
    public static int Main(string[] args) => SingleServer.Main<LocalService>("local", args);
}
