namespace MailSuite.Pipe;

/// <summary>pipe(8): delivers to commands that master.cf names.</summary>
public static class Program
{
    /// <summary>The daemon.</summary>
    public static int Main(string[] args) => SingleServer.Main<PipeService>("pipe", args);
}
