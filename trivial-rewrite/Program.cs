namespace MailSuite.TrivialRewrite;

/// <summary>trivial-rewrite(8): addresses in standard form, and how mail for them travels.</summary>
public static class Program
{
    /// <summary>The daemon.</summary>
    public static int Main(string[] args) => EventServer.Main<RewriteService>("trivial-rewrite", args);
}
