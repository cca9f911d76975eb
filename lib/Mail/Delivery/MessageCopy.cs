using System.Buffers;

namespace MailSuite.Mail;

/// <summary>What stands before and around a message where it is delivered.</summary>
[Flags]
public enum CopyHeaders
{
    /// <summary>The content alone.</summary>
    None = 0,
    /// <summary>"Return-Path:".</summary>
    ReturnPath = 1,
    /// <summary>"X-Original-To:".</summary>
    OriginalTo = 2,
    /// <summary>"Delivered-To:".</summary>
    DeliveredTo = 4,
    /// <summary>The "From sender date" line of an mbox.</summary>
    MboxFrom = 8,
    /// <summary>An empty line at the end, which an mbox needs.</summary>
    BlankLine = 16,
    /// <summary>Lines of the content that begin with "From " get a "&gt;".</summary>
    QuoteFrom = 32,
    /// <summary>Lines of the content that begin with "." get another one.</summary>
    DoubleDots = 64,
    /// <summary>What a Maildir's file has.</summary>
    Maildir = ReturnPath | OriginalTo | DeliveredTo,
    /// <summary>What an mbox's message has.</summary>
    Mbox = Maildir | MboxFrom | BlankLine | QuoteFrom,
}

/// <summary>The content of a message in memory, as lines that end in LF.</summary>
public sealed class MessageContent(byte[] bytes)
{
    internal byte[] Bytes => bytes;

    /// <summary>Has it lines that an mbox must quote?</summary>
    internal bool HasFromLines { get; } = bytes.AsSpan().StartsWith("From "u8) || bytes.AsSpan().IndexOf("\nFrom "u8) >= 0;
}

/// <summary>Copies messages from queue files into mailboxes and pipes. One object serves one message after the other with the same buffer.</summary>
public sealed class MessageCopy(Clock? clock = null)
{
    private readonly RecordReader reader = new(-1, blockSize: 64 << 10);
    private readonly Clock clock = clock ?? Clock.System;

    /// <summary>What was wrong with the last message that could not be copied.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Copies; false when the queue file is corrupt or cannot be read (<see cref="Problem"/>). Failures of the target are exceptions.</summary>
    /// <param name="fd">The queue file.</param>
    /// <param name="dataOffset">Where its content starts.</param>
    /// <param name="headers">What to write around it.</param>
    /// <param name="sender">The envelope sender, internal form.</param>
    /// <param name="original">The recipient as the sender gave it; without one there is no X-Original-To.</param>
    /// <param name="delivered">For Delivered-To.</param>
    /// <param name="to">Where it goes; not flushed at the end.</param>
    /// <param name="lineEnd">What ends a line there.</param>
    public bool Copy(int fd, long dataOffset, CopyHeaders headers, string sender, string original, string delivered, WriteBuffer to, string lineEnd = "\n")
    {
        Prepend(headers, sender, original, delivered, to, lineEnd);
        var end = lineEnd == "\n" ? "\n"u8 : Bytes.Of(lineEnd);
        if (!Content(fd, dataOffset, headers, end, to.Add))
            return false;
        if ((headers & CopyHeaders.BlankLine) != 0)
            to.Add(end);
        return true;
    }

    /// <summary>Reads the content of a small message that will be copied more than once; null when the queue file is corrupt or cannot be read.</summary>
    public MessageContent? Read(int fd, long dataOffset)
    {
        var bytes = new ArrayBufferWriter<byte>(16 << 10);
        return Copy(fd, dataOffset, part => bytes.Write(part)) ? new MessageContent(bytes.WrittenSpan.ToArray()) : null;
    }

    /// <summary>Copies content that was read before, as lines that end in LF.</summary>
    public void Copy(MessageContent content, CopyHeaders headers, string sender, string original, string delivered, WriteBuffer to)
    {
        Prepend(headers, sender, original, delivered, to, "\n");
        if ((headers & CopyHeaders.QuoteFrom) == 0 || !content.HasFromLines)
            to.Add(content.Bytes);
        else
            for (var rest = content.Bytes.AsSpan(); !rest.IsEmpty;)
            {
                int end = rest.IndexOf((byte)'\n') + 1;
                var line = end == 0 ? rest : rest[..end];
                if (line.StartsWith("From "u8))
                    to.Add(">"u8);
                to.Add(line);
                rest = rest[line.Length..];
            }
        if ((headers & CopyHeaders.BlankLine) != 0)
            to.Add("\n"u8);
    }

    /// <summary>Takes a part of the content; LF ends a line.</summary>
    public delegate void ContentSink(ReadOnlySpan<byte> part);

    /// <summary>Copies the content alone; false when the queue file is corrupt or cannot be read.</summary>
    public bool Copy(int fd, long dataOffset, ContentSink to) => Content(fd, dataOffset, CopyHeaders.None, "\n"u8, to);

    private bool Content(int fd, long dataOffset, CopyHeaders headers, ReadOnlySpan<byte> lineEnd, ContentSink add)
    {
        reader.Attach(fd, dataOffset);
        bool atLineStart = true, quote = (headers & CopyHeaders.QuoteFrom) != 0, dots = (headers & CopyHeaders.DoubleDots) != 0;
        while (true)
        {
            RecordType type;
            ReadOnlySpan<byte> line;
            try
            {
                type = reader.Read(out line);
            }
            catch (Exception e) when (e is CorruptRecordException or UnixException)
            {
                Problem = e is UnixException u ? $"error reading message: {u.Errno.Text()}" : e.Message;
                return false;
            }
            if (type is RecordType.Normal or RecordType.Continued)
            {
                if (quote && atLineStart && line.StartsWith("From "u8))
                    add(">"u8);
                if (dots && atLineStart && line is [(byte)'.', ..])
                    add("."u8);
                add(line);
                atLineStart = type == RecordType.Normal;
                if (atLineStart)
                    add(lineEnd);
                continue;
            }
            if (type != RecordType.Extra)
            {
                Problem = $"bad record type: {(int)type} in message content";
                return false;
            }
            return true;
        }
    }

    private void Prepend(CopyHeaders headers, string sender, string original, string delivered, WriteBuffer to, string lineEnd)
    {
        string from = Protocol.MailAddress.Quote(sender);
        if ((headers & CopyHeaders.MboxFrom) != 0)
            to.Add($"From {(from.Length == 0 ? AddressRewriter.MailerDaemon : from)}  {LocalTime.Asctime(clock.UnixSeconds)}{lineEnd}");
        if ((headers & CopyHeaders.ReturnPath) != 0)
            to.Add($"Return-Path: <{from}>{lineEnd}");
        if ((headers & CopyHeaders.OriginalTo) != 0 && original.Length > 0)
            to.Add($"X-Original-To: {Protocol.MailAddress.Quote(original)}{lineEnd}");
        if ((headers & CopyHeaders.DeliveredTo) != 0)
            to.Add($"Delivered-To: {Protocol.MailAddress.Quote(delivered)}{lineEnd}");
    }
}
