using MailSuite.Protocol.Pop3;
using MailSuite.Store;

namespace MailSuite.Pop3d;

/// <summary>One reply of the server, as a value: only the session's loop writes to the client.</summary>
internal sealed record Pop3Reply(bool Positive, string Text)
{
    /// <summary>Lines that follow, without their ends; a lone dot comes after them.</summary>
    internal IEnumerable<string>? Lines { get; init; }

    /// <summary>A message that follows.</summary>
    internal MessageStream? Message { get; init; }

    /// <summary>How much of the message: null is all, else its header and so many lines.</summary>
    internal long? BodyLines { get; init; }

    /// <summary>The client has made a mistake, which is counted.</summary>
    internal bool IsMistake { get; init; }

    /// <summary>What happens after the reply was sent.</summary>
    internal Afterwards Then { get; init; }

    internal static Pop3Reply Ok(string text) => new(true, text);

    internal static Pop3Reply Err(string text) => new(false, text);

    internal static Pop3Reply Mistake(string text) => new(false, text) { IsMistake = true };
}

/// <summary>What a session does after a reply.</summary>
internal enum Afterwards
{
    /// <summary>Reads the next command.</summary>
    GoOn,
    /// <summary>Starts TLS.</summary>
    StartTls,
    /// <summary>Gives the client to the process of the mailbox.</summary>
    HandOver,
    /// <summary>Closes the connection.</summary>
    Close,
}

/// <summary>Writes replies.</summary>
internal static class Pop3Writer
{
    /// <summary>Queues the reply; a message is read and sent piece by piece.</summary>
    internal static void Write(LineStream to, Pop3Reply reply, ref long sent)
    {
        to.WriteLine((reply.Positive ? "+OK" : "-ERR") + (reply.Text.Length > 0 ? " " + reply.Text : ""));
        if (reply.Lines != null)
        {
            foreach (string line in reply.Lines)
            {
                if (line.StartsWith('.'))
                    to.Write("."u8);
                to.WriteLine(line);
            }
            to.Write(".\r\n"u8);
        }
        if (reply.Message is not { } message)
            return;
        using (message)
        {
            var stuffing = new MultiLine(reply.BodyLines);
            var piece = new byte[16384];
            var stuffed = new byte[MultiLine.RoomFor(piece.Length)];
            while (!stuffing.IsComplete && message.Read(piece) is > 0 and var n)
            {
                int m = stuffing.Take(piece.AsSpan(0, n), stuffed);
                to.Write(stuffed.AsSpan(0, m));
                sent += m;
            }
            to.Write(stuffing.End);
        }
    }
}
