using MailSuite.Tests.Transcripts;

namespace MailSuite.Tests.Pop3;

public class Pop3TranscriptTests
{
    public static TheoryData<string> All => [.. Transcript.Of("pop3d")];

    [Theory]
    [MemberData(nameof(All))]
    public void Conversations(string name) => new TranscriptPlayer(static t => new Pop3Server(t), "PASS", "AUTH").PlayAll(Transcript.Load("pop3d", name));
}
