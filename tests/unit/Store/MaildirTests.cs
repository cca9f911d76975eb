using System.Text;
using MailSuite.Store;
using MailSuite.Store.Maildir;

namespace MailSuite.Tests.Store;

public sealed class MaildirTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("maildir-test").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    private MailStore Store => MailStore.Open($"maildir:{root}", "u", "/nonexistent");

    private Mailbox Inbox(bool readOnly = false)
    {
        Store.Open("INBOX", readOnly, out var box);
        box!.Sync();
        return box;
    }

    private void Deliver(string name, string text = "Subject: x\n\nbody\n", string sub = "new")
    {
        Directory.CreateDirectory($"{root}/{sub}");
        foreach (var d in (string[])["cur", "new", "tmp"])
            Directory.CreateDirectory($"{root}/{d}");
        File.WriteAllText($"{root}/{sub}/{name}", text);
    }

    private static string Read(Mailbox box, Message m)
    {
        using var stream = box.Open(m)!;
        var bytes = new byte[stream.Length + 10];
        int count = 0;
        for (int n; (n = stream.Read(bytes.AsSpan(count, Math.Min(7, bytes.Length - count)))) > 0;)
            count += n;
        Assert.Equal(stream.Length, count);
        return Encoding.Latin1.GetString(bytes, 0, count);
    }

    [Fact]
    public void New_mail_moves_to_cur_and_gets_uids_in_the_order_of_delivery()
    {
        Deliver("200.M1P1.h,S=17,W=20");
        Deliver("100.M9P1.h");
        Deliver("100.M10P1.h");
        using var box = Inbox();
        Assert.Equal(["100.M9P1.h", "100.M10P1.h", "200.M1P1.h,S=17,W=20"], box.Messages.Select(box.FileNameOf));
        Assert.Equal([1u, 2u, 3u], box.Messages.Select(m => m.Uid));
        Assert.All(box.Messages, m => Assert.True(m.Recent));
        Assert.Equal("Subject: x\r\n\r\nbody\r\n", Read(box, box.Messages[2]));
        Assert.Equal(20, box.SizeOf(box.Messages[2]));
        Assert.Empty(Directory.GetFiles($"{root}/new"));
    }

    [Fact]
    public void A_read_only_mailbox_leaves_new_mail_new()
    {
        Deliver("100.M1P1.h");
        using var box = Inbox(readOnly: true);
        Assert.Single(box.Messages);
        Assert.Single(Directory.GetFiles($"{root}/new"));
        using var again = Inbox();
        Assert.Equal(box.Messages[0].Uid, again.Messages[0].Uid);
        Assert.Equal(box.UidValidity, again.UidValidity);
    }

    [Fact]
    public void Dovecots_uid_list_is_obeyed()
    {
        Deliver("100.M1P1.h,S=17,W=20:2,Sa", sub: "cur");
        Deliver("101.M1P1.h:2,", sub: "cur");
        File.WriteAllText($"{root}/dovecot-uidlist", "3 V1795322874 N30 Gabcdef\n23 P0001 :100.M1P1.h,S=17,W=20\n");
        File.WriteAllText($"{root}/dovecot-keywords", "0 $Label1\n");
        using var box = Inbox();
        Assert.Equal(1795322874u, box.UidValidity);
        Assert.Equal([23u, 30u], box.Messages.Select(m => m.Uid));
        Assert.Equal(["$Label1"], box.KeywordsOf(box.Messages[0]));
        Assert.Equal("0001", box.KeptUidl(box.Messages[0]));
        Assert.Equal("3 V1795322874 N30 Gabcdef\n23 P0001 :100.M1P1.h,S=17,W=20\n30 :101.M1P1.h\n", File.ReadAllText($"{root}/dovecot-uidlist"));
    }

    [Fact]
    public void Couriers_uids_are_taken_over()
    {
        Deliver("100.M1P1.h:2,S", sub: "cur");
        File.WriteAllText($"{root}/courierimapuiddb", "1 777 9\n5 100.M1P1.h\n");
        using var box = Inbox();
        Assert.Equal((777u, 5u), (box.UidValidity, box.Messages[0].Uid));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("3 V0 N1\n")]
    [InlineData("9 x\n")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData("3 V5 N9\n7 :gone\n6 :100.M1P1.h\nrubbish\n99999999999 :x\n8\n")]
    [InlineData("3 V5 N9\n7 :100.M1")]
    public void A_broken_uid_list_costs_no_mail(string content)
    {
        Deliver("100.M1P1.h:2,S", sub: "cur");
        File.WriteAllText($"{root}/dovecot-uidlist", content);
        using var box = Inbox();
        using var again = Inbox();
        Assert.Single(again.Messages);
        Assert.Equal((box.UidValidity, box.Messages[0].Uid), (again.UidValidity, again.Messages[0].Uid));
    }

    [Fact]
    public void Flags_are_letters_and_unknown_letters_stay()
    {
        Deliver("100.M1P1.h:2,PX", sub: "cur");
        using var box = Inbox();
        box.SetFlags(box.Messages, FlagChange.Add, MessageFlags.Seen | MessageFlags.Flagged, box.KeywordBits(["$Label1"], create: true));
        Assert.Equal("100.M1P1.h:2,FPSXa", Path.GetFileName(Directory.GetFiles($"{root}/cur").Single()));
        box.SetFlags(box.Messages, FlagChange.Replace, MessageFlags.Answered, 0);
        Assert.Equal("100.M1P1.h:2,PRX", Path.GetFileName(Directory.GetFiles($"{root}/cur").Single()));
        Assert.Equal("0 $Label1\n", File.ReadAllText($"{root}/dovecot-keywords"));
    }

    [Fact]
    public void What_others_rename_is_found_again()
    {
        Deliver("100.M1P1.h:2,", sub: "cur");
        using var box = Inbox();
        File.Move($"{root}/cur/100.M1P1.h:2,", $"{root}/cur/100.M1P1.h:2,F");
        Assert.NotEmpty(Read(box, box.Messages[0]));
        File.Move($"{root}/cur/100.M1P1.h:2,F", $"{root}/cur/100.M1P1.h:2,FR");
        box.SetFlags(box.Messages, FlagChange.Add, MessageFlags.Seen, 0);
        Assert.Single(Directory.GetFiles($"{root}/cur"));
    }

    [Fact]
    public void What_others_remove_and_deliver_shows_at_the_next_sync()
    {
        Deliver("100.M1P1.h:2,", sub: "cur");
        Deliver("101.M1P1.h:2,", sub: "cur");
        using var box = Inbox();
        var first = box.Messages[0];
        File.Delete($"{root}/cur/100.M1P1.h:2,");
        Deliver("102.M1P1.h");
        var changes = box.Sync();
        Assert.Equal([first], changes.Expunged);
        Assert.True(first.Expunged);
        Assert.Null(box.Open(first));
        Assert.Equal([2u, 3u], box.Messages.Select(m => m.Uid));
    }

    [Fact]
    public void A_uid_is_never_used_again()
    {
        Deliver("100.M1P1.h");
        using (var box = Inbox())
        {
            box.Expunge(box.Messages.ToList());
            Assert.Single(box.Sync().Expunged);
        }
        Deliver("50.M1P1.h");
        using var later = Inbox();
        Assert.Equal(2u, later.Messages[0].Uid);
    }

    [Fact]
    public void Saved_mail_has_lf_on_disk_and_both_sizes_in_its_name()
    {
        using var box = Inbox();
        using (var batch = box.BeginSave())
        {
            batch.Begin(MessageFlags.Seen, ["kw"], 1_000_000_000);
            batch.Write("A: b\r"u8);
            batch.Write("\n\r\nx\ry\r"u8);
            batch.End();
            Assert.Equal([1u], batch.Commit());
        }
        box.Sync();
        var file = Directory.GetFiles($"{root}/cur").Single();
        Assert.Equal("A: b\n\nx\ry\r", File.ReadAllText(file));
        Assert.EndsWith(",S=10,W=12:2,Sa", file);
        Assert.Equal(1_000_000_000, box.ReceivedAt(box.Messages[0]));
    }

    [Fact]
    public void What_is_not_committed_leaves_nothing()
    {
        using var box = Inbox();
        var batch = box.BeginSave();
        batch.Begin(MessageFlags.None, [], null);
        batch.Write("half"u8);
        batch.Dispose();
        Assert.Empty(Directory.GetFiles(root, "*", SearchOption.AllDirectories).Where(f => !Path.GetFileName(f).StartsWith("dovecot", StringComparison.Ordinal)));
    }

    [Fact]
    public void Folders_come_and_go()
    {
        var store = Store;
        Assert.Equal(FolderAnswer.Done, store.Create("A.B"));
        Assert.Equal(FolderAnswer.Exists, store.Create("A.B"));
        Assert.True(File.Exists($"{root}/.A.B/maildirfolder"));
        Assert.Equal(["INBOX True", "A False", "A.B True"], store.List().Select(f => $"{f.Name} {f.Exists}"));
        store.Open("A.B", true, out var before);
        before!.Sync();
        Assert.Equal(FolderAnswer.Done, store.Delete("A.B"));
        Assert.Equal(FolderAnswer.Done, store.Create("A.B"));
        store.Open("A.B", true, out var after);
        after!.Sync();
        Assert.True(after.UidValidity > before.UidValidity);
        Assert.Equal(FolderAnswer.Done, store.Rename("A.B", "C"));
        Assert.Equal(FolderAnswer.NotFound, store.Open("A.B", true, out _));
        Assert.Equal(FolderAnswer.Refused, store.Delete("INBOX"));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("~root")]
    [InlineData("a/b")]
    [InlineData("&bad")]
    [InlineData("&AEE-")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a*b")]
    [InlineData("caf\u00e9")]
    public void Names_that_no_folder_can_have(string name)
    {
        Assert.Equal(FolderAnswer.BadName, Store.Create(name));
        Assert.Equal(FolderAnswer.BadName, Store.Open(name, false, out _));
        Assert.Equal(FolderAnswer.BadName, Store.Subscribe(name, true));
        Assert.Equal(FolderAnswer.BadName, Store.Rename("INBOX", name));
        Assert.Empty(Directory.GetFileSystemEntries(root));
    }

    [Theory]
    [InlineData("&AOk-")]
    [InlineData("a &- b")]
    [InlineData("&2D3eAA-")]
    public void Names_in_modified_utf7(string name) => Assert.Equal(FolderAnswer.Done, Store.Create(name));

    [Fact]
    public void Subscriptions_are_kept_as_dovecot_keeps_them()
    {
        Store.Subscribe("A.B", true);
        Store.Subscribe("INBOX", true);
        Store.Subscribe("A.B", true);
        Assert.Equal("V\t2\n\nA\tB\nINBOX\n", File.ReadAllText($"{root}/subscriptions"));
        Store.Subscribe("INBOX", false);
        Assert.Equal(["A.B"], Store.Subscriptions());
    }
}
