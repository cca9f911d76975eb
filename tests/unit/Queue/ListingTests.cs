using MailSuite.Mail;
using MailSuite.Postqueue;

namespace MailSuite.Tests.Queue;

public class ListingTests
{
    private static BounceRecord Deferred(string address, long offset, string why) => new(address, "", offset, "", 0, "delayed", new Dsn("4.4.1", why));

    private static QueueBench Filled()
    {
        var bench = new QueueBench();
        var at = bench.Message("deferred", "96AF6B1E2F0", "c@box.example", ["d1@dead.example", "d2@dead.example", "done@dead.example", "new@x.example"],
            "Subject: x\n\nbody", done: ["done@dead.example"]);
        foreach (var (r, i) in (IEnumerable<(string, int)>)[("d1@dead.example", 0), ("d2@dead.example", 1), ("done@dead.example", 2)])
            BounceLog.Append(bench.Files, "defer", "96AF6B1E2F0", Deferred(r, at[i], "connect to 127.0.0.1[127.0.0.1]:1: Connection refused"));
        bench.Message("hold", "A739CB1E31F", "", ["a b@x.example"], "x\n" + new string('y', 2000), behind: ["late@x.example"]);
        bench.Message("active", "3F1104A11", "s@x.example", ["r@x.example"], "x");
        Sys.TryChmod("active/3F1104A11", 0x1C8);
        bench.Message("incoming", "BEEF", "s@x.example", ["r@x.example"], "x");
        Sys.TryChmod("incoming/BEEF", 0x180);   // still being written
        File.WriteAllText("incoming/4711.99", "");
        return bench;
    }

    [Fact]
    public void Postqueue_p_has_the_columns_of_mailq()
    {
        using var bench = Filled();
        Assert.Equal("""
            -Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------
            3F1104A11*#       3 Sun Nov 22 13:20:00  s@x.example
                                                     r@x.example

            96AF6B1E2F0      20 Sun Nov 22 13:20:00  c@box.example
                                   (connect to 127.0.0.1[127.0.0.1]:1: Connection refused)
                                                     d1@dead.example
                                                     d2@dead.example
                                                                      (reason unavailable)
                                                     new@x.example

            A739CB1E31F!    2006 Sun Nov 22 13:20:00  MAILER-DAEMON
                                                     "a b"@x.example
                                                     late@x.example

            -- 1 Kbytes in 3 Requests.

            """, string.Concat(Report.Traditional(new QueueListing(bench.Config).All(), longIds: false)));
    }

    [Fact]
    public void Long_ids_have_columns_of_their_own_and_an_empty_queue_one_line()
    {
        var entry = new QueueEntry("deferred", "4fKzq10Q8Nz3xYw", 1795353600, 432, false, "s@x.example", [new("r@x.example", "r@x.example", "defer", "why")]);
        Assert.Equal(
            "----Queue ID----- --Size-- ---Arrival Time---- --Sender/Recipient------\n"
            + "4fKzq10Q8Nz3xYw        432 Sun Nov 22 13:20:00 s@x.example\n"
            + new string(' ', 73) + "(why)\n"
            + new string(' ', 47) + "r@x.example\n\n-- 0 Kbytes in 1 Request.\n", string.Concat(Report.Traditional([entry], longIds: true)));
        Assert.Equal("Mail queue is empty\n", string.Concat(Report.Traditional([], longIds: false)));
    }

    [Fact]
    public void Postqueue_j_is_one_object_a_line()
    {
        using var bench = Filled();
        var lines = new QueueListing(bench.Config).All().Select(Report.Json).ToList();
        Assert.Equal("{\"queue_name\": \"deferred\", \"queue_id\": \"96AF6B1E2F0\", \"arrival_time\": 1795353600, \"message_size\": 20, \"forced_expire\": false, \"sender\": \"c@box.example\", \"recipients\": ["
            + "{\"orig_address\": \"d1@dead.example\", \"address\": \"d1@dead.example\", \"delay_reason\": \"connect to 127.0.0.1[127.0.0.1]:1: Connection refused\"}, "
            + "{\"orig_address\": \"d2@dead.example\", \"address\": \"d2@dead.example\", \"delay_reason\": \"connect to 127.0.0.1[127.0.0.1]:1: Connection refused\"}, "
            + "{\"orig_address\": \"new@x.example\", \"address\": \"new@x.example\"}]}\n", lines[1]);
        Assert.Contains("{\"orig_address\": \"\\\"a b\\\"@x.example\", \"address\": \"\\\"a b\\\"@x.example\"}", lines[2]);
        foreach (string line in lines)
            System.Text.Json.JsonDocument.Parse(line);
    }

    [Fact]
    public void Bounced_recipients_have_a_bounce_reason()
    {
        using var bench = new QueueBench();
        bench.Message("active", "A1B2C3", "s@x.example", ["r@x.example"], "x", done: ["r@x.example"]);
        BounceLog.Append(bench.Files, "bounce", "A1B2C3", new BounceRecord("r@x.example", "", 100, "", 0, "failed", new Dsn("5.1.1", "no \"such\" user")));
        Assert.Contains("{\"orig_address\": \"r@x.example\", \"address\": \"r@x.example\", \"bounce_reason\": \"no \\\"such\\\" user\"}", Report.Json(new QueueListing(bench.Config).All().Single()));
    }

    [Fact]
    public void The_wire_form_is_that_of_Postfix_3_11()
    {
        var writer = new AttrWriter();
        new QueueEntry("deferred", "A1", 5, 6, true, "s@x", [new("o@x", "r@x", "defer", "why")]).Write(writer);
        Assert.Equal("queue_name|deferred|queue_id|A1|time|5|size|6|forced_expire|1|sender|s@x|original_recipient|o@x|recipient|r@x|log_class|defer|reason|why||",
            Bytes.Text(writer.Written).Replace('\0', '|'));
    }

    [Fact]
    public void A_listing_of_Postfix_3_7_is_understood_and_garbage_refused()
    {
        var entry = QueueEntry.Read([("queue_name", "hold"), ("queue_id", "A1"), ("time", "5"), ("size", "6"), ("forced_expire", "0"), ("sender", "s@x"), ("recipient", "r@x"), ("reason", "")]);
        Assert.Equal(new QueueEntryRecipient("", "r@x", "", ""), entry.Recipients.Single());
        Assert.Throws<IpcException>(() => QueueEntry.Read([("queue_name", "hold")]));
        Assert.Throws<IpcException>(() => QueueEntry.Read([("evil", "hold")]));
        Assert.Throws<IpcException>(() => QueueEntry.Read([("queue_name", "hold"), ("time", "-5")]));
    }

    [Fact]
    public void A_file_cut_anywhere_is_passed_over_and_harms_nobody()
    {
        using var bench = new QueueBench();
        bench.Message("deferred", "AAAA", "s@x.example", ["r@x.example", "q@x.example"], "Subject: x\n\nbody");
        string path = bench.Files.PathOf("deferred", "AAAA");
        byte[] whole = File.ReadAllBytes(path);
        for (int size = 0; size < whole.Length; size++)
        {
            File.WriteAllBytes(path, whole[..size]);
            Sys.TryChmod(path, 0x1C0);
            Assert.InRange(new QueueListing(bench.Config).All().Count(), 0, 1);
        }
    }
}
