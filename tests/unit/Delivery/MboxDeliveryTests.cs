using MailSuite.Store.Delivery;

namespace MailSuite.Tests.Delivery;

public class MboxDeliveryTests
{
    private static readonly MboxLockRules Locks = new(MboxLockKinds.Fcntl | MboxLockKinds.DotLock, 2, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(500));
    private readonly MboxDelivery delivery = new(new WriteBuffer());

    private DeliveryFailure? Deliver(string path, MessageText text, Func<MboxTarget, MboxTarget>? with = null)
    {
        var item = new MboxItem(text);
        var target = new MboxTarget(path, Locks);
        delivery.Deliver(with?.Invoke(target) ?? target, [item]);
        return item.Failure;
    }

    [Fact]
    public void Messages_are_appended_under_locks_that_are_given_back()
    {
        using var at = new Scratch();
        Assert.Null(Deliver(at["box"], Scratch.Text("1\n\n")));
        MboxItem[] items = [new(Scratch.Text("2\n\n")), new(Scratch.Text("3\n\n"))];
        delivery.Deliver(new MboxTarget(at["box"], Locks), items);
        Assert.Equal("1\n\n2\n\n3\n\n", File.ReadAllText(at["box"]));
        Assert.Equal((3L, 6L), (items[0].Offset, items[1].Offset));
        Assert.False(File.Exists(at["box.lock"]));
    }

    [Theory]
    [InlineData("From a Sun Nov 22 13:21:00 2026\nSubject: torn\n\nhalf a li", "\n\n")]
    [InlineData("From a Sun Nov 22 13:21:00 2026\nSubject: torn\n", "\n")]
    [InlineData("x", "\n\n")]
    [InlineData("From a Sun Nov 22 13:21:00 2026\n\nwhole\n\n", "")]
    [InlineData("\n", "")]
    public void R1_the_half_message_of_a_killed_delivery_does_not_swallow_the_next_one(string before, string mended)
    {
        using var at = new Scratch();
        File.WriteAllText(at["box"], before);
        Assert.Null(Deliver(at["box"], Scratch.Text("From b\n\nnext\n\n")));
        Assert.Equal(before + mended + "From b\n\nnext\n\n", File.ReadAllText(at["box"]));
    }

    [Fact]
    public void What_fails_half_way_is_cut_off_again()
    {
        using var at = new Scratch();
        MboxItem[] items = [new(Scratch.Text("1\n")), new(to => { to.Add(new string('x', 200_000)); return false; }), new(Scratch.Text("3\n"))];
        delivery.Deliver(new MboxTarget(at["box"], Locks), items);
        Assert.Equal("1\n3\n", File.ReadAllText(at["box"]));
        Assert.Same(DeliveryFailure.BrokenMessage, items[1].Failure);
    }

    [Fact]
    public void A_mailbox_over_its_limit_takes_no_more_and_keeps_what_it_has()
    {
        using var at = new Scratch();
        File.WriteAllText(at["box"], "1234\n\n");
        var failure = Deliver(at["box"], Scratch.Text("123456\n"), static t => t with { SizeLimit = 10 });
        Assert.Equal("5.2.2", failure!.Status);
        Assert.Equal("1234\n\n", File.ReadAllText(at["box"]));
        Assert.Null(Deliver(at["box"], Scratch.Text("123\n"), static t => t with { SizeLimit = 10 }));
    }

    [Fact]
    public void A_lock_that_somebody_holds_is_waited_for_and_then_deferred()
    {
        using var at = new Scratch();
        File.WriteAllText(at["box.lock"], "");
        var failure = Deliver(at["box"], Scratch.Text("x\n"));
        Assert.Equal(("4.2.0", true), (failure!.Status, File.Exists(at["box.lock"])));
        Assert.StartsWith("unable to create lock file", failure.Text);
        Assert.False(File.Exists(at["box"]));
    }

    [Fact]
    public void A_lock_left_behind_long_ago_is_removed()
    {
        using var at = new Scratch();
        File.WriteAllText(at["box.lock"], "");
        File.SetLastWriteTimeUtc(at["box.lock"], DateTime.UtcNow.AddSeconds(-501));
        Assert.Null(Deliver(at["box"], Scratch.Text("x\n")));
    }

    [Fact]
    public void L_03_A_link_to_another_file_is_refused()
    {
        using var at = new Scratch();
        File.WriteAllText(at["target"], "keep\n\n");
        File.CreateSymbolicLink(at["box"], at["target"]);
        // Root's own link in a directory that only root may write is the administrator's.
        bool administrators = Sys.EffectiveUid == 0;
        var failure = Deliver(at["box"], Scratch.Text("x\n"));
        Assert.Equal(administrators ? "keep\n\nx\n" : "keep\n\n", File.ReadAllText(at["target"]));
        Assert.Equal(administrators, failure == null);
        Sys.TryChmod(at.Path, 0x1FF);
        Assert.Equal("5.2.0", Deliver(at["box"], Scratch.Text("y\n"))!.Status);
        Assert.DoesNotContain("y", File.ReadAllText(at["target"]));
    }

    [Fact]
    public void L_03_A_file_with_two_names_is_refused()
    {
        using var at = new Scratch();
        File.WriteAllText(at["target"], "keep\n");
        Assert.Equal(Errno.None, Sys.TryLink(at["target"], at["box"]));
        Assert.Contains("2 hard links", Deliver(at["box"], Scratch.Text("x\n"))!.Text);
        Assert.Equal("keep\n", File.ReadAllText(at["target"]));
    }

    [Fact]
    public void L_03_A_fifo_and_a_directory_are_refused_at_once()
    {
        using var at = new Scratch();
        Sys.TryMakeFifo(at["fifo"], 0x1B6);
        Directory.CreateDirectory(at["dir"]);
        Assert.NotNull(Deliver(at["fifo"], Scratch.Text("x\n")));
        Assert.NotNull(Deliver(at["dir"], Scratch.Text("x\n")));
        Assert.NotNull(Deliver("/dev/null", Scratch.Text("x\n"), static t => t with { DotLockMayFail = true, Locks = t.Locks with { Kinds = MboxLockKinds.Fcntl } }));
    }

    [Fact]
    public void L_03_A_file_of_somebody_else_is_refused()
    {
        using var at = new Scratch();
        File.WriteAllText(at["box"], "");
        var failure = Deliver(at["box"], Scratch.Text("x\n"), static t => t with { RequiredOwner = Sys.EffectiveUid + 1 });
        Assert.Equal(("4.2.0", $"destination {at["box"]} is not owned by recipient"), (failure!.Status, failure.Text));
        Assert.Equal("", File.ReadAllText(at["box"]));
    }

    [Theory]
    [InlineData("fcntl, dotlock", MboxLockKinds.Fcntl | MboxLockKinds.DotLock)]
    [InlineData("flock", MboxLockKinds.Flock)]
    [InlineData("nonsense", null)]
    public void Lock_words_are_read(string words, MboxLockKinds? expected) => Assert.Equal(expected, MboxLockRules.Parse(words));
}
