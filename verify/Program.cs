namespace MailSuite.Verify;

/// <summary>verify(8): finds out by probes whether mail for an address would be delivered, and remembers it.</summary>
public static class Program
{
    /// <summary>The daemon.</summary>
    public static int Main(string[] args) => EventServer.Main<VerifyService>("verify", args);
}
