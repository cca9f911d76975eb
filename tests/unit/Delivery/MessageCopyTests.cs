using MailSuite.Mail;

namespace MailSuite.Tests.Delivery;

public class MessageCopyTests
{
    private static string Copied(Scratch at, DeliveryRequest request, CopyHeaders headers, string original = "o@x.example", bool expect = true)
    {
        int fd = Sys.Open($"{request.Queue}/{request.QueueId}", Sys.RdOnly), to = Sys.Open(at["copy"], Sys.WrOnly | Sys.Creat | Sys.Trunc, 0x180);
        var buffer = new WriteBuffer();
        buffer.Attach(to);
        Assert.Equal(expect, new MessageCopy().Copy(fd, request.DataOffset, headers, request.Sender, original, "d@x.example", buffer));
        buffer.Flush();
        Sys.Close(to);
        Sys.Close(fd);
        return File.ReadAllText(at["copy"]);
    }

    [Fact]
    public void A_Maildir_file_begins_with_the_envelope()
    {
        using var at = new Scratch();
        Assert.Equal("Return-Path: <\"a b\"@y.example>\nX-Original-To: o@x.example\nDelivered-To: d@x.example\nSubject: x\n\nFrom me\n",
            Copied(at, at.Request("r@x.example", "Subject: x\n\nFrom me\n", "a b@y.example"), CopyHeaders.Maildir));
    }

    [Fact]
    public void R_07_an_mbox_message_begins_and_ends_so_that_readers_see_where()
    {
        using var at = new Scratch();
        string text = Copied(at, at.Request("r@x.example", "Subject: x\n\nFrom me\nFromage\n >From\n", ""), CopyHeaders.Mbox, original: "");
        Assert.StartsWith("From MAILER-DAEMON  ", text);
        Assert.EndsWith("\nReturn-Path: <>\nDelivered-To: d@x.example\nSubject: x\n\n>From me\nFromage\n >From\n\n", text);
    }

    /// <summary>R-07: whatever is in a message, it is one message of the mbox; no reader of ours believes Content-Length, so it may say what it likes.</summary>
    [Theory]
    [InlineData("From a@b Sun Nov 22 13:21:00 2026\nSubject: first line is no header\n\nx\n")]
    [InlineData("Subject: x\nContent-Length: 3\n\nx\n\nFrom a@b Sun Nov 22 13:21:00 2026\nSubject: forged\n\ny\n")]
    [InlineData("Subject: x\nContent-Length: 99999999\n\nx\n")]
    [InlineData("From \n\nFrom \n")]
    [InlineData("Subject: x\nFrom a@b Sun Nov 22 13:21:00 2026\n\n\n\nFrom a@b Sun Nov 22 13:21:00 2026\n")]
    public void R_07_nothing_in_a_message_begins_another(string message)
    {
        using var at = new Scratch();
        string text = Copied(at, at.Request("r@x.example", message, ""), CopyHeaders.Mbox);
        Assert.Single(text.Split('\n'), static l => l.StartsWith("From ", StringComparison.Ordinal));
        Assert.EndsWith("\n\n", text);
    }

    [Fact]
    public void A_queue_file_that_ends_early_is_not_taken_for_the_message()
    {
        using var at = new Scratch();
        var request = at.Request("r@x.example", "Subject: x\n\nbody\n");
        string path = $"{request.Queue}/{request.QueueId}";
        var content = File.ReadAllBytes(path);
        for (int cut = (int)request.DataOffset; cut < content.Length - 4; cut++)
        {
            File.WriteAllBytes(path, content[..cut]);
            Copied(at, request, CopyHeaders.None, expect: false);
        }
    }
}
