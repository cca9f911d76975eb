namespace MailSuite.Base;

/// <summary>The name by which this process was started (argv[0]): it decides which program the one image is.</summary>
public static class Invocation
{
    /// <summary>argv[0] as given. Under the JIT that is the host's, so the first string of /proc/self/cmdline is taken.</summary>
    public static string Name { get; set; } = Given();

    /// <summary>Is this process confined to the queue directory, or about to be (master.cf's chroot column)? The host's accounts and files are out of reach there.</summary>
    public static bool IsJailed { get; set; }

    private static string Given()
    {
        if (Environment.GetCommandLineArgs() is not [var first, ..])
            return "mailsuite";
        if (!first.EndsWith(".dll", StringComparison.Ordinal))
            return first;
        string line = Bytes.Text(Sys.ReadFile("/proc/self/cmdline"));
        string host = line[..Math.Max(line.IndexOf('\0'), 0)];
        return Path.GetFileName(host) is "dotnet" or "" ? first : host;
    }

    /// <summary>The last part of <see cref="Name"/>.</summary>
    public static string BaseName => Path.GetFileName(Name);
}
