using MailSuite.Mail;
using MailSuite.Store.Delivery;
using MailSuite.Store.Maildir;
using MailSuite.Tests.Smtp;
using MailSuite.Virtual;

namespace MailSuite.Tests.Delivery;

/// <summary>Maildir++ quotas, and the parameters that configurations with the quota patch of Postfix use.</summary>
public sealed class QuotaTests : IDisposable
{
    private readonly Scratch at = new();
    private readonly LogLines log = new();
    private readonly MaildirDelivery delivery = new(new WriteBuffer());

    public QuotaTests() => Log.To(log);

    public void Dispose()
    {
        Log.To(new StandardErrorLog("tests"));
        at.Dispose();
    }

    [Theory]
    [InlineData("1000", 1000, 0)]
    [InlineData("1000S", 1000, 0)]
    [InlineData("1000S,20C", 1000, 20)]
    [InlineData("20C", 0, 20)]
    [InlineData("0", 0, 0)]
    public void A_quota_is_bytes_and_messages(string text, long bytes, long count) => Assert.Equal(new MaildirQuota(bytes, count), MaildirQuota.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("10M")]
    [InlineData("1,")]
    [InlineData("99999999999999999999")]
    public void What_is_no_quota_is_not_guessed_at(string text) => Assert.Null(MaildirQuota.Parse(text));

    private List<bool> Deliver(MaildirQuota quota, params int[] sizes)
    {
        MaildirItem[] items = [.. sizes.Select(s => new MaildirItem(at["box"], Scratch.Text(new string('x', s))) { Quota = quota })];
        delivery.Deliver(Scratch.Mine(items));
        return [.. items.Select(static i => i.Failure == null)];
    }

    private string[] Size => File.ReadAllLines(at["box/maildirsize"]);

    [Fact]
    public void A_Maildir_takes_what_its_quota_allows()
    {
        Assert.Equal([true, true, false, true], Deliver(new MaildirQuota(1000, 0), 400, 500, 200, 100));
        Assert.Equal([false], Deliver(new MaildirQuota(1000, 0), 1));
        Assert.Equal("1000S", Size[0]);
        Assert.Equal(3, Directory.GetFiles(at["box/new"]).Length);
        Assert.Empty(Directory.GetFiles(at["box/tmp"]));
        Assert.All(Directory.GetFiles(at["box/new"]), static f => Assert.Contains(",S=", f));
    }

    [Fact]
    public void Messages_are_counted_too() => Assert.Equal([true, true, false], Deliver(new MaildirQuota(0, 2), 1, 1, 1));

    [Fact]
    public void Sums_are_added_as_lines_and_another_quota_counts_anew()
    {
        Deliver(new MaildirQuota(1000, 5), 10);
        Deliver(new MaildirQuota(1000, 5), 20);
        Assert.Equal(["1000S,5C", "0 0", "10 1", "20 1"], Size);
        Deliver(new MaildirQuota(2000, 5), 30);
        Assert.Equal(["2000S,5C", "30 2", "30 1"], Size);
    }

    [Fact]
    public void Folders_count_and_Trash_does_not()
    {
        Deliver(new MaildirQuota(1000, 0) { Uncounted = ".Trash" }, 100);
        foreach (string name in (string[])[".Sent/cur/1.a,S=600:2,S", ".Trash/cur/1.b,S=900:2,S", ".Trash.Old/cur/1.c,S=900:2,", "cur/1.d,S=900:2,ST", "cur/1.e:2,S"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(at["box/" + name])!);
            File.WriteAllText(at["box/" + name], "12345");
        }
        File.Delete(at["box/maildirsize"]);
        Assert.Equal([true, false], Deliver(new MaildirQuota(1000, 0) { Uncounted = ".Trash" }, 200, 200));
        Assert.Equal("705 3", Size[1]);
        File.Delete(at["box/maildirsize"]);
        Assert.Equal([false], Deliver(new MaildirQuota(1000, 0), 1));
        Assert.Equal([true], Deliver(new MaildirQuota(1100, 0) { InboxOnly = true, Uncounted = ".Trash" }, 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense\n")]
    [InlineData("1000S\nx y\n")]
    [InlineData("1000S\n-5000 -3\n")]
    [InlineData("1000S\n99999999999999999999 1\n")]
    public void I_15_A_maildirsize_that_makes_no_sense_is_counted_anew(string content)
    {
        Deliver(new MaildirQuota(1000, 0), 600);
        File.WriteAllText(at["box/maildirsize"], content);
        Assert.Equal([false, true], Deliver(new MaildirQuota(1000, 0), 500, 300));
        Assert.Equal(["1000S", "600 1", "300 1"], Size);
    }

    [Fact]
    public void I_15_A_no_of_old_sums_is_checked_by_counting()
    {
        Deliver(new MaildirQuota(1000, 0), 600);
        foreach (string file in Directory.GetFiles(at["box/new"]))
            File.Delete(file);
        Assert.Equal([true], Deliver(new MaildirQuota(1000, 0), 700));
    }

    [Fact]
    public void L_04_A_link_in_place_of_maildirsize_is_not_followed()
    {
        Deliver(new MaildirQuota(1000, 0), 1);
        File.WriteAllText(at["secret"], "secret");
        File.Delete(at["box/maildirsize"]);
        File.CreateSymbolicLink(at["box/maildirsize"], at["secret"]);
        Assert.Equal([true], Deliver(new MaildirQuota(1000, 0), 1));
        Assert.Equal("secret", File.ReadAllText(at["secret"]));
    }

    private List<string> ByVirtual(string mainCf, params (string To, int Size)[] messages)
    {
        Accounts.User(Sys.EffectiveUid == 0 ? "nobody" : Environment.UserName, out var account);
        Sys.TryChmod(at.Path, 0x1FF);
        var config = MailConfig.FromText($$"""
            queue_directory = {{at.Path}}
            myhostname = host.example
            soft_bounce = no
            recipient_delimiter = +
            virtual_mailbox_base = {{at.Path}}
            virtual_mailbox_maps = inline:{ { a@v.example = a/ } { b@v.example = bbox } { c@v.example = c/ } }
            virtual_uid_maps = static:{{account!.Uid}}
            virtual_gid_maps = static:{{account.Gid}}
            virtual_minimum_uid = 1
            {{mainCf}}

            """);
        var run = new DeliveryRun(config);
        var virtuals = new VirtualDelivery(config, "virtual", Clock.System);
        virtuals.Deliver([.. messages.Select(m => new Mail.Delivery(at.Request(m.To, "Subject: x\n\n" + new string('x', m.Size) + "\n"), run))]);
        Log.Flush();
        return [.. log.Lines.Where(static l => l.Contains("status=")).Select(static l => l[l.IndexOf("dsn=", StringComparison.Ordinal)..])];
    }

    private const string Sent = "dsn=2.0.0, status=sent (delivered to maildir)";
    private const string Full = "dsn=4.2.2, status=deferred (maildir delivery failed: Sorry, the user's maildir has overdrawn his diskspace quota, please try again later.)";

    [Fact]
    public void Users_have_quotas_of_their_own_and_others_have_none() => Assert.Equal([Sent, Full, Sent], ByVirtual(
        "virtual_mailbox_limit_maps = inline:{ a@v.example=2000S }", ("a@v.example", 1000), ("a+ext@v.example", 1000), ("c@v.example", 1_000_000)));

    [Fact]
    public void The_common_limit_is_the_largest_unless_it_may_be_exceeded()
    {
        const string Maps = "message_size_limit = 5000\nvirtual_mailbox_limit = 5000\nvirtual_mailbox_limit_maps = inline:{ a@v.example=9000 }\n";
        Assert.Equal([Sent, Full], ByVirtual(Maps, ("a@v.example", 3000), ("a@v.example", 3000)));
        log.Lines.Clear();
        Directory.Delete(at["a"], recursive: true);
        Assert.Equal([Sent, Sent, Full], ByVirtual(Maps + "virtual_mailbox_limit_override = yes", ("a@v.example", 3000), ("a@v.example", 3000), ("a@v.example", 3000)));
    }

    [Fact]
    public void What_senders_hear_is_ours_to_say() => Assert.Equal("dsn=4.2.1, status=deferred (maildir delivery failed: full up)", ByVirtual(
        "virtual_mailbox_limit_maps = static:100S\nvirtual_maildir_limit_message = 552 5.2.9 no\nvirtual_maildir_limit_message_maps = inline:{ { a@v.example = 5.2.1 full up } }", ("a@v.example", 1000))[0]);

    [Fact]
    public void A_full_mailbox_bounces_where_main_cf_says_so() =>   // there is no bounce service here: the attempt to bounce is what shows
        Assert.Equal("dsn=4.3.0, status=deferred (bounce service failure)", ByVirtual("virtual_mailbox_limit_maps = static:100S\nvirtual_overquota_bounce = yes", ("a@v.example", 1000))[0]);

    [Fact]
    public void Extended_Maildirs_have_the_common_limit_and_a_suffix()
    {
        Assert.Equal([Sent, Full], ByVirtual("message_size_limit = 2000\nvirtual_mailbox_limit = 2000\nvirtual_mailbox_extended = yes\nvirtual_maildir_suffix = Maildir/", ("a@v.example", 1000), ("a@v.example", 1000)));
        Assert.StartsWith("2000S\n", File.ReadAllText(at["a/Maildir/maildirsize"]));
    }

    [Fact]
    public void Q_01_A_quota_that_cannot_be_read_defers() => Assert.Equal("dsn=4.3.5, status=deferred (mail system configuration error)", ByVirtual(
        "virtual_mailbox_limit_maps = static:-5", ("a@v.example", 1))[0]);

    [Fact]
    public void An_mbox_has_the_quota_as_its_size() => Assert.Contains("dsn=5.2.2", string.Join('\n', log.Lines.Concat(ByVirtual(
        "virtual_mailbox_limit_maps = static:1500\nsoft_bounce = yes", ("b@v.example", 1000), ("b@v.example", 1000)))).Replace("4.2.2", "5.2.2"));
}
