using System.Diagnostics;
using MailSuite.Maps;

namespace MailSuite.Tests.Maps;

public sealed class HashTableTests
{
    private static void Build(Scratch s, string source, BuildOptions? options = null, string type = "hash") =>
        PostmapFile.Build(type, s.Path(source), s.Config, options ?? new BuildOptions());

    [Fact]
    public void What_postmap_builds_is_found_again()
    {
        using var s = new Scratch();
        s.File("t", "Key  some value\nother\tx\n");
        Build(s, "t");
        using var table = s.Open("hash:" + s.Path("t"));
        Assert.Equal("some value", table.Find("kEY").Value);
        Assert.Equal("x", table.Find("other").Value);
        Assert.Equal(LookupStatus.NotFound, table.Find("nothing").Status);
        Assert.Equal(["key", "other"], table.Entries()!.Select(e => e.Key).Order());
    }

    [Theory]
    [InlineData("hash", 0)]
    [InlineData("hash", 1)]
    [InlineData("hash", 200)]
    [InlineData("hash", 5000)]
    [InlineData("cdb", 0)]
    [InlineData("cdb", 200)]
    [InlineData("cdb", 40000)]   // more than is kept in memory
    [InlineData("btree", 0)]
    [InlineData("btree", 1)]
    [InlineData("btree", 200)]
    [InlineData("btree", 20000)]
    public void Many_entries_survive_and_the_database_tools_accept_the_file(string type, int count)
    {
        using var s = new Scratch();
        s.File("t", string.Concat(Enumerable.Range(0, count).Select(i => $"user{i}@domain{i % 7}.example value number {i}\n")));
        Build(s, "t", type: type);
        using var table = s.Open($"{type}:{s.Path("t")}");
        for (int i = 0; i < count; i += 13)
            Assert.Equal($"value number {i}", table.Find($"user{i}@domain{i % 7}.example").Value);
        Assert.Equal(count, table.Entries()!.Count());
        if (type != "cdb")
            Verify(s.Path("t.db"));
    }

    [Theory]
    [InlineData("hash")]
    [InlineData("btree")]
    public void Long_keys_and_values_go_to_pages_of_their_own(string type)
    {
        using var s = new Scratch();
        string longKey = new('k', 3000), longValue = new('v', 100_000);
        s.File("t", $"{longKey} short\nshort {longValue}\n{longKey}2 {longValue}2\nplain x\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{longKey}{i}x {longValue}{i}\n")));
        Build(s, "t", type: type);
        using var table = s.Open($"{type}:{s.Path("t")}");
        Assert.Equal("short", table.Find(longKey).Value);
        Assert.Equal(longValue, table.Find("short").Value);
        Assert.Equal(longValue + "2", table.Find(longKey + "2").Value);
        Assert.Equal(longValue + "59", table.Find(longKey + "59x").Value);
        Assert.Equal("x", table.Find("plain").Value);
        Verify(s.Path("t.db"));
    }

    [Fact]
    public void Keys_that_share_a_bucket_continue_on_more_pages()
    {
        using var s = new Scratch();
        // Values just below a quarter of a page: three to a page, whatever the hash function does.
        s.File("t", string.Concat(Enumerable.Range(0, 100).Select(i => $"k{i} {i}{new string('x', 1010)}\n")));
        Build(s, "t");
        using var table = s.Open("hash:" + s.Path("t"));
        for (int i = 0; i < 100; i++)
            Assert.StartsWith($"{i}x", table.Find($"k{i}").Value);
        Verify(s.Path("t.db"));
    }

    [Theory]
    [InlineData(DuplicateRule.Warn, "first", "warning: t.db: duplicate entry: \"k\"")]
    [InlineData(DuplicateRule.Ignore, "first", "")]
    [InlineData(DuplicateRule.Replace, "second", "")]
    public void A_second_entry_of_a_key_follows_the_rule(DuplicateRule rule, string value, string log)
    {
        using var s = new Scratch();
        s.File("t", "k first\nK second\n");
        Build(s, "t", new BuildOptions { Duplicates = rule });
        using var table = s.Open("hash:" + s.Path("t"));
        Assert.Equal(value, table.Find("k").Value);
        Assert.Equal(log, s.LogText());
    }

    [Fact]
    public void Keys_can_be_written_without_the_closing_nul()
    {
        using var s = new Scratch();
        s.File("t", "k v\n");
        Build(s, "t", new BuildOptions { Table = TableOptions.WithoutNul });
        using var table = s.Open("hash:" + s.Path("t"));
        Assert.Equal("v", table.Find("k").Value);
    }

    [Fact]
    public void Deleting_takes_away_one_entry_and_says_whether_it_was_there()
    {
        using var s = new Scratch();
        s.File("t", "a 1\nb 2\n");
        Build(s, "t");
        Assert.True(PostmapFile.Delete("hash", s.Path("t"), ["A"], s.Config, new BuildOptions()));
        Assert.False(PostmapFile.Delete("hash", s.Path("t"), ["a"], s.Config, new BuildOptions()));
        using var table = s.Open("hash:" + s.Path("t"));
        Assert.Equal(LookupStatus.NotFound, table.Find("a").Status);
        Assert.Equal("2", table.Find("b").Value);
        Verify(s.Path("t.db"));
    }

    [Fact]
    public void A_new_file_has_the_reading_rights_of_its_source()
    {
        using var s = new Scratch();
        s.File("t", "a 1\n");
        System.IO.File.SetUnixFileMode(s.Path("t"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Build(s, "t");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, System.IO.File.GetUnixFileMode(s.Path("t.db")));
        Build(s, "t", new BuildOptions { IgnoreSourceMode = true });
        Assert.True(System.IO.File.GetUnixFileMode(s.Path("t.db")).HasFlag(UnixFileMode.OtherRead));
        Assert.Equal(["t", "t.db"], Directory.GetFiles(System.IO.Path.GetDirectoryName(s.Path("t"))!).Select(f => System.IO.Path.GetFileName(f)).Order());
    }

    /// <summary>L-09: root makes a table where a user may make names. Nothing of root's is written, the table is the source's owner's, and root is warned.</summary>
    [Theory]
    [InlineData("hash", true)]
    [InlineData("hash", false)]
    [InlineData("cdb", true)]
    [InlineData("cdb", false)]
    public void L_09_a_link_of_a_user_does_not_lead_root_elsewhere(string type, bool sourceOfRoot)
    {
        if (Sys.EffectiveUid != 0)
            return;
        Accounts.User("nobody", out var nobody);
        using var s = new Scratch();
        string victim = s.File("victim", "root's\n"), folder = s.Path("home");
        Directory.CreateDirectory(folder);
        File.WriteAllText(folder + "/table", "key value\n");
        string database = folder + "/table" + (type == "hash" ? ".db" : ".cdb");
        Sys.TryChmod(Path.GetDirectoryName(folder)!, 0x1ED);
        Assert.Equal(Errno.None, Sys.TryChown(folder, nobody!.Uid, nobody.Gid));
        if (!sourceOfRoot)
            Assert.Equal(Errno.None, Sys.TryChown(folder + "/table", nobody.Uid, nobody.Gid));
        Sys.RunAs(new Credentials(nobody.Uid, nobody.Gid, []), () => Assert.Equal(Errno.None, Sys.TrySymlink(victim, database)));
        try
        {
            PostmapFile.Build(type, folder + "/table", s.Config, new BuildOptions());
        }
        catch (FatalException) when (!sourceOfRoot)
        {
            // The user may not write where the link points.
        }
        Assert.Equal("root's\n", File.ReadAllText(victim));
        Assert.Contains($"owned by user id {nobody.Uid}, who may replace", s.LogText());
        if (!sourceOfRoot)
        {
            File.Delete(database);
            PostmapFile.Build(type, folder + "/table", s.Config, new BuildOptions());
        }
        Assert.True(Sys.TryLstat(database, out var status) == Errno.None && status.IsRegular && status.Uid == (sourceOfRoot ? 0 : nobody.Uid));
    }

    [Fact]
    public void A_failed_build_leaves_the_old_table()
    {
        using var s = new Scratch();
        s.File("t", "a 1\n");
        Build(s, "t");
        System.IO.File.Delete(s.Path("t"));
        var e = Assert.Throws<FatalException>(() => Build(s, "t"));
        Assert.EndsWith("/t: No such file or directory", e.Message);
        using var table = s.Open("hash:" + s.Path("t"));
        Assert.Equal("1", table.Find("a").Value);
    }

    [Fact]
    public void An_open_table_answers_as_before_when_it_is_replaced_and_knows_it()
    {
        using var s = new Scratch();
        s.File("t", "a 1\n");
        Build(s, "t");
        using var table = s.Open("hash:" + s.Path("t"));
        Assert.False(table.HasChanged());
        s.File("t", "a 2\n");
        Build(s, "t");
        Thread.Sleep(1100);   // it looks at most once a second
        Assert.Equal("1", table.Find("a").Value);
        Assert.True(table.HasChanged());
    }

    [Fact]
    public void A_file_that_does_not_exist_or_is_no_database_answers_try_later()
    {
        using var s = new Scratch();
        s.File("junk.db", new string('j', 5000));
        s.File("empty.db", "");
        foreach (string name in new[] { "none", "junk", "empty" })
        {
            using var table = s.Open("hash:" + s.Path(name));
            Assert.Equal(LookupStatus.TryLater, table.Find("a").Status);
        }
        Assert.Contains("error: open database none.db: No such file or directory", s.LogText());
        Assert.Contains("error: open database junk.db: Invalid argument", s.LogText());
        Assert.Contains("error: open database empty.db: Invalid argument", s.LogText());
    }

    [Fact]
    public void Files_of_the_real_postmap_are_read()
    {
        if (!System.IO.File.Exists("/usr/sbin/postmap"))
            return;
        using var s = new Scratch();
        s.File("main.cf", "compatibility_level = 3.6\n");
        s.File("t", string.Concat(Enumerable.Range(0, 3000).Select(i => $"key{i} value {i} {new string('v', i % 300)}\n")) + $"long {new string('l', 20000)}\n");
        foreach (string type in new[] { "hash", "btree", "cdb" })
        {
            if (Run("/usr/sbin/postmap", "-c", s.Path(""), $"{type}:{s.Path("t")}") != 0 && type == "cdb")
                continue;   // a package of its own
            using var table = s.Open($"{type}:{s.Path("t")}");
            for (int i = 0; i < 3000; i++)
                Assert.StartsWith($"value {i}", table.Find($"key{i}").Value);
            Assert.Equal(20000, table.Find("long").Value.Length);
            Assert.Equal(LookupStatus.NotFound, table.Find("key3000").Status);
            Assert.Equal(3001, table.Entries()!.Count());
        }
    }

    private static void Verify(string path)
    {
        if (System.IO.File.Exists("/usr/bin/db5.3_verify"))
            Assert.Equal(0, Run("/usr/bin/db5.3_verify", "-q", path));
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
