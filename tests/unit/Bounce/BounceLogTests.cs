using MailSuite.Mail;
using MailSuite.Tests.Queue;

namespace MailSuite.Tests.Bounce;

public class BounceLogTests
{
    private static BounceRequest Request(DeliveryRecipient recipient, Dsn dsn) =>
        new(BounceAction.Append, 0, "active", "A1B2C3", "8bit", 0, "s@x.example", "", 0, recipient, "failed", dsn);

    [Fact]
    public void A_record_is_written_as_Postfix_writes_it()
    {
        var record = BounceRecord.Of(Request(new DeliveryRecipient("a b@x.example", "alias@x.example", 239, "rfc822;alias@x.example", DsnNotify.Failure),
            new Dsn("5.1.1", "host mx said: 550 no", "smtp", "550 no", "mx.x.example")));
        Assert.Equal("""

            <"a b"@x.example>: host mx said: 550 no
            recipient="a b"@x.example
            original_recipient=alias@x.example
            offset=239
            dsn_orig_rcpt=rfc822;alias@x.example
            notify_flags=4
            status=5.1.1
            action=failed
            diag_type=smtp
            diag_text=550 no
            mta_type=dns
            mta_mname=mx.x.example
            reason=host mx said: 550 no


            """, record.ToText());
        Assert.Equal(record, BounceRecord.Parse(record.ToText()).Single());
    }

    [Fact]
    public void The_line_for_old_readers_can_be_left_out()
    {
        var record = BounceRecord.Of(Request(new DeliveryRecipient("r@x.example", "", 239, "", 0), new Dsn("5.1.1", "no")));
        Assert.Equal("\nrecipient=r@x.example\noffset=239\nstatus=5.1.1\naction=failed\nreason=no\n\n", record.ToText(compatible: false));
        Assert.Equal(record, BounceRecord.Parse(record.ToText(compatible: false)).Single());
    }

    [Fact]
    public void What_a_server_said_stays_one_line()
    {
        var record = BounceRecord.Of(Request(new DeliveryRecipient("r@x.example\nstatus=2.0.0", "", 0, "", 0),
            new Dsn("5.0.0", "no\r\n\nrecipient=evil@x.example", "smtp", "550 \u001b[31m\nmta_mname=evil", "mx\nreason=fine")));
        var read = BounceRecord.Parse(record.ToText()).Single();
        Assert.Equal("5.0.0", read.Dsn.Status);
        Assert.Equal("no???recipient=evil@x.example", read.Dsn.Reason);
        Assert.Equal("550 ?[31m?mta_mname=evil", read.Dsn.Diagnostic);
    }

    [Fact]
    public void The_last_word_on_a_recipient_counts()
    {
        using var bench = new QueueBench();
        BounceRecord Why(string address, long offset, string why) => new(address, "", offset, "", 0, "delayed", new Dsn("4.0.0", why));
        foreach (var r in (BounceRecord[])[Why("a@x", 1, "first"), Why("b@x", 2, "first"), Why("a@x", 1, "second")])
            BounceLog.Append(bench.Files, "defer", "A1B2C3", r);
        Assert.Equal(Errno.None, BounceLog.TryRead(bench.Files, "defer", "A1B2C3", out var records));
        Assert.Equal([("b@x", "first"), ("a@x", "second")], records.Select(r => (r.Recipient, r.Dsn.Reason)));
        Assert.Equal(Errno.NOENT, BounceLog.TryRead(bench.Files, "defer", "FFFF", out _));
    }

    [Fact]
    public void Logs_of_Postfix_with_old_forms_and_unknown_lines_are_read()
    {
        var records = BounceRecord.Parse("<old@x.example>: just a line\n\n\nrecipient=new@x.example\nfuture=thing\nstatus=4.0.0\nreason=why = because\n\n");
        Assert.Equal([("old@x.example", "just a line"), ("new@x.example", "why = because")], records.Select(r => (r.Recipient, r.Dsn.Reason)));
    }
}
