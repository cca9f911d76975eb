using System.Text;
using MailSuite.Store;
using MailSuite.Store.Mbox;

namespace MailSuite.Tests.Store;

public sealed class MboxTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("mbox-test").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string Spool => root + "/spool";

    private Mailbox Inbox(bool readOnly = false)
    {
        MailStore.Open($"mbox:{root}/mail:INBOX={Spool}", "u", "/nonexistent").Open("INBOX", readOnly, out var box);
        box!.Sync();
        return box;
    }

    private static string Read(Mailbox box, Message m)
    {
        using var stream = box.Open(m)!;
        var bytes = new byte[stream.Length];
        int count = 0;
        for (int n; (n = stream.Read(bytes.AsSpan(count))) > 0;)
            count += n;
        Assert.Equal(stream.Length, count);
        Assert.Equal(box.SizeOf(m), count);
        return Encoding.Latin1.GetString(bytes);
    }

    private const string Two = "From a@b Mon Jan  5 10:11:12 2026\nSubject: one\n\nbody\n\nFrom c@d Tue Jan  6 10:11:12 2026\nSubject: two\nStatus: RO\nX-Status: AF\nX-Keywords: kw\n\nsecond\n\n";

    [Fact]
    public void Messages_are_found_and_their_state_is_hidden()
    {
        File.WriteAllText(Spool, Two);
        using var box = Inbox();
        Assert.Equal([1u, 2u], box.Messages.Select(m => m.Uid));
        Assert.Equal("Subject: two\r\n\r\nsecond\r\n", Read(box, box.Messages[1]));
        Assert.Equal(MessageFlags.Seen | MessageFlags.Answered | MessageFlags.Flagged, box.Messages[1].Flags);
        Assert.Equal(["kw"], box.KeywordsOf(box.Messages[1]));
    }

    [Fact]
    public void Uids_are_written_down_and_stay()
    {
        File.WriteAllText(Spool, Two);
        uint validity;
        using (var box = Inbox())
            validity = box.UidValidity;
        Assert.Contains($"X-IMAPbase: {validity} 0000000002", File.ReadAllText(Spool));
        File.AppendAllText(Spool, "From e@f Wed Jan  7 10:11:12 2026\nSubject: three\nX-UID: 4000000000\n\nx\n\n");
        using var later = Inbox();
        Assert.Equal(validity, later.UidValidity);
        Assert.Equal([1u, 2u, 3u], later.Messages.Select(m => m.Uid));
        Assert.Equal("Subject: three\r\n\r\nx\r\n", Read(later, later.Messages[2]));
    }

    [Fact]
    public void Uids_that_one_session_gives_are_believed_by_another()
    {
        File.WriteAllText(Spool, Two);
        using var one = Inbox();
        File.AppendAllText(Spool, "From e@f Wed Jan  7 10:11:12 2026\nSubject: three\n\nx\n\n");
        one.Sync();
        using var two = Inbox();
        File.AppendAllText(Spool, "From e@f Wed Jan  7 10:11:12 2026\nSubject: four\n\nx\n\n");
        two.Expunge([two.Messages[1]]);
        two.Sync();
        one.Sync();
        Assert.Equal([1u, 3u, 4u], two.Messages.Select(m => m.Uid));
        Assert.Equal([1u, 3u, 4u], one.Messages.Select(m => m.Uid));
        Assert.Equal("Subject: four\r\n\r\nx\r\n", Read(one, one.Messages[2]));
    }

    [Fact]
    public void Flags_are_written_in_place()
    {
        File.WriteAllText(Spool, Two);
        using var box = Inbox();
        long size = new FileInfo(Spool).Length;
        box.SetFlags([box.Messages[0]], FlagChange.Add, MessageFlags.Seen | MessageFlags.Deleted, box.KeywordBits(["kw"], create: true));
        Assert.Equal(size, new FileInfo(Spool).Length);
        using var other = Inbox();
        Assert.Equal(MessageFlags.Seen | MessageFlags.Deleted, other.Messages[0].Flags);
        Assert.Equal(["kw"], other.KeywordsOf(other.Messages[0]));
        Assert.Equal("Subject: one\r\n\r\nbody\r\n", Read(other, other.Messages[0]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Expunged_mail_is_gone_and_the_rest_keeps_its_uid(int which)
    {
        File.WriteAllText(Spool, Two);
        using var box = Inbox();
        uint kept = box.Messages[1 - which].Uid, validity = box.UidValidity;
        string text = Read(box, box.Messages[1 - which]);
        box.Expunge([box.Messages[which]]);
        Assert.Single(box.Sync().Expunged);
        using var other = Inbox();
        Assert.Equal((validity, kept), (other.UidValidity, other.Messages.Single().Uid));
        Assert.Equal(text, Read(other, other.Messages[0]));
        Assert.Equal(3u, other.UidNext);
    }

    [Fact]
    public void R_07_saved_mail_is_quoted_and_cannot_bring_its_own_uid()
    {
        File.WriteAllText(Spool, Two);
        using var box = Inbox();
        using (var batch = box.BeginSave())
        {
            batch.Begin(MessageFlags.Draft, ["kw"], 1_767_604_272);
            batch.Write("Subject: x\r\nX-UID: 99\r\n folded\r\nA: b\r\n\r\nFro"u8);
            batch.Write("m here\r\nend"u8);
            batch.End();
            Assert.Equal([3u], batch.Commit());
        }
        box.Sync();
        Assert.Equal("Subject: x\r\nA: b\r\n\r\n>From here\r\nend\r\n", Read(box, box.Messages[2]));
        Assert.Equal(MessageFlags.Draft, box.Messages[2].Flags);
        Assert.Equal(1_767_604_272, box.ReceivedAt(box.Messages[2]));
    }

    [Fact]
    public void An_interrupted_rewriting_is_finished()
    {
        File.WriteAllText(Spool, Two);
        using (var box = Inbox())
            Assert.Equal(2, box.Messages.Count);
        // The state after a crash in the middle: the journal is there, the file half written, and mail came since.
        string whole = File.ReadAllText(Spool);
        int second = whole.IndexOf("From c@d", StringComparison.Ordinal);
        string tail = whole[second..];
        string head = $"mbox-journal {second} {tail.Length} {whole.Length}".PadRight(63) + "\n";
        File.WriteAllText($"{root}/mail/.imap/INBOX.journal", head + tail);
        File.WriteAllText(Spool, whole[..second] + "From c@d Tue J" + new string('?', tail.Length - 14) + "From e@f Wed Jan  7 10:11:12 2026\nSubject: three\n\nx\n\n");
        using var later = Inbox();
        Assert.Equal(3, later.Messages.Count);
        Assert.Equal("Subject: two\r\n\r\nsecond\r\n", Read(later, later.Messages[1]));
        Assert.Equal("Subject: three\r\n\r\nx\r\n", Read(later, later.Messages[2]));
        Assert.False(File.Exists($"{root}/mail/.imap/INBOX.journal"));
    }

    [Theory]
    [InlineData("From a@b Mon Jan  5 10:11:12 2026", true)]
    [InlineData("From a@b Mon Jan 5 10:11 2026", true)]
    [InlineData("From a b c Mon Jan  5 10:11:12 +0100 2026", true)]
    [InlineData("From a@b  Mon Jan  5 10:11:12 MET 2026 remote from x", true)]
    [InlineData("From here on it is text", false)]
    [InlineData("From a@b Mon Jan 35 10:11:12 2026", false)]
    [InlineData("From ", false)]
    public void From_lines(string line, bool isOne) => Assert.Equal(isOne, FromLine.TryParse(Encoding.Latin1.GetBytes(line), out _));

    [Theory]
    [InlineData("")]
    [InlineData("garbage without any message\n")]
    [InlineData("From a@b Mon Jan  5 10:11:12 2026\n")]
    [InlineData("From a@b Mon Jan  5 10:11:12 2026\nSubject: no end")]
    [InlineData("From a@b Mon Jan  5 10:11:12 2026\n\n")]
    [InlineData("From a@b Mon Jan  5 10:11:12 2026\nX-IMAPbase: 0 0\nX-UID: 0\nContent-Length: 99999999999999999999\nStatus: \0\n\nx\n")]
    public void Odd_files_lose_nothing(string content)
    {
        File.WriteAllText(Spool, content);
        using (var box = Inbox())
            foreach (var m in box.Messages)
                Read(box, m);
        using (var again = Inbox())
            foreach (var m in again.Messages)
                Read(again, m);
        Assert.Contains(content.Split('\n').Last(static l => l.Length == 0 || !l.StartsWith("X-IMAP", StringComparison.Ordinal)), File.ReadAllText(Spool));
    }
}
