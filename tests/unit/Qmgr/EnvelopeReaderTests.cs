using System.Text;
using MailSuite.Mail;
using MailSuite.Qmgr;
using MailSuite.Tests.Queue;

namespace MailSuite.Tests.Qmgr;

/// <summary>What qmgr makes of queue files, whoever wrote them.</summary>
public class EnvelopeReaderTests
{
    private static (QueuedMessage? Message, List<DeliveryRecipient> Recipients) Read(QueueBench bench, string id, int most = 1000)
    {
        var recipients = new List<DeliveryRecipient>();
        return (new EnvelopeReader(bench.Config, bench.Files).Read(id, most, recipients), recipients);
    }

    [Fact]
    public void A_message_is_read_with_those_recipients_that_are_left_on_both_sides_of_its_content()
    {
        using var bench = new QueueBench();
        bench.Message("active", "A1", "s@x.example", ["a@x.example", "b@x.example"], "Subject: x\n\nbody", done: ["a@x.example"], behind: ["c@x.example"]);
        var (m, recipients) = Read(bench, "A1");
        Assert.Equal("s@x.example", m!.Sender);
        Assert.Equal(["b@x.example", "c@x.example"], recipients.Select(static r => r.Address));
        Assert.Equal(0, m.Unread);
    }

    [Fact]
    public void A_mailing_list_is_read_in_portions_of_any_size()
    {
        using var bench = new QueueBench();
        string[] all = [.. Enumerable.Range(0, 997).Select(static i => $"u{i}@x.example")], behind = [.. Enumerable.Range(0, 50).Select(static i => $"b{i}@x.example")];
        bench.Message("active", "A1", "s@x.example", all, "x", behind: behind, done: ["u0@x.example", "u500@x.example"]);
        var expected = all.Where(static a => a is not ("u0@x.example" or "u500@x.example")).Concat(behind).ToList();
        foreach (int portion in (int[])[1, 7, 100, 994, 995, 996, 1045, 5000])
        {
            var reader = new EnvelopeReader(bench.Config, bench.Files);
            var recipients = new List<DeliveryRecipient>();
            var m = reader.Read("A1", portion, recipients)!;
            Assert.Equal(expected.Count, recipients.Count + m.Unread);
            while (m.Unread > 0)
            {
                int before = recipients.Count;
                reader.ReadMore(m, portion, recipients);
                Assert.InRange(recipients.Count - before, 1, portion);
                Assert.Equal(expected.Count, recipients.Count + m.Unread);
            }
            Assert.Equal(expected, recipients.Select(static r => r.Address));
            Assert.Equal("u1@x.example", recipients[0].Original);
        }
    }

    [Fact]
    public void A_file_that_is_being_written_is_left_alone()
    {
        using var bench = new QueueBench();
        bench.Message("active", "A1", "s@x.example", ["a@x.example"], "x");
        File.SetUnixFileMode("active/A1", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Null(Read(bench, "A1").Message);
    }

    [Fact]
    public void R_05_a_file_cut_at_any_byte_is_corrupt_and_nothing_else_happens()
    {
        using var bench = new QueueBench();
        bench.Message("active", "A1", "s@x.example", ["a@x.example", "b@x.example"], "x", behind: ["c@x.example"]);
        byte[] whole = File.ReadAllBytes("active/A1");
        for (int size = 0; size < whole.Length - 2; size++)
        {
            File.WriteAllBytes("active/A1", whole[..size]);
            Assert.Throws<CorruptRecordException>(() => Read(bench, "A1"));
        }
    }

    [Fact]
    public void R_05_any_byte_changed_is_read_or_is_corrupt()
    {
        using var bench = new QueueBench();
        bench.Message("active", "A1", "s@x.example", ["a@x.example", "b@x.example"], "x", behind: ["c@x.example"]);
        byte[] whole = File.ReadAllBytes("active/A1");
        foreach (byte value in (byte[])[0, (byte)'\n', (byte)'-', (byte)'9', (byte)'p', (byte)'w', (byte)'R', (byte)'C', 0x7f, 0x80, 0xff])
            for (int at = 0; at < whole.Length; at++)
            {
                byte[] changed = [.. whole];
                changed[at] = value;
                File.WriteAllBytes("active/A1", changed);
                try
                {
                    var (_, recipients) = Read(bench, "A1", 1);
                    Assert.All(recipients, static r => Assert.DoesNotContain(r.Address, static c => c is '\0' or '\n' or '\r'));
                }
                catch (Exception e) when (e is CorruptRecordException or OverflowException)
                {
                    // Set aside.
                }
            }
    }

    [Theory]
    [InlineData("missing end record", "C T S R M N X")]
    [InlineData("missing arrival time record", "C S R M N X E")]
    [InlineData("missing sender record", "C T R M N X E")]
    [InlineData("missing size record", "T S R M N X E")]
    [InlineData("control character", "C T S R:a\0b@x M N X E")]
    [InlineData("control character", "C T S:a\nb R M N X E")]
    [InlineData("control character", "C T S A:log_helo_name=a\nb=c R M N X E")]
    [InlineData("bad attribute record", "C T S A:novalue R M N X E")]
    [InlineData("weird size record", "C:-1 T S R M N X E")]
    [InlineData("weird size record", "C:9999999999 T S R M N X E")]
    [InlineData("bad number in record", "C T:soon S R M N X E")]
    [InlineData("bad pointer record", "C T S p:9 R M N X E")]
    [InlineData("", "C T:99999999999999999 S R M N X E")]
    public void R_05_envelopes_that_make_no_sense_are_refused(string why, string records)
    {
        using var bench = new QueueBench();
        Sys.TryOpen("active/A1", Sys.RdWr | Sys.Creat, 0x1C0, out int fd);
        var to = new RecordWriter(fd);
        foreach (string record in records.Split(' '))
        {
            string value = record.Length > 2 ? record[2..] : record[0] switch { 'C' => "", 'T' => "1795353600 0", 'S' => "s@x", 'R' => "r@x", 'N' => "line", _ => "" };
            if (record[0] == 'C')
                value = $"{(value.Length > 0 ? value : "6"),15} {200,15} {1,15} {0,15} {6,15} {0,15}";
            // Padding brings the content to where the size record says.
            while (record[0] == 'M' && to.Position < 196)
                to.Write(RecordType.Padding, new string(' ', Math.Clamp((int)(198 - to.Position - 2), 0, 100)));
            to.Write((RecordType)record[0], Encoding.Latin1.GetBytes(value));
        }
        to.Flush();
        Sys.Close(fd);
        var e = Assert.ThrowsAny<Exception>(() => Read(bench, "A1"));
        Assert.True(e is CorruptRecordException or OverflowException, e.ToString());
        Assert.Contains(why, e.Message);
    }

    [Fact]
    public void A_verp_sender_names_the_recipient()
    {
        var m = new QueuedMessage { Id = "A1", DataOffset = 1, DataSize = 1, Sender = "owner@list.example", Options = EnvelopeOptions.Plain with { Verp = "+=" } };
        Assert.Equal("owner+joe=x.example@list.example", m.SenderFor(new DeliveryRecipient("joe@x.example", "", 0, "", 0)));
        Assert.Equal("owner+old=y.example@list.example", m.SenderFor(new DeliveryRecipient("joe@x.example", "old@y.example", 0, "", 0)));
    }

    [Theory]
    [InlineData("s@x.example", "+=", "+=", "")]
    [InlineData("s@x.example", "-+", "-+", "")]
    [InlineData("", "+=", "", "A1: ignoring VERP request for null sender")]
    [InlineData("s@x.example", "+@", "", "A1: ignoring bad VERP request: \"+@\"")]
    [InlineData("s@x.example", "+==", "", "A1: ignoring bad VERP request: \"+==\"")]
    public void Delimiters_that_would_not_come_back_are_ignored(string sender, string delimiters, string verp, string warning)
    {
        using var bench = new QueueBench();
        bench.Message("active", "A1", sender, ["a@x.example"], "x", verp: delimiters);
        Assert.Equal(verp, Read(bench, "A1").Message!.Options.Verp);
        Assert.Contains(warning, bench.LogText);
    }

    [Theory]
    [InlineData("")]
    [InlineData("unknown")]
    [InlineData("0")]
    [InlineData("025")]
    [InlineData("25")]
    [InlineData("65535")]
    [InlineData("65536")]
    public void A_port_is_told_as_it_stands_in_the_file_and_keeps_no_messages_from_sharing_the_rest(string port)
    {
        using var bench = new QueueBench();
        bench.Message("active", "A1", "s@x.example", ["a@x.example"], "x", port: port);
        bench.Message("active", "A2", "s@x.example", ["a@x.example"], "x", port: "2525");
        bench.Message("active", "A3", "s@x.example", ["a@x.example"], "x", port: "2526");
        var reader = new EnvelopeReader(bench.Config, bench.Files);
        Assert.Equal(port, reader.Read("A1", 1, [])!.Client.Port);
        QueuedMessage two = reader.Read("A2", 1, [])!, three = reader.Read("A3", 1, [])!;
        Assert.Same(two.Options, three.Options);
        Assert.Equal("2526", three.Client.Port);
    }
}
