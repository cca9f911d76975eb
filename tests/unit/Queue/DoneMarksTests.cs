using MailSuite.Mail;

namespace MailSuite.Tests.Queue;

public class DoneMarksTests
{
    private static DeliveryRecipient At(long offset) => new("r@x.example", "", offset, "", 0);

    [Fact]
    public void A_message_that_was_put_on_hold_is_marked_there()
    {
        using var bench = new QueueBench();
        var at = bench.Message("hold", "A1B2C3", "s@x.example", ["r@x.example", "q@x.example"], "x");
        Assert.True(DoneMarks.Write(bench.Files, "active", "A1B2C3", [At(at[0])]));
        Assert.Equal(["q@x.example"], new QueueListing(bench.Config).All().Single().Recipients.Select(static r => r.Address));
    }

    [Fact]
    public void A_deleted_message_needs_no_mark_and_a_wrong_offset_is_no_recipient()
    {
        using var bench = new QueueBench();
        Assert.False(DoneMarks.Write(bench.Files, "active", "A1B2C3", [At(1)]));
        var at = bench.Message("active", "A1B2C3", "s@x.example", ["r@x.example"], "x");
        Assert.Throws<CorruptRecordException>(() => DoneMarks.Write(bench.Files, "active", "A1B2C3", [At(at[0] + 1)]));
    }

    [Fact]
    public void A_finished_message_is_removed_from_hold_but_not_its_namesake()
    {
        using var bench = new QueueBench();
        bench.Message("hold", "1234500", "s@x.example", ["r@x.example"], "x");
        Sys.TryStat("hold/1234500", out var status);
        File.Move("hold/1234500", $"hold/12345{status.Inode:X}");
        bench.Message("deferred", "1234501", "s@x.example", ["r@x.example"], "x");
        DoneMarks.RemoveMoved(bench.Files, $"12345{status.Inode:X}");
        DoneMarks.RemoveMoved(bench.Files, "1234501");
        Assert.Equal(["1234501"], new QueueListing(bench.Config).All().Select(static e => e.Id));
    }
}
