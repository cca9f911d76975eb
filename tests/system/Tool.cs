using System.Diagnostics;
using System.Text;

namespace MailSuite.Tests.Sys;

/// <summary>How a program ended, and what it said.</summary>
public sealed record Ran(int Exit, string Out, string Error)
{
    public string All => Out + Error;

    /// <summary>Fails the test with all that was said when the program did not end well.</summary>
    public Ran Well(Instance? log = null)
    {
        Assert.True(Exit == 0, $"exit status {Exit}\n{All}{log?.Log}");
        return this;
    }
}

/// <summary>Programs of the host and of the suite.</summary>
public static class Tool
{
    private static readonly string[] Places = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>The path of a program; null when it is not installed.</summary>
    public static string? Find(string program) =>
        program.StartsWith('/') ? File.Exists(program) ? program : null : Places.Select(p => Path.Combine(p, program)).FirstOrDefault(File.Exists);

    /// <summary>Runs a program to its end; one that takes too long is killed, and the test fails.</summary>
    public static Ran Run(string program, string[] args, string input = "", Dictionary<string, string>? environment = null, int seconds = 60, string? directory = null)
    {
        var start = new ProcessStartInfo(Find(program) ?? program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string a in args)
            start.ArgumentList.Add(a);
        if (directory != null)
            start.WorkingDirectory = directory;
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = Gather(process.StandardOutput);
        var error = Gather(process.StandardError);
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It did not want its input.
        }
        if (!process.WaitForExit(seconds * 1000))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', args)} did not end within {seconds} s\n{Said(output)}{Said(error)}");
        }
        // A daemon that was started may hold the pipe open: its starter's words are here already.
        output.Reader.Join(500);
        error.Reader.Join(500);
        return new Ran(process.ExitCode, Said(output), Said(error));
    }

    private static string Said((Thread Reader, StringBuilder Text) gathered)
    {
        lock (gathered.Text)
            return gathered.Text.ToString();
    }

    private static (Thread Reader, StringBuilder Text) Gather(StreamReader from)
    {
        var text = new StringBuilder();
        var thread = new Thread(() =>
        {
            var buffer = new char[4096];
            try
            {
                while (from.Read(buffer) is > 0 and var n)
                    lock (text)
                        text.Append(buffer, 0, n);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // The process is gone.
            }
        }) { IsBackground = true };
        thread.Start();
        return (thread, text);
    }

    /// <summary>Waits until something is so; false when it never was.</summary>
    public static bool Until(Func<bool> so, int seconds = 20)
    {
        var watch = Stopwatch.StartNew();
        while (!so())
        {
            if (watch.Elapsed.TotalSeconds > seconds)
                return false;
            Thread.Sleep(50);
        }
        return true;
    }
}
