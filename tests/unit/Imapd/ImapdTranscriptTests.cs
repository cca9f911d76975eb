using MailSuite.Tests.Transcripts;

namespace MailSuite.Tests.Imapd;

/// <summary>The conversations in tests/transcripts/imapd; those whose names begin with "door-" are with a client that has not logged in.</summary>
public sealed class ImapdTranscriptTests
{
    // In a burst a client waits where the protocol makes it: for TLS, for a continuation, for IDLE to begin.
    private static readonly TranscriptPlayer Player = new(static t => new ImapdServer(t), "tls ", "wait ");

    public static TheoryData<string> Names() => [.. Transcript.Of("imapd")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Conversation(string name) => Player.PlayAll(Transcript.Load("imapd", name));
}
