using MailSuite.Mail;
using MailSuite.Qmgr;

namespace MailSuite.Tests.Qmgr;

/// <summary>Who is next: the preemptive scheduler of SCHEDULER_README, without agents.</summary>
public class SchedulerTests
{
    private sealed class HandClock : Clock
    {
        public long Seconds = 1_700_000_000;
        public override long UnixMicros => Seconds * 1_000_000;
        public override long Milliseconds => Seconds * 1000;
    }

    private readonly HandClock clock = new();

    private Scheduler Of(TransportLimits limits) => new(limits, clock);

    private static TransportLimits Limits(params (string Name, string Value)[] settings)
    {
        var config = MailConfig.FromText("");
        foreach (var (name, value) in settings)
            config.Set(name, value);
        return new TransportLimits(config, "smtp");
    }

    private QueuedMessage Message(string id, int unread = 0) => new()
    {
        Id = id, DataOffset = 1, DataSize = 1, Sender = "", ActiveMicros = clock.UnixMicros, Unread = unread,
    };

    private static void Add(Scheduler to, QueuedMessage message, Destination destination, int recipients = 1)
    {
        for (int i = 0; i < recipients; i++)
            to.Add(message, destination, new DeliveryRecipient($"u{i}@{destination.Key}", "", i, "", 0));
    }

    private static Destination At(TransportLimits limits, string name) => new(limits, name, name);

    /// <summary>Delivers one at a time, and tells in which order.</summary>
    private static List<string> Order(Scheduler scheduler, int most = int.MaxValue)
    {
        var order = new List<string>();
        while (order.Count < most && scheduler.Select() is { } entry)
        {
            order.Add(entry.Message.Id);
            scheduler.Done(entry.Destination);
        }
        return order;
    }

    [Fact]
    public void A_letter_behind_a_mailing_list_leaves_within_a_few_deliveries()
    {
        var limits = Limits(("smtp_destination_recipient_limit", "1"));
        var scheduler = Of(limits);
        var d = At(limits, "a.example");
        Add(scheduler, Message("list"), d, 5000);
        Assert.Equal(["list", "list"], Order(scheduler, 2));
        Add(scheduler, Message("letter"), d);
        clock.Seconds++;
        Assert.Contains("letter", Order(scheduler, 2));
    }

    [Fact]
    public void Letters_cannot_keep_a_mailing_list_from_going_on()
    {
        var limits = Limits(("smtp_destination_recipient_limit", "1"));
        var scheduler = Of(limits);
        var d = At(limits, "a.example");
        Add(scheduler, Message("list"), d, 1000);
        for (int i = 0; i < 1000; i++)
            Add(scheduler, Message($"letter{i}"), d);
        var order = Order(scheduler, 600);
        // Of six deliveries five belong to the list (slot cost 5); the loan lets a few more letters go first.
        Assert.InRange(order.Count(static id => id == "list"), 480, 510);
    }

    [Fact]
    public void A_job_too_small_to_earn_the_slots_is_not_overtaken()
    {
        var limits = Limits(("smtp_destination_recipient_limit", "1"));
        var scheduler = Of(limits);
        var d = At(limits, "a.example");
        Add(scheduler, Message("first"), d, 14);   // minimum slots 3 x cost 5 is 15
        Add(scheduler, Message("second"), d);
        Assert.Equal([.. Enumerable.Repeat("first", 14), "second"], Order(scheduler));
    }

    [Fact]
    public void Without_a_slot_cost_first_come_is_first_served()
    {
        var limits = Limits(("smtp_destination_recipient_limit", "1"), ("smtp_delivery_slot_cost", "0"));
        var scheduler = Of(limits);
        var d = At(limits, "a.example");
        Add(scheduler, Message("list"), d, 100);
        Add(scheduler, Message("letter"), d);
        Assert.Equal("letter", Order(scheduler)[^1]);
    }

    [Fact]
    public void Without_loan_and_discount_the_slots_are_earned_first()
    {
        var limits = Limits(("smtp_destination_recipient_limit", "1"), ("smtp_delivery_slot_loan", "0"), ("smtp_delivery_slot_discount", "0"));
        var scheduler = Of(limits);
        var d = At(limits, "a.example");
        Add(scheduler, Message("list"), d, 100);
        Add(scheduler, Message("pair"), d, 2);
        Assert.Equal([.. Enumerable.Repeat("list", 10), "pair", "pair", "list"], Order(scheduler, 13));
    }

    [Fact]
    public void Of_two_that_may_overtake_the_smaller_goes_first()
    {
        var limits = Limits(("smtp_destination_recipient_limit", "1"));
        var scheduler = Of(limits);
        var d = At(limits, "a.example");
        Add(scheduler, Message("list"), d, 1000);
        Add(scheduler, Message("ten"), d, 10);
        Add(scheduler, Message("one"), d);
        var order = Order(scheduler, 100);
        Assert.True(order.IndexOf("one") < order.IndexOf("ten"), string.Join(' ', order));
        Assert.Equal(10, order.Count(static id => id == "ten"));
    }

    [Fact]
    public void One_that_overtakes_can_be_overtaken()
    {
        var limits = Limits(("smtp_destination_recipient_limit", "1"));
        var scheduler = Of(limits);
        var d = At(limits, "a.example");
        Add(scheduler, Message("list"), d, 5000);
        Order(scheduler, 200);
        Add(scheduler, Message("club"), d, 60);
        Assert.Contains("club", Order(scheduler, 20));
        Add(scheduler, Message("letter"), d);
        clock.Seconds++;
        var order = Order(scheduler, 10);
        Assert.Contains("letter", order);
        Assert.Contains("club", order);
        Assert.Equal(5000 + 60 + 1 - 230, Order(scheduler).Count);
    }

    [Fact]
    public void Destinations_of_one_message_take_turns_and_a_full_one_keeps_nobody_waiting()
    {
        var limits = Limits(("smtp_destination_recipient_limit", "1"), ("smtp_destination_concurrency_limit", "1"));
        var scheduler = Of(limits);
        Destination a = At(limits, "a.example"), b = At(limits, "b.example"), c = At(limits, "c.example");
        var list = Message("list");
        Add(scheduler, list, a, 2);
        Add(scheduler, list, b, 2);
        Add(scheduler, Message("letter"), c);
        var first = scheduler.Select()!;
        var second = scheduler.Select()!;
        Assert.NotEqual(first.Destination, second.Destination);
        Assert.Equal("letter", scheduler.Select()!.Message.Id);
        Assert.Null(scheduler.Select());
        scheduler.Done(b);
        Assert.Equal(b, scheduler.Select()!.Destination);
    }

    [Fact]
    public void Recipients_that_travel_together_are_one_delivery_also_across_portions()
    {
        var limits = Limits();
        var scheduler = Of(limits);
        var d = At(limits, "a.example");
        var message = Message("m", unread: 60);
        Add(scheduler, message, d, 30);
        Add(scheduler, message, d, 60);
        message.Unread = 0;
        Assert.Equal(2, message.EntriesLeft);
        Assert.Equal(50, scheduler.Select()!.Recipients.Count);
        Assert.Equal(40, scheduler.Select()!.Recipients.Count);
    }

    [Fact]
    public void Room_for_recipients_is_the_transports_limit_and_a_reserve_for_those_that_overtake()
    {
        var limits = Limits(("smtp_recipient_limit", "100"), ("smtp_extra_recipient_limit", "20"), ("smtp_destination_recipient_limit", "1"));
        var scheduler = Of(limits);
        var d = At(limits, "a.example");
        var list = Message("list", unread: 1000);
        Add(scheduler, list, d, 90);
        Assert.Equal(10, scheduler.Room(scheduler.JobOf(list)));
        Order(scheduler, 1);
        var letter = Message("letter");
        Add(scheduler, letter, d, 1);
        Order(scheduler, 1);
        Assert.Equal(29, scheduler.Room(scheduler.JobOf(letter)));
        scheduler.Forget(list, 50);
        Assert.Equal(59, scheduler.Room(scheduler.JobOf(list)));
    }

    [Fact]
    public void What_waits_for_a_dead_destination_is_taken_away_at_once()
    {
        var limits = Limits();
        var scheduler = Of(limits);
        Destination a = At(limits, "a.example"), b = At(limits, "b.example");
        for (int i = 0; i < 10; i++)
        {
            var m = Message($"m{i}");
            Add(scheduler, m, a);
            Add(scheduler, m, b);
        }
        Assert.Equal(10, scheduler.TakeAll(a).Count);
        Assert.Equal(10, Order(scheduler).Count);
        Assert.True(a.IsUnused && b.IsUnused);
    }

    [Fact]
    public void A_delivery_that_an_agent_lost_comes_back()
    {
        var limits = Limits();
        var scheduler = Of(limits);
        var d = At(limits, "a.example");
        Add(scheduler, Message("m"), d);
        var entry = scheduler.Select()!;
        scheduler.Done(d);
        Assert.Null(scheduler.Select());
        entry.AgentsLost = 1;
        scheduler.Return(entry);
        Assert.Equal(1, scheduler.Select()!.AgentsLost);
    }

    [Fact]
    public void Twenty_thousand_messages_for_one_full_destination_cost_no_search()
    {
        var limits = Limits(("smtp_destination_concurrency_limit", "2"));
        var scheduler = Of(limits);
        Destination slow = At(limits, "slow.example"), fast = At(limits, "fast.example");
        for (int i = 0; i < 20_000; i++)
            Add(scheduler, Message($"s{i}"), slow);
        scheduler.Select();
        scheduler.Select();
        for (int i = 0; i < 20_000; i++)
            Add(scheduler, Message($"f{i}"), fast);
        // 20,000 times 20,000 looks at blocked jobs would not end within the time that a test has.
        Assert.Equal(20_000, Order(scheduler).Count);
    }
}
