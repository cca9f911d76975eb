using System.Diagnostics;
using System.Security.Cryptography;

namespace MailSuite.Tests.Fuzz;

/// <summary>
/// Gives a target inputs made from its corpus. An input fails when it throws what it may not, takes more than a second, or allocates
/// far more than its own size. It is saved then, and the search goes on.
/// </summary>
public sealed class Fuzzer(Target target, int seed)
{
    // What a parser may need whatever its input: tables, buffers.
    private const long FreeBytes = 4 << 20;
    private const int StackBytes = 256 * 1024;   // a daemon's threads have 8 MB; deep recursion shows sooner here
    private const int MostFailures = 20;

    // What is logged about bad inputs is as much as they are.
    private sealed class NoLog : ILogSink
    {
        public void Write(IReadOnlyList<LogLine> lines) { }
    }

    static Fuzzer() => Log.To(new NoLog());

    // string.GetHashCode differs from process to process: the same seed must be the same search.
    private readonly Random random = new(target.Name.Aggregate(seed, static (hash, c) => unchecked(hash * 31 + c)));

    /// <summary>Where the corpus of a target lies.</summary>
    public static string Folder(Target target) => Path.Combine(Repository(), "tests/fuzz/corpus", target.Name);

    /// <summary>The inputs that are kept: shapes that matter, and all that ever failed.</summary>
    public static List<byte[]> Corpus(Target target) =>
        Directory.Exists(Folder(target)) ? [.. Directory.GetFiles(Folder(target)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)] : [];

    /// <summary>Runs one input on a thread with a small stack; why it failed, or null.</summary>
    public static string? Try(Target target, byte[] input)
    {
        string? why = null;
        var thread = new Thread(() => why = One(target, input), StackBytes);
        thread.Start();
        thread.Join();
        return why;
    }

    private static string? One(Target target, byte[] input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long begun = Stopwatch.GetTimestamp();
        try
        {
            target.Run(input);
        }
        catch (Exception e) when (target.May.Contains(e.GetType()))
        {
            // Refused in the way its callers expect.
        }
        catch (Exception e)
        {
            return $"{e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}";
        }
        // Another process may have had the processor: a slow input is slow again.
        if (Stopwatch.GetElapsedTime(begun) > TimeSpan.FromSeconds(1))
            return $"took {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s for {input.Length} bytes";
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated > FreeBytes + (long)target.BytesPerByte * input.Length ? $"allocates {allocated} bytes for {input.Length}" : null;
    }

    /// <summary>Searches for so long; the files of what failed, and why.</summary>
    public List<(string File, string Why)> Run(TimeSpan time, out long inputs)
    {
        var found = new List<(string, string)>();
        long count = 0;
        var thread = new Thread(() =>
        {
            // A parser that overflows its stack takes us along: its input is read from this file afterwards.
            string current = Path.Combine(Path.GetTempPath(), $"fuzz-{target.Name}-{Environment.ProcessId}");
            using var last = new FileStream(current, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 1);
            var corpus = Corpus(target);
            var pool = corpus.Count > 0 ? new List<byte[]>(corpus) : [[]];
            var mutator = new Mutator(random, target.Words);
            var seen = new HashSet<string>();
            var watch = Stopwatch.StartNew();
            while (watch.Elapsed < time && found.Count < MostFailures)
            {
                byte[] input = mutator.Next(pool);
                last.SetLength(0);
                last.Write(input);
                count++;
                if (One(target, input) is { } why && seen.Add(Kind(why)) && One(target, input) != null)
                    found.Add((Save(input), why));
                else if (pool.Count < 4096 && random.Next(64) == 0)
                    pool.Add(input);
                else if (random.Next(256) == 0)
                    pool[random.Next(pool.Count)] = input;
            }
            last.Close();
            File.Delete(current);
        }, StackBytes);
        thread.Start();
        thread.Join();
        inputs = count;
        return found;
    }

    // The same failure is reported once: numbers in its text do not make it another one.
    private static string Kind(string why) => new([.. why.Where(static c => !char.IsAsciiDigit(c))]);

    private string Save(byte[] input)
    {
        Directory.CreateDirectory(Folder(target));
        string file = Path.Combine(Folder(target), "failed-" + Convert.ToHexStringLower(SHA256.HashData(input))[..12]);
        File.WriteAllBytes(file, input);
        return file;
    }

    private static string Repository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder != null && !File.Exists(Path.Combine(folder, "Build.props")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("not below the repository");
    }
}
