namespace MailSuite.Proxymap;

/// <summary>proxymap(8): opens lookup tables for daemons that cannot, or shall not, open them themselves; as proxywrite, also changes them.</summary>
public static class Program
{
    /// <summary>The daemon.</summary>
    public static int Main(string[] args) => EventServer.Main<ProxymapService>("proxymap", args);
}
