namespace MailSuite.Error;

/// <summary>error(8), also as retry: returns or defers all mail that it is given; the nexthop is the reason.</summary>
public static class Program
{
    /// <summary>The daemon.</summary>
    public static int Main(string[] args) => SingleServer.Main<ErrorService>("error", args);
}
