namespace MailSuite.Anvil;

/// <summary>anvil(8): counts clients' connections and requests, for servers that limit them.</summary>
public static class Program
{
    /// <summary>The daemon.</summary>
    public static int Main(string[] args) => EventServer.Main<AnvilService>("anvil", args);
}
