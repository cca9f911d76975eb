using System.Buffers;
using MailSuite.Protocol.Imap;

namespace MailSuite.Imapd;

/// <summary>How reading a command ended.</summary>
internal enum CommandEnd
{
    /// <summary>A whole command is in the buffer.</summary>
    Complete,
    /// <summary>An APPEND up to the announcement of its message, which the handler takes from the stream.</summary>
    MessageFollows,
    /// <summary>A literal was announced that is larger than we take; the client waits and was not told to send it.</summary>
    LiteralRefused,
    /// <summary>The command is longer than we take, and the rest of it is under way: there is no going on.</summary>
    TooLong,
    /// <summary>The client has closed.</summary>
    Closed,
}

/// <summary>
/// Reads one command with its literals into a buffer, never more than a limit: memory grows only as bytes arrive, whatever a literal's announcement
/// claims (I-01). In the buffer a literal stands as it was sent, "{n}CRLF" and n bytes.
/// </summary>
internal sealed class CommandReader(LineStream stream, int limit)
{
    private readonly ArrayBufferWriter<byte> buffer = new(512);

    /// <summary>The command, valid until the next <see cref="Read"/>.</summary>
    internal ReadOnlySpan<byte> Command => buffer.WrittenSpan;

    /// <summary>The announcement that ended the command with <see cref="CommandEnd.MessageFollows"/>.</summary>
    internal (long Size, bool Synchronizing) Literal { get; private set; }

    /// <summary>Reads the next command.</summary>
    internal CommandEnd Read()
    {
        buffer.ResetWrittenCount();
        while (true)
        {
            int room = limit - buffer.WrittenCount;
            if (room <= 0)
                return CommandEnd.TooLong;
            var end = stream.ReadLine(Math.Min(room, 65536), out var line);
            if (end == LineEnd.End)
                return CommandEnd.Closed;
            buffer.Write(line);
            if (end == LineEnd.TooLong)
                return CommandEnd.TooLong;
            if (!ImapReader.TryLiteralSize(Command, out long size, out bool synchronizing))
                return CommandEnd.Complete;
            Literal = (size, synchronizing);
            if (IsAppendedMessage(Command))
                return CommandEnd.MessageFollows;
            if (size > limit - buffer.WrittenCount - 2)
                return synchronizing ? CommandEnd.LiteralRefused : CommandEnd.TooLong;
            buffer.Write("\r\n"u8);
            if (synchronizing)
                stream.Write("+ OK\r\n"u8);
            if (!ReadLiteral((int)size))
                return CommandEnd.Closed;
        }
    }

    private bool ReadLiteral(int size)
    {
        while (size > 0)
        {
            var to = buffer.GetSpan(Math.Min(size, 4096));
            int n = stream.Read(to[..Math.Min(size, to.Length)]);
            if (n == 0)
                return false;
            buffer.Advance(n);
            size -= n;
        }
        return true;
    }

    // tag SP "APPEND" SP mailbox SP ... {n}: what is announced behind the mailbox is the message.
    private static bool IsAppendedMessage(ReadOnlySpan<byte> command)
    {
        int space = command.IndexOf((byte)' ');
        if (space < 0 || command.Length < space + 9 || !Bytes.Same(command.Slice(space + 1, 7), "APPEND "u8))
            return false;
        var r = new ImapReader(command[(space + 8)..]);
        r.Mailbox();
        r.Sp();
        return r.Ok;
    }
}
