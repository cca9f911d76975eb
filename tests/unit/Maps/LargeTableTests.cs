using System.Diagnostics;
using MailSuite.Maps;

namespace MailSuite.Tests.Maps;

/// <summary>Tables of which the entries do not stay in memory while they are built.</summary>
public sealed class LargeTableTests
{
    private const int Count = 40_000;

    private static void Build(Scratch s, DuplicateRule rule) => PostmapFile.Build("hash", s.Path("t"), s.Config, new BuildOptions { Duplicates = rule });

    private static string Source(string more) => string.Concat(Enumerable.Range(0, Count).Select(i => $"user{i}@domain{i % 7}.example value number {i}\n")) + more;

    [Theory]
    [InlineData(DuplicateRule.Warn, "value number 7")]
    [InlineData(DuplicateRule.Ignore, "value number 7")]
    [InlineData(DuplicateRule.Replace, "last")]
    public void All_entries_are_found_and_duplicates_are_told_in_the_order_of_the_source(DuplicateRule rule, string seven)
    {
        using var s = new Scratch();
        s.File("t", Source("USER7@domain0.example other\nuser3@domain3.example other\nuser7@domain0.example last\nnew x\n"));
        Build(s, rule);
        using var table = s.Open("hash:" + s.Path("t"));
        Assert.Equal(Count + 1, table.Entries()!.Count());
        for (int i = 11; i < Count; i += 13)
            Assert.Equal($"value number {i}", table.Find($"user{i}@domain{i % 7}.example").Value);
        Assert.Equal(seven, table.Find("user7@domain0.example").Value);
        Assert.Equal("x", table.Find("new").Value);
        string[] expected = rule == DuplicateRule.Warn ? ["user7@domain0.example", "user3@domain3.example", "user7@domain0.example"] : [];
        Assert.Equal(string.Join("\n", expected.Select(k => $"warning: t.db: duplicate entry: \"{k}\"")), s.LogText());
        Verify(s.Path("t.db"));
    }

    [Fact]
    public void An_entry_that_is_added_to_a_large_table_costs_none_of_the_others()
    {
        using var s = new Scratch();
        s.File("t", Source(""));
        Build(s, DuplicateRule.Warn);
        Assert.True(TableWriter.For("hash:" + s.Path("t"), s.Config, TableOptions.None)!.Update("New", "here"));
        using var table = s.Open("hash:" + s.Path("t"));
        Assert.Equal(Count + 1, table.Entries()!.Count());
        Assert.Equal("here", table.Find("new").Value);
    }

    [Fact]
    public void A_reader_during_rebuilds_sees_the_old_or_the_new_table()
    {
        using var s = new Scratch();
        foreach (string type in (string[])["hash", "btree", "cdb"])
        {
            string text = string.Concat(Enumerable.Range(0, 500).Select(i => $"k{i} v{i}\n"));
            s.File("t", text);
            PostmapFile.Build(type, s.Path("t"), s.Config, new BuildOptions());
            using var stop = new CancellationTokenSource();
            var builder = Task.Run(() =>
            {
                for (int n = 0; n < 60; n++)
                    PostmapFile.Build(type, s.Path("t"), s.Config, new BuildOptions());
                stop.Cancel();
            });
            while (!stop.IsCancellationRequested)
                using (var table = s.Open($"{type}:{s.Path("t")}"))
                    for (int i = 0; i < 500; i += 17)
                    {
                        Assert.Equal($"v{i}", table.Find($"k{i}").Value);
                        Assert.Equal(LookupStatus.NotFound, table.Find($"x{i}").Status);
                    }
            builder.GetAwaiter().GetResult();
        }
    }

    private static void Verify(string file)
    {
        if (!File.Exists("/usr/bin/db5.3_verify"))
            return;
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/db5.3_verify", ["-q", file]))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
