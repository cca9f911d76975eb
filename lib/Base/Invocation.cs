namespace MailSuite.Base;

/// <summary>The name by which this process was started (argv[0]): it decides which program the one image is.</summary>
public static class Invocation
{
    /// <summary>argv[0] as given. Under the JIT that is the host's, so the first string of /proc/self/cmdline is taken.</summary>
    public static string Name { get; set; } = Environment.GetCommandLineArgs() is [var first, ..] ? first : "mailsuite";

    /// <summary>The last part of <see cref="Name"/>.</summary>
    public static string BaseName => Path.GetFileName(Name);
}
