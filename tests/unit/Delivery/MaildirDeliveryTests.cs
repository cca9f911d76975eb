using MailSuite.Store.Delivery;

namespace MailSuite.Tests.Delivery;

public class MaildirDeliveryTests
{
    private readonly MaildirDelivery delivery = new(new WriteBuffer());

    [Fact]
    public void A_message_is_in_new_and_nothing_is_left_in_tmp()
    {
        using var at = new Scratch();
        var item = new MaildirItem(at["a/b/box/"], Scratch.Text("hello\n"));
        delivery.Deliver(Scratch.Mine(item));
        Assert.Null(item.Failure);
        Assert.Equal("hello\n", File.ReadAllText(Assert.Single(Directory.GetFiles(at["a/b/box/new"]))));
        Assert.Empty(Directory.GetFiles(at["a/b/box/tmp"]));
        Assert.True(Directory.Exists(at["a/b/box/cur"]));
    }

    [RootFact]
    public void A_message_whose_name_cannot_be_made_durable_is_not_left_there_to_come_again()
    {
        using var at = new Scratch();
        Accounts.User("nobody", out var nobody);
        foreach (string folder in (string[])["", "/box", "/box/tmp", "/box/cur", "/box/new"])
        {
            Directory.CreateDirectory(at.Path + folder);
            Sys.TryChown(at.Path + folder, nobody!.Uid, nobody.Gid);
        }
        Sys.TryChmod(at["box/new"], 0xC0);   // 0300: files come and go, but it cannot be opened for fsync
        MaildirItem[] items = [new(at["box"], Scratch.Text("1\n")), new(at["box"], Scratch.Text("2\n"))];
        delivery.Deliver(new MaildirOwner(new Credentials(nobody!.Uid, nobody.Gid, []), items));
        Assert.All(items, static i => Assert.True(i.Failure!.IsTemporary));
        Assert.Empty(Directory.GetFiles(at["box/new"]));
        Assert.Empty(Directory.GetFiles(at["box/tmp"]));
    }

    [Fact]
    public void Several_messages_to_several_Maildirs_go_together_and_fail_alone()
    {
        using var at = new Scratch();
        File.WriteAllText(at["file"], "");
        MaildirItem[] items =
        [
            new(at["one"], Scratch.Text("1\n")), new(at["two"], Scratch.Text("2\n")), new(at["one"], Scratch.Text("3\n")),
            new(at["file"], Scratch.Text("4\n")), new(at["two"], static _ => false),
        ];
        delivery.Deliver(Scratch.Mine(items));
        Assert.Equal([null, null, null], items[..3].Select(static i => i.Failure));
        Assert.Equal(Errno.NOTDIR, items[3].Failure!.Errno);
        Assert.True(items[3].Failure!.IsTemporary);
        Assert.Same(DeliveryFailure.BrokenMessage, items[4].Failure);
        Assert.Equal(["1\n", "3\n"], Directory.GetFiles(at["one/new"]).Select(File.ReadAllText).Order());
        Assert.Single(Directory.GetFiles(at["two/new"]));
        Assert.Empty(Directory.GetFiles(at["two/tmp"]));
    }

    [Fact]
    public void A_message_over_the_limit_is_refused_and_leaves_nothing()
    {
        using var at = new Scratch();
        var item = new MaildirItem(at["box"], Scratch.Text(new string('x', 1001)));
        delivery.Deliver(Scratch.Mine(item), limit: 1000);
        Assert.Equal(("5.2.2", "error writing message: File too large"), (item.Failure!.Status, item.Failure.Text));
        Assert.Empty(Directory.GetFiles(at["box/tmp"]));
        Assert.Empty(Directory.GetFiles(at["box/new"]));
    }

    [Fact]
    public void Only_a_Maildir_with_a_quota_gets_the_size_into_the_name()
    {
        using var at = new Scratch();
        Directory.CreateDirectory(at["box"]);
        File.WriteAllText(at["box/maildirsize"], "10000S\n0 0\n");
        delivery.Deliver(Scratch.Mine(new(at["box"], Scratch.Text("12345\n")), new(at["plain"], Scratch.Text("12345\n"))));
        Assert.EndsWith(",S=6", Assert.Single(Directory.GetFiles(at["box/new"])));
        Assert.DoesNotContain(",S=", Assert.Single(Directory.GetFiles(at["plain/new"])));
        Assert.Equal("10000S\n0 0\n6 1\n", File.ReadAllText(at["box/maildirsize"]));
    }

    [Fact]
    public void L_04_A_Maildir_without_tmp_is_completed()
    {
        using var at = new Scratch();
        Directory.CreateDirectory(at["box/new"]);
        var item = new MaildirItem(at["box"], Scratch.Text("x\n"));
        delivery.Deliver(Scratch.Mine(item));
        Assert.Null(item.Failure);
        Assert.Single(Directory.GetFiles(at["box/new"]));
    }

    [Fact]
    public void A_large_message_arrives_whole()
    {
        using var at = new Scratch();
        string text = string.Concat(Enumerable.Range(0, 30_000).Select(static i => $"line {i}\n"));
        delivery.Deliver(Scratch.Mine(new MaildirItem(at["box"], Scratch.Text(text))));
        Assert.Equal(text, File.ReadAllText(Assert.Single(Directory.GetFiles(at["box/new"]))));
    }

    [Theory]
    [InlineData(1, 500)]
    [InlineData(40, 3)]
    [InlineData(300, 1)]
    public void Many_messages_for_several_owners_all_arrive(int owners, int each)
    {
        using var at = new Scratch();
        var all = new List<MaildirOwner>();
        for (int o = 0; o < owners; o++)
            all.Add(Scratch.Mine([.. Enumerable.Range(0, each).Select(i => new MaildirItem(at[$"box{o}/"], Scratch.Text($"{o}-{i}\n")))]));
        delivery.Deliver(all);
        Assert.All(all.SelectMany(static o => o.Items), static i => Assert.Null(i.Failure));
        for (int o = 0; o < owners; o++)
        {
            Assert.Equal(Enumerable.Range(0, each).Select(i => $"{o}-{i}\n").Order(), Directory.GetFiles(at[$"box{o}/new"]).Select(File.ReadAllText).Order());
            Assert.Empty(Directory.GetFiles(at[$"box{o}/tmp"]));
        }
    }

    [Fact]
    public void One_bad_Maildir_among_many_fails_alone()
    {
        using var at = new Scratch();
        File.WriteAllText(at["file"], "");
        MaildirItem[] items = [.. Enumerable.Range(0, 50).Select(i => new MaildirItem(i == 7 ? at["file/box"] : at[$"box{i}"], i == 9 ? static _ => false : Scratch.Text("x\n")))];
        delivery.Deliver([Scratch.Mine(items[..25]), Scratch.Mine(items[25..])]);
        Assert.Equal([7, 9], Enumerable.Range(0, 50).Where(i => items[i].Failure != null));
        Assert.Empty(Directory.GetFiles(at["box9/tmp"]));
        Assert.Empty(Directory.GetFiles(at["box9/new"]));
    }
}
