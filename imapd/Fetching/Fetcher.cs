using System.Buffers;
using System.Globalization;
using MailSuite.Protocol.Imap;
using MailSuite.Store;

namespace MailSuite.Imapd.Fetching;

/// <summary>Writes the FETCH responses of one command.</summary>
internal sealed class Fetcher : IDisposable
{
    private readonly ImapSession session;
    private readonly SelectedMailbox mailbox;
    private readonly FetchItems items;
    private readonly bool needsContent, marksSeen;
    private readonly ArrayBufferWriter<byte> text = new(1024);
    private readonly byte[] piece = ArrayPool<byte>.Shared.Rent(32768);

    internal Fetcher(ImapSession session, FetchItems items)
    {
        (this.session, this.items) = (session, items);
        mailbox = session.Selected!;
        needsContent = items.Sections.Count > 0 || (items.Atts & (FetchAtts.Envelope | FetchAtts.Body | FetchAtts.BodyStructure)) != 0;
        marksSeen = !mailbox.ReadOnly && items.Sections.Any(static s => !s.Peek);
    }

    /// <summary>Writes one message's response; false when the message is gone and nothing was written.</summary>
    internal bool Write(int number, Message m)
    {
        var content = needsContent ? mailbox.ContentOf(m) : null;
        if (needsContent && content == null)
            return false;
        var atts = items.Atts;
        if (marksSeen && (m.Flags & MessageFlags.Seen) == 0)
        {
            mailbox.Box.SetFlags([m], FlagChange.Add, MessageFlags.Seen, 0);
            atts |= FetchAtts.Flags;
        }
        text.ResetWrittenCount();
        ImapText.Ascii(text, string.Create(CultureInfo.InvariantCulture, $"* {number} FETCH ("));
        Attributes(m, atts, content);
        Put(text.WrittenSpan);
        bool first = text.WrittenSpan[^1] == '(';
        foreach (var section in items.Sections)
        {
            Section(content!, section, first);
            first = false;
        }
        Put(")\r\n"u8);
        session.Counts.Fetched++;
        return true;
    }

    private void Attributes(Message m, FetchAtts atts, MessageContent? content)
    {
        if ((atts & FetchAtts.Uid) != 0)
            Item(string.Create(CultureInfo.InvariantCulture, $"UID {m.Uid}"));
        if ((atts & FetchAtts.Flags) != 0)
        {
            mailbox.DontTell(m);
            Item("FLAGS (");
            text.Write(Bytes.Of(mailbox.FlagsOf(m)));
            text.Write(")"u8);
        }
        if ((atts & FetchAtts.InternalDate) != 0)
        {
            var t = LocalTime.Of(mailbox.Box.ReceivedAt(m));
            Item($"INTERNALDATE \"{ImapDate.Format(t.Day, t.Month, t.Year, t.Hour, t.Minute, t.Second, t.Zone)}\"");
        }
        if ((atts & FetchAtts.Size) != 0)
            Item(string.Create(CultureInfo.InvariantCulture, $"RFC822.SIZE {content?.Stream.Length ?? mailbox.Box.SizeOf(m)}"));
        if ((atts & FetchAtts.Envelope) != 0)
        {
            Item("ENVELOPE ");
            ImapStructure.Envelope(text, (atts & (FetchAtts.Body | FetchAtts.BodyStructure)) != 0 ? content!.Structure : content!.Header);
        }
        if ((atts & FetchAtts.Body) != 0)
        {
            Item("BODY ");
            ImapStructure.Body(text, content!.Structure, extended: false);
        }
        if ((atts & FetchAtts.BodyStructure) != 0)
        {
            Item("BODYSTRUCTURE ");
            ImapStructure.Body(text, content!.Structure, extended: true);
        }
    }

    private void Item(string name)
    {
        if (text.WrittenSpan[^1] != '(')
            text.Write(" "u8);
        ImapText.Ascii(text, name);
    }

    private void Section(MessageContent content, FetchSection section, bool first)
    {
        if (!first)
            Put(" "u8);
        Put(Bytes.Of(section.Label));
        var found = Sections.Find(content, section);
        if (!found.Exists)
        {
            Put(" NIL"u8);
            return;
        }
        long length = found.Made?.Length ?? found.Length, skip = 0;
        if (section.From >= 0)
        {
            skip = Math.Min(section.From, length);
            length = Math.Min(section.Count, length - skip);
        }
        Put(Bytes.Of(string.Create(CultureInfo.InvariantCulture, $" {{{length}}}\r\n")));
        session.Counts.FetchedBytes += length;
        if (found.Made is { } made)
            PutContent(made.AsSpan((int)skip, (int)length));
        else
            Copy(content, found.From + skip, length);
    }

    private void Copy(MessageContent content, long from, long length)
    {
        content.Stream.Seek(from);
        while (length > 0)
        {
            int n = content.Stream.Read(piece.AsSpan(0, (int)Math.Min(length, piece.Length)));
            if (n == 0)
            {
                // The file has become shorter while we read it. The count was announced: the only honest end is the connection's.
                Log.Warning(LogLines.Trouble(session, "FETCH", $"message UID {content.Message.Uid} has become shorter while it was read"));
                throw new PeerGoneException();
            }
            PutContent(piece.AsSpan(0, n));
            length -= n;
        }
    }

    // IMAP has no NUL (RFC 3501 4.3.1); 0x80 in its place keeps the counts right, as with Dovecot.
    private void PutContent(Span<byte> bytes)
    {
        bytes.Replace((byte)0, (byte)0x80);
        Put(bytes);
    }

    private void Put(ReadOnlySpan<byte> bytes) => session.Stream.Write(bytes);

    public void Dispose() => ArrayPool<byte>.Shared.Return(piece);
}
