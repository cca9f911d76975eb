namespace MailSuite.Discard;

/// <summary>discard(8): says delivered, and forgets.</summary>
public static class Program
{
    /// <summary>The daemon.</summary>
    public static int Main(string[] args) => SingleServer.Main<DiscardService>("discard", args);
}
