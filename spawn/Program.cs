namespace MailSuite.Spawn;

/// <summary>spawn(8): starts a command for each connection, which becomes its standard input and output.</summary>
public static class Program
{
    /// <summary>The daemon.</summary>
    public static int Main(string[] args) => SingleServer.Main<SpawnService>("spawn", args);
}
