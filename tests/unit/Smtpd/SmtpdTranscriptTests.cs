using MailSuite.Tests.Transcripts;

namespace MailSuite.Tests.Smtpd;

/// <summary>The conversations in tests/transcripts/smtpd.</summary>
public sealed class SmtpdTranscriptTests
{
    private static readonly TranscriptPlayer Player = new(static t => new SmtpdServer(t), "HELO", "EHLO", "DATA", "NOOP", "VRFY", "AUTH", "QUIT", "STARTTLS");

    public static TheoryData<string> Names() => [.. Transcript.Of("smtpd")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Conversation(string name) => Player.PlayAll(Transcript.Load("smtpd", name));
}
