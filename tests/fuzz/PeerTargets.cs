using MailSuite.Bounce;
using MailSuite.Local;
using MailSuite.Maps;
using MailSuite.Net;
using MailSuite.Smtp;

namespace MailSuite.Tests.Fuzz;

/// <summary>What servers say to us, and the lists and texts that users and administrators write.</summary>
public sealed partial record Target
{
    private const int MostText = 16_384;

    // The answer comes in pieces of the length that its first byte says.
    private static void Replies(byte[] bytes)
    {
        using var stream = new LineStream(new Pieces(bytes), 4096);
        while (true)
        {
            var reply = SmtpReplyReader.Read(stream, "peer", static (line, _) => Safe(line));
            Safe(reply.Text);
            Need(reply.Code == 0 || reply.Status[0] == '0' + reply.Code / 100, $"{reply.Code} with {reply.Status}");
        }
    }

    private static void Safe(string text) =>
        Need(text.Length <= MostText && !text.AsSpan().ContainsAny('\r', '\n', '\0'), "a reply that would not stay one line of a log");

    private sealed class Pieces(byte[] bytes) : Transport
    {
        private readonly int size = bytes.Length > 0 && bytes[0] > 0 ? bytes[0] : 1;
        private int at;

        public override int Read(Span<byte> to)
        {
            int n = Math.Min(Math.Min(size, to.Length), bytes.Length - at);
            bytes.AsSpan(at, n).CopyTo(to);
            at += n;
            return n;
        }

        public override void Write(ReadOnlySpan<byte> from) { }
        public override void SetTimeout(TimeSpan timeout) { }
        public override void SetDeadline(long? milliseconds) { }
        public override int InputFd => -1;
        public override void Dispose() { }
    }

    private static void AuthReplies(byte[] bytes)
    {
        foreach (string line in Bytes.Text(bytes).Split('\n'))
            if (AuthReply.Read(line, out _) is { Kind: AuthReplyKind.Ok } ok)
                Need(ok["user"].Length > 0, "somebody without a name was let in");
    }

    private static void Aliases(byte[] bytes)
    {
        string text = Bytes.Text(bytes);
        foreach (string word in AddressWords.Of(text))
            Need(word.Length > 0, "an empty word");
        Files.Write("aliases", bytes);
        AliasDatabase.Build("hash", Files.Folder + "/aliases", Config, new BuildOptions());
        Find(Tables.Open($"hash:{Files.Folder}/aliases", Config));
    }

    private static void Templates(byte[] bytes)
    {
        var templates = new BounceTemplates(Config);
        templates.Read("templates", Bytes.Text(bytes));
        foreach (string name in (string[])[BounceTemplate.FailureName, BounceTemplate.DelayName, BounceTemplate.SuccessName, BounceTemplate.VerifyName])
            templates[name].Lines(Config).Count();
    }
}
