namespace MailSuite.Bounce;

/// <summary>The program's entry; not written yet.</summary>
public static class Program
{
    /// <summary>Says that the program does not exist yet.</summary>
    public static int Main(string[] args)
    {
        Console.Error.WriteLine("bounce: fatal: not in this build yet");
        return 1;
    }
}
