using MailSuite.Net;
using MailSuite.Protocol.Pop3;

namespace MailSuite.Pop3d;

/// <summary>
/// What is known of one client. AUTHORIZATION: there is no maildrop, the client may log in or start TLS. TRANSACTION: it has a maildrop. UPDATE is
/// what QUIT does in TRANSACTION, and nothing else: a connection that is lost deletes nothing (RFC 1939 6).
/// </summary>
internal sealed class Pop3Session(MailConfig config, string client)
{
    internal MailConfig Config { get; } = config;

    /// <summary>"host[address]".</summary>
    internal string Client { get; } = client;

    /// <summary>Encrypted, or from this very host.</summary>
    internal bool Secured { get; set; }

    /// <summary>What was agreed on in the TLS handshake; null in clear.</summary>
    internal TlsSession? Tls { get; set; }

    /// <summary>TLS can be started.</summary>
    internal bool OffersTls { get; init; }

    /// <summary>Asks the authentication server; null in the process of a mailbox.</summary>
    internal Authentication? Authentication { get; init; }

    /// <summary>The name of USER, until PASS.</summary>
    internal string? UserName { get; set; }

    /// <summary>The mailbox; null before the login.</summary>
    internal Maildrop? Maildrop { get; set; }

    internal SessionCounts Counts { get; } = new();

    /// <summary>Where the conversation takes place.</summary>
    internal required LineStream Stream { get; init; }
}

/// <summary>The conversation: reads commands, runs their handlers, writes replies, counts mistakes. Both roles use it.</summary>
internal sealed class Conversation(Pop3Session session, int errorLimit)
{
    private const int LongestCommand = 4096;
    private int errors;
    private bool skipping;

    /// <summary>The last command, for the log.</summary>
    internal string Last { get; private set; } = "CONNECT";

    internal int Commands { get; private set; }

    /// <summary>Talks until a reply asks for more than the next command.</summary>
    internal Afterwards Run()
    {
        while (true)
        {
            var reply = Next();
            if (reply == null)
                return Afterwards.Close;
            if (reply.IsMistake && ++errors >= errorLimit)
            {
                Log.Warning(LogLines.TooManyErrors(Last, session.Client));
                Send(reply);
                reply = Replies.TooMany;
            }
            if (reply.Then != Afterwards.HandOver)
                Send(reply);
            if (reply.Then != Afterwards.GoOn)
                return reply.Then;
        }
    }

    internal void Send(Pop3Reply reply)
    {
        long sent = 0;
        Pop3Writer.Write(session.Stream, reply, ref sent);
        session.Counts.Bytes += sent;
    }

    // Null when the client has closed, or when it sent the rest of a line that was too long.
    private Pop3Reply? Next()
    {
        while (true)
        {
            var end = session.Stream.ReadLine(LongestCommand, out var line);
            if (end == LineEnd.End)
                throw new PeerGoneException();
            bool rest = skipping;
            skipping = end == LineEnd.TooLong;
            if (rest)
                continue;
            Commands++;
            if (skipping)
                return Replies.TooLong;
            var command = Pop3Command.Find(new Pop3Line(line).Keyword);
            Last = command?.Name ?? "UNKNOWN";
            if (command == null)
                return Replies.UnknownCommand;
            if ((command.When & (session.Maildrop == null ? When.Authorization : When.Transaction)) == 0)
                return Replies.NotNow;
            return command.Run(session, new Pop3Line(line));
        }
    }
}
