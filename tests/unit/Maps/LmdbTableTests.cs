using MailSuite.Maps;

namespace MailSuite.Tests.Maps;

public sealed class LmdbTableTests
{
    private static void Build(Scratch s, string source, BuildOptions? options = null) => PostmapFile.Build("lmdb", s.Path(source), s.Config, options ?? new BuildOptions());

    private static string Source(int count, int longest = 60) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"user{i}@{new string('d', i % 150)}.example v{i}{new string('x', i % 100 == 0 ? longest : i % 60)}\n"));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(3000)]
    [InlineData(30000)]
    public void What_postmap_builds_is_found_again(int count)
    {
        using var s = new Scratch();
        s.File("t", Source(count, 9000));
        Build(s, "t");
        using var table = s.Open("lmdb:" + s.Path("t"));
        for (int i = 0; i < count; i += 7)
            Assert.StartsWith($"v{i}", table.Find($"USER{i}@{new string('d', i % 150)}.example").Value, StringComparison.Ordinal);
        Assert.Equal(LookupStatus.NotFound, table.Find("nobody").Status);
        Assert.Equal(LookupStatus.NotFound, table.Find(new string('k', 600)).Status);
        Assert.Equal(count, table.Entries()!.Count());
        Assert.Equal("", s.LogText());
    }

    [Fact]
    public void A_key_that_LMDB_cannot_hold_is_refused()
    {
        using var s = new Scratch();
        s.File("t", new string('k', 511) + " v\n");
        var e = Assert.Throws<FatalException>(() => Build(s, "t"));
        Assert.Equal($"error updating lmdb:{s.Path("t")}: MDB_BAD_VALSIZE: Unsupported size of key/DB name/data, or wrong DUPFIXED size", e.Message);
        Assert.False(File.Exists(s.Path("t.lmdb")));
    }

    [Fact]
    public void Q_02_A_file_that_is_cut_short_answers_as_before_or_later_but_never_not_found()
    {
        using var s = new Scratch();
        s.File("t", Source(3000));
        Build(s, "t");
        byte[] sound = File.ReadAllBytes(s.Path("t.lmdb"));
        for (int size = sound.Length - 1; size > 0; size -= 5000)
        {
            using var table = s.Open("lmdb:" + s.Path("t"));
            using (var cut = File.OpenWrite(s.Path("t.lmdb")))
                cut.SetLength(size);
            for (int i = 0; i < 3000; i += 311)
                Assert.NotEqual(LookupStatus.NotFound, table.Find($"user{i}@{new string('d', i % 150)}.example").Status);
            File.WriteAllBytes(s.Path("t.lmdb"), sound);
        }
    }

    [Fact]
    public void A_table_that_is_replaced_is_noticed_and_the_open_one_answers_as_before()
    {
        using var s = new Scratch();
        s.File("t", "a 1\n");
        Build(s, "t");
        using var table = s.Open("lmdb:" + s.Path("t"));
        s.File("t", "a 2\n");
        Build(s, "t");
        Assert.Equal("1", table.Find("a").Value);
        Assert.True(table.HasChanged());
        using var other = s.Open("lmdb:" + s.Path("t"));
        Assert.Equal("2", other.Find("a").Value);
    }

    [Fact]
    public void The_map_size_is_that_of_main_cf_or_grows_to_hold_the_file()
    {
        using var s = new Scratch("lmdb_map_size = 8192\n");
        s.File("t", Source(3000));
        Build(s, "t");
        byte[] file = File.ReadAllBytes(s.Path("t.lmdb"));
        Assert.InRange(BitConverter.ToInt64(file, 32), file.Length, 2 * file.Length);
    }
}
