namespace MailSuite.Flush;

/// <summary>flush(8): knows which deferred messages wait for which site, and has them tried when the site asks (ETRN, postqueue -s, postqueue -i).</summary>
public static class Program
{
    /// <summary>The daemon.</summary>
    public static int Main(string[] args) => EventServer.Main<FlushService>("flush", args);
}
