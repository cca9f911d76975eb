using System.Diagnostics;
using System.Globalization;

namespace MailSuite.Tests.Fuzz;

/// <summary>fuzz [-s SECONDS] [-r SEED] [TARGET...]: so many seconds for each target. What fails is saved in tests/fuzz/corpus/TARGET. fuzz --list names them.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is ["--list"])
        {
            foreach (var target in Target.All)
                Console.WriteLine(target.Name);
            return 0;
        }
        double seconds = 60;
        int seed = Environment.TickCount;
        var names = new List<string>();
        for (int i = 0; i < args.Length; i++)
            if (args[i] == "-s")
                seconds = double.Parse(args[++i], CultureInfo.InvariantCulture);
            else if (args[i] == "-r")
                seed = int.Parse(args[++i], CultureInfo.InvariantCulture);
            else
                names.Add(args[i]);
        int failed = 0;
        foreach (var target in Target.All.Where(t => names.Count == 0 || names.Contains(t.Name)))
        {
            var watch = Stopwatch.StartNew();
            var found = new Fuzzer(target, seed).Run(TimeSpan.FromSeconds(seconds), out long inputs);
            Console.WriteLine($"{target.Name,-16} {inputs,10} inputs, {inputs / watch.Elapsed.TotalSeconds,8:0}/s, {found.Count} failures (seed {seed})");
            foreach (var (file, why) in found)
                Console.WriteLine($"    {file}: {why}");
            failed += found.Count;
        }
        return failed == 0 ? 0 : 1;
    }
}
