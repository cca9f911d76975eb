using MailSuite.Mail;

namespace MailSuite.Tests.Queue;

public class PostcatTests
{
    private static string Cat(QueueBench bench, params string[] args) => bench.Run(Postcat.Program.Main, args);

    private static QueueBench Filled()
    {
        var bench = new QueueBench();
        bench.Message("deferred", "A1B2C3", "s@x.example", ["done@x.example", "r@x.example"], "Subject: x\n\tfolded\n\nbody", done: ["done@x.example"]);
        return bench;
    }

    [Fact]
    public void All_records_of_a_queued_message()
    {
        using var bench = Filled();
        Assert.Equal("""
            *** ENVELOPE RECORDS deferred/A/A1B2C3 ***
            message_size:              29             213               1               0              29               0
            message_arrival_time: Sun Nov 22 13:20:00 2026
            create_time: Sun Nov 22 13:20:00 2026
            sender: s@x.example
            original_recipient: done@x.example
            done_recipient: done@x.example
            original_recipient: r@x.example
            recipient: r@x.example
            *** MESSAGE CONTENTS deferred/A/A1B2C3 ***
            Subject: x
            	folded

            body
            *** HEADER EXTRACTED deferred/A/A1B2C3 ***
            *** MESSAGE FILE END deferred/A/A1B2C3 ***

            """ + "[0]", Cat(bench, "-q", "A1B2C3"));
    }

    [Fact]
    public void Header_and_body_apart()
    {
        using var bench = Filled();
        Assert.Equal("Subject: x\n\tfolded\n[0]", Cat(bench, "-h", "-q", "A1B2C3"));
        Assert.Equal("\nbody\n[0]", Cat(bench, "-b", "-q", "A1B2C3"));
        Assert.Equal("      234  78 regular_text: \n      236  78 regular_text: body\n[0]", Cat(bench, "-bodv", "-q", "A1B2C3"));
    }

    [Fact]
    public void What_is_no_queue_file_is_named()
    {
        using var bench = Filled();
        File.WriteAllText("x", "hello\n");
        Assert.Equal("postcat: warning: x: input is not a valid queue file\n[0]", Cat(bench, "x"));
        Assert.Equal("postcat: fatal: open y: No such file or directory\n[1]", Cat(bench, "y"));
        Assert.Equal("postcat: fatal: open queue file ZZZZ: No such file or directory\n[1]", Cat(bench, "-q", "ZZZZ"));
        Assert.Equal("postcat: fatal: bad mail queue ID: ../x\n[1]", Cat(bench, "-q", "../x"));
    }

    [Fact]
    public void Pointers_in_a_circle_end()
    {
        using var bench = new QueueBench();
        var to = new RecordWriter(Sys.Open("loop", Sys.RdWr | Sys.Creat, 0x180));
        to.Write(RecordType.From, "s@x.example");
        to.Write(RecordType.Pointer, $"{0,15}");
        long at = to.Position;
        to.Write(RecordType.Pointer, $"{at,15}");
        to.Flush();
        Assert.EndsWith("postcat: fatal: bad pointer record, or input is not seekable\n[1]", Cat(bench, "loop"));
        Assert.Equal("pointer_record: " + $"{at,15}" + "\n[0]", Cat(bench, "-r", "-v", "-s", $"{at}", "loop"));
    }
}
