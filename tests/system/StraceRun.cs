using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace MailSuite.Tests.Sys;

/// <summary>strace(1) on the daemons of an instance, from now on until it is disposed of: it records, or lets system calls fail.</summary>
public sealed class StraceRun : IDisposable
{
    private readonly Process strace;
    private readonly string file;

    /// <summary>All daemons, or those of one program. <paramref name="inject"/> is strace's: CALLS:error=NAME.</summary>
    public StraceRun(Instance instance, string program = "", string inject = "")
    {
        file = Path.Combine(instance.Folder, $"strace.{Guid.NewGuid():N}");
        var start = new ProcessStartInfo(Tool.Find("strace")!) { RedirectStandardError = true };
        string[] options = ["-f", "-y", "-s", "200", "-o", file, .. inject.Length > 0 ? (string[])["-e", "trace=" + inject[..inject.IndexOf(':')], "-e", "inject=" + inject] : []];
        int master = instance.MasterPid;
        string[] pids = [.. Tool.Run("pgrep", ["-P", master.ToString()]).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(p => program.Length == 0 || Path.GetFileName(File.ReadAllText($"/proc/{p}/cmdline").Split('\0')[0]) == program)];
        if (program.Length == 0)
            pids = [.. pids, master.ToString()];
        foreach (string o in options.Concat(pids.SelectMany(static p => (string[])["-p", p])))
            start.ArgumentList.Add(o);
        strace = Process.Start(start)!;
        // One line each: "Process 123 attached".
        foreach (string pid in pids)
        {
            string? line;
            do
                line = strace.StandardError.ReadLine();
            while (line != null && !line.Contains("attached", StringComparison.Ordinal));
            Assert.True(line != null, $"strace cannot attach to {program} {pid}");
        }
        new Thread(() => strace.StandardError.ReadToEnd()) { IsBackground = true }.Start();
    }

    /// <summary>Ends it; what was recorded.</summary>
    public StraceLog Read()
    {
        Dispose();
        return new StraceLog(file);
    }

    public void Dispose()
    {
        if (!strace.HasExited)
            Tool.Run("kill", ["-TERM", strace.Id.ToString()]);
        strace.WaitForExit();
    }
}

/// <summary>System calls of several processes, in the order in which they ended; each is one line "name(arguments) = result".</summary>
public sealed class StraceLog
{
    private readonly List<string> calls = [];

    public StraceLog(string file)
    {
        var begun = new Dictionary<string, string>();
        foreach (string line in File.ReadAllLines(file, Encoding.Latin1))
        {
            var m = Regex.Match(line, @"^(\d+) +(.*)$");
            string pid = m.Groups[1].Value, call = m.Groups[2].Value;
            if (call.EndsWith(" <unfinished ...>", StringComparison.Ordinal))
                begun[pid] = call[..^17];
            else if (Regex.Match(call, @"^<\.\.\. \w+ resumed>") is { Success: true } rest)
                calls.Add(begun.GetValueOrDefault(pid, "") + call[rest.Length..]);
            else
                calls.Add(call);
        }
    }

    public int Count => calls.Count;

    /// <summary>The first call that matches, between two places; fails the test when there is none.</summary>
    public int Find(string pattern, int after = -1, int before = int.MaxValue)
    {
        for (int i = after + 1; i < Math.Min(before, calls.Count); i++)
            if (Regex.IsMatch(calls[i], pattern))
                return i;
        Assert.Fail($"no call {pattern} between {after} and {before} of\n{this}");
        return -1;
    }

    /// <summary>Fails the test when a call matches.</summary>
    public void Nothing(string pattern, int after, int before)
    {
        for (int i = after + 1; i < before; i++)
            Assert.False(Regex.IsMatch(calls[i], pattern), $"too early, or too late: {i}: {calls[i]}\n{this}");
    }

    /// <summary>The first group of a pattern in a call.</summary>
    public string Match(int at, string pattern) => Regex.Match(calls[at], pattern).Groups[1].Value;

    public override string ToString() =>
        string.Join('\n', calls.Select(static (c, i) => $"{i}: {c}").Where(static c => Regex.IsMatch(c, @"^\d+: (fsync|fdatasync|write|pwrite64|rename|link|unlink|fchmod|close|sendto|ftruncate)\(")));
}
