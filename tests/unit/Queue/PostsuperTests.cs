using MailSuite.Mail;

namespace MailSuite.Tests.Queue;

public class PostsuperTests
{
    private static string Super(QueueBench bench, params string[] args) => bench.Run(Postsuper.Program.Main, args);

    private static QueueBench With(params (string Queue, string Id)[] messages)
    {
        var bench = new QueueBench();
        foreach (var (queue, id) in messages)
            bench.Message(queue, id, "s@x.example", ["r@x.example"], "x");
        return bench;
    }

    private static string Tree() => string.Join(' ', Directory.EnumerateFiles(".", "*", SearchOption.AllDirectories).Select(static p => p[2..]).Where(static p => p.Contains('/')).Order());

    [Fact]
    public void Deleting_takes_the_logs_along()
    {
        using var bench = With(("deferred", "AAAA"), ("hold", "BBBB"));
        BounceLog.Append(bench.Files, "defer", "AAAA", new BounceRecord("r@x.example", "", 1, "", 0, "delayed", new Dsn("4.0.0", "why")));
        Assert.Equal("postsuper: AAAA: removed\npostsuper: Deleted: 1 message\n[0]", Super(bench, "-d", "AAAA", "-d", "ZZZZ"));
        Assert.Equal("hold/BBBB", Tree());
    }

    [Fact]
    public void ALL_is_told_in_one_line_and_works_in_the_named_queues_only()
    {
        using var bench = With(("deferred", "AAAA"), ("hold", "BBBB"), ("incoming", "CCCC"));
        Assert.Equal("postsuper: Deleted: 2 messages\n[0]", Super(bench, "-d", "ALL", "deferred", "incoming"));
        Assert.Equal("postsuper: Deleted: 0 messages\n[0]", Super(bench, "-d", "all"));
        Assert.Equal("hold/BBBB", Tree());
        Assert.Equal("postsuper: fatal: invalid directory name: foo\n[1]", Super(bench, "-d", "ALL", "foo"));
    }

    [Fact]
    public void Messages_are_held_released_requeued_and_expired()
    {
        using var bench = With(("deferred", "AAAA"), ("incoming", "BBBB"), ("hold", "CCCC"), ("active", "DDDD"));
        Assert.Equal("""
            postsuper: AAAA: placed on hold
            postsuper: BBBB: requeued
            postsuper: CCCC: expired
            postsuper: CCCC: released from hold
            postsuper: DDDD: expired
            postsuper: Requeued: 1 message
            postsuper: Force-expired: 2 messages
            postsuper: Placed on hold: 1 message
            postsuper: Released from hold: 1 message

            """ + "[0]", Super(bench, "-h", "AAAA", "-r", "BBBB", "-f", "CCCC", "-e", "DDDD"));
        Assert.Equal("active/DDDD deferred/C/CCCC hold/AAAA maildrop/BBBB", Tree());
        Sys.TryStat("active/DDDD", out var status);
        Assert.Equal(0x1C8, status.Permissions);
        Assert.Equal("postsuper: Released from hold: 1 message\n[0]", Super(bench, "-H", "ALL"));
        Assert.Equal("active/DDDD deferred/A/AAAA deferred/C/CCCC maildrop/BBBB", Tree());
    }

    [Fact]
    public void A_bad_id_is_a_warning_and_a_bad_option_the_usage()
    {
        using var bench = With();
        Assert.Equal("postsuper: warning: invalid mail queue id: ../x\npostsuper: Deleted: 0 messages\n[0]", Super(bench, "-d", "../x"));
        Assert.StartsWith("postsuper: invalid option -- 'x'\npostsuper: fatal: usage: postsuper [-c config_dir]", Super(bench, "-x"));
    }

    [Fact]
    public void A_message_that_nobody_has_taken_up_is_deleted_but_neither_held_nor_expired()
    {
        using var bench = With(("maildrop", "AAAA"));
        Assert.Equal("postsuper: Force-expired: 0 messages\npostsuper: Placed on hold: 0 messages\n[0]", Super(bench, "-h", "AAAA", "-e", "ALL", "maildrop"));
        Assert.Equal("postsuper: AAAA: removed\npostsuper: Deleted: 1 message\n[0]", Super(bench, "-d", "AAAA"));
    }

    [Fact]
    public void A_message_expires_once()
    {
        using var bench = With(("hold", "AAAA"));
        Assert.Equal("""
            postsuper: AAAA: expired
            postsuper: AAAA: released from hold
            postsuper: Force-expired: 1 message
            postsuper: Released from hold: 1 message

            """ + "[0]", Super(bench, "-e", "AAAA", "-f", "AAAA"));
    }

    [Fact]
    public void Logs_are_deleted_when_their_directory_is_named()
    {
        using var bench = With(("deferred", "AAAA"));
        BounceLog.Append(bench.Files, "defer", "AAAA", new BounceRecord("r@x.example", "", 1, "", 0, "delayed", new Dsn("4.0.0", "why")));
        Assert.Equal("postsuper: Deleted: 0 messages\n[0]", Super(bench, "-d", "ALL", "defer"));
        Assert.Equal("deferred/A/AAAA", Tree());
        Assert.Equal("postsuper: fatal: invalid directory name: corrupt\n[1]", Super(bench, "-d", "ALL", "corrupt"));
    }

    [Fact]
    public void The_last_z_of_a_long_id_separates()
    {
        using var bench = With(("hold", "4NYz7Q0L3pz3ZyG"));
        Assert.Equal("postsuper: Released from hold: 1 message\n[0]", Super(bench, "-H", "ALL"));
        Assert.Equal("deferred/0/4NYz7Q0L3pz3ZyG", Tree());
    }

    [Fact]
    public void Repair_gives_names_by_inode_and_moves_files_to_their_place()
    {
        using var bench = With(("deferred", "12345FFFF"), ("hold", "1234500"));
        BounceLog.Append(bench.Files, "defer", "12345FFFF", new BounceRecord("r@x.example", "", 1, "", 0, "delayed", new Dsn("4.0.0", "why")));
        Directory.CreateDirectory("deferred/Z");
        File.Move("deferred/1/12345FFFF", "deferred/Z/12345FFFF");
        Sys.TryStat("deferred/Z/12345FFFF", out var moved);
        Sys.TryStat("hold/1234500", out var held);
        Assert.Equal("postsuper: Renamed to match inode number: 2 messages\npostsuper: warning: QUEUE FILE NAMES WERE CHANGED TO MATCH INODE NUMBERS\n[0]", Super(bench));
        Assert.Equal($"defer/1/12345{moved.Inode:X} deferred/1/12345{moved.Inode:X} hold/12345{held.Inode:X}", Tree());
        Assert.Equal("[0]", Super(bench));
    }

    [Fact]
    public void Purging_removes_old_leavings_and_nothing_else()
    {
        using var bench = With(("deferred", "AAAA"), ("incoming", "BBBB"), ("hold", "CCCC"));
        foreach (string id in (string[])["AAAA", "DDDD", "EEEE"])
            BounceLog.Append(bench.Files, "defer", id, new BounceRecord("r@x.example", "", 1, "", 0, "delayed", new Dsn("4.0.0", "why")));
        File.WriteAllText("incoming/4711.99", "");
        File.WriteAllText("hold/4712.99", "");
        Sys.TryChmod("incoming/BBBB", 0x180);   // never completed
        foreach (string old in (string[])["deferred/A/AAAA", "defer/A/AAAA", "defer/D/DDDD", "incoming/4711.99", "incoming/BBBB"])
            Sys.TrySetTimes(old, 1_000_000, 1_000_000);
        Assert.Equal("[0]", Super(bench, "-p"));
        Assert.Equal("defer/A/AAAA defer/E/EEEE deferred/A/AAAA hold/4712.99 hold/CCCC", Tree());
    }
}
