using System.Text.RegularExpressions;

namespace MailSuite.Tests.House;

/// <summary>Calls that have hurt somebody, and what to use instead. An exception is a row with its reason.</summary>
public class BannedCallTests
{
    private static readonly (string Pattern, string Why)[] Banned =
    [
        (@"\bnew FileStream\b|\bFile\.(Open|Create|Read|Write|Append|Move|Copy|Delete|Replace)", "FileStream takes flock(2) by itself, and none of these tells of a failed fsync: use Sys"),
        (@"\bProcess\.Start\b|\bProcessStartInfo\b", "it hands an ignored SIGPIPE on and steals exit statuses: use Sys.Spawn"),
        (@"\bSslStream\b", "it cannot share tickets nor tell the cipher as Postfix logs it: use lib/Net"),
        (@"\bnew Regex\b|\bRegex\.(Match|IsMatch|Replace|Split)\b", "it backtracks and reads some patterns differently from libc and PCRE: use lib/Maps"),
        (@"\bTask\.Run\b|\bThreadPool\b|\bParallel\.", "a daemon is one thread: use Loop"),
        (@"\bSystem\.Net\.Sockets\.(Socket|TcpClient|NetworkStream)\b|\bnew Socket\(", "use Sys and Transport"),
        (@"\bDateTime\.Now\b|\bDateTimeOffset\.(Now|UtcNow)\b", "use Clock, or a test cannot set the time"),
        (@"\basync void\b", "its exception ends the process without a word"),
    ];

    private static readonly (string File, string Reason)[] Exceptions =
    [
    ];

    [Fact]
    public void Product_code_makes_no_banned_call()
    {
        var found = new List<string>();
        foreach (string file in Repository.Files("*.cs").Where(static f => !f.StartsWith("tests/", StringComparison.Ordinal) && !f.StartsWith("etc/man/", StringComparison.Ordinal)))
        {
            if (Exceptions.Any(e => e.File == file))
                continue;
            int number = 0;
            foreach (string line in File.ReadLines(Path.Join(Repository.Root, file)))
            {
                number++;
                if (line.TrimStart().StartsWith("//", StringComparison.Ordinal))
                    continue;
                foreach (var (pattern, why) in Banned)
                    if (Regex.IsMatch(line, pattern))
                        found.Add($"{file}:{number}: {line.Trim()} ({why})");
            }
        }
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public void Protocol_has_no_windows()
    {
        var found = Repository.Files("*.cs").Where(static f => f.StartsWith("lib/Protocol/", StringComparison.Ordinal))
            .Where(static f => Regex.IsMatch(File.ReadAllText(Path.Join(Repository.Root, f)), @"\bSys\.|\bClock\b|\bMailConfig\b|\bTransport\b")).ToList();
        Assert.True(found.Count == 0, "no I/O, no clock, no configuration in: " + string.Join(", ", found));
    }
}
