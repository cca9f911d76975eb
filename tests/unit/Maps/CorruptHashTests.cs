using MailSuite.Maps;

namespace MailSuite.Tests.Maps;

/// <summary>Nothing in a database file is trusted: whatever stands there, a lookup ends, and with one of the three answers.</summary>
public sealed class CorruptHashTests
{
    private static byte[] Sound(Scratch s, string type = "hash")
    {
        s.File("t", string.Concat(Enumerable.Range(0, 150).Select(i => $"key{i} {new string('v', i * 20)}\n")));
        PostmapFile.Build(type, s.Path("t"), s.Config, new BuildOptions());
        return System.IO.File.ReadAllBytes(s.Path("t" + Suffix(type)));
    }

    private static string Suffix(string type) => type is "cdb" or "lmdb" ? "." + type : ".db";

    private static void Ask(Scratch s, byte[] content, string type = "hash")
    {
        System.IO.File.WriteAllBytes(s.Path("c" + Suffix(type)), content);
        using var table = s.Open($"{type}:{s.Path("c")}");
        for (int i = 0; i < 150; i += 10)
            table.Find($"key{i}");
        try
        {
            // Dumping may fail, but with an error and after a bounded number of entries.
            if (table.Entries() is { } entries)
                Assert.True(entries.Take(1_000_000).Count() < 1_000_000);
        }
        catch (IOException)
        {
        }
    }

    [Theory]
    [InlineData("hash")]
    [InlineData("btree")]
    [InlineData("cdb")]
    [InlineData("lmdb")]
    public void Random_bytes_anywhere_do_no_harm(string type)
    {
        using var s = new Scratch();
        byte[] sound = Sound(s, type);
        var random = new Random(7);
        for (int round = 0; round < 150; round++)
        {
            var bad = (byte[])sound.Clone();
            for (int n = random.Next(1, 40); n > 0; n--)
                bad[random.Next(bad.Length)] = (byte)random.Next(256);
            Ask(s, bad, type);
        }
    }

    [Theory]
    [InlineData("hash")]
    [InlineData("btree")]
    public void Random_words_in_headers_do_no_harm(string type)
    {
        using var s = new Scratch();
        byte[] sound = Sound(s, type);
        var random = new Random(8);
        for (int round = 0; round < 250; round++)
        {
            var bad = (byte[])sound.Clone();
            for (int n = random.Next(1, 6); n > 0; n--)
            {
                // The metadata behind the magic number, or the header and table of offsets of some page.
                int page = random.Next(bad.Length / 4096), at = page * 4096 + (page == 0 ? 20 : 8) + 2 * random.Next(page == 0 ? 60 : 40);
                ushort value = random.Next(4) switch { 0 => 0, 1 => 0xffff, 2 => (ushort)random.Next(bad.Length / 4096), _ => (ushort)random.Next(65536) };
                BitConverter.TryWriteBytes(bad.AsSpan(at), value);
            }
            Ask(s, bad, type);
        }
    }

    [Theory]
    [InlineData("hash")]
    [InlineData("btree")]
    [InlineData("cdb")]
    public void A_file_cut_anywhere_does_no_harm(string type)
    {
        using var s = new Scratch();
        byte[] sound = Sound(s, type);
        for (int size = 0; size < sound.Length; size += 777)
            Ask(s, sound[..size], type);
    }

    [Fact]
    public void A_chain_of_pages_that_runs_in_a_circle_ends()
    {
        using var s = new Scratch();
        byte[] bad = Sound(s);
        for (int page = 1; page < bad.Length / 4096; page++)
            BitConverter.TryWriteBytes(bad.AsSpan(page * 4096 + 16), page);   // each page is its own successor
        Ask(s, bad);
        Assert.Contains("circle", s.LogText());
    }

    [Fact]
    public void A_file_truncated_while_open_is_try_later_and_not_the_end_of_the_process()
    {
        using var s = new Scratch();
        Sound(s);
        using var table = s.Open("hash:" + s.Path("t"));
        using (var file = System.IO.File.OpenWrite(s.Path("t.db")))
            file.SetLength(0);
        Assert.Equal(LookupStatus.TryLater, table.Find("key1").Status);
    }
}
