using MailSuite.Daemon;

namespace MailSuite.Qmgr;

/// <summary>qmgr(8): takes messages from the incoming queue, has them delivered, and keeps those that must wait.</summary>
public static class Program
{
    /// <summary>The program's entry.</summary>
    public static int Main(string[] args) => EventServer.Main<QmgrService>("qmgr", args);
}
