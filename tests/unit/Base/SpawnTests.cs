using System.Diagnostics;
using System.Globalization;
using MailSuite.Tests.Smtp;

namespace MailSuite.Tests.Base;

public sealed class SpawnTests : IDisposable
{
    private readonly LogLines log = new();

    private readonly string processes = Limit("--noheadings", "--output=SOFT", "--nproc");

    public SpawnTests() => Log.To(log);

    public void Dispose()
    {
        // The hard limit may be lower than "unlimited": what there was is what comes back.
        Limit($"--nproc={processes}:");
        Log.To(new StandardErrorLog("tests"));
    }

    private static string Limit(params string[] options)
    {
        string[] pid = ["--pid", Sys.ProcessId.ToString(CultureInfo.InvariantCulture)];
        using var prlimit = Process.Start(new ProcessStartInfo("prlimit", [.. pid, .. options]) { RedirectStandardOutput = true })!;
        string said = prlimit.StandardOutput.ReadToEnd().Trim();
        prlimit.WaitForExit();
        Assert.Equal(0, prlimit.ExitCode);
        return said;
    }

    [Fact]
    public void While_there_is_no_process_left_it_is_tried_again()
    {
        // The limit is none for root, who runs the rest of this test; another user's first process is one too many.
        Accounts.User("nobody", out var nobody);
        if (Sys.EffectiveUid != 0 || nobody == null)
            return;
        Limit("--nproc=0:");
        var failed = Assert.Throws<UnixException>(() => Sys.Spawn(new SpawnRequest
        {
            Path = "/bin/true", Arguments = ["true"], Environment = [], Descriptors = [], As = Accounts.CredentialsOf(nobody), Attempts = 3, Delay = TimeSpan.FromMilliseconds(1),
        }));
        Log.Flush();
        Assert.Equal(Errno.AGAIN, failed.Errno);
        Assert.Equal(Enumerable.Repeat("warning: fork: Resource temporarily unavailable", 2), log.Lines);
    }
}
