using System.Globalization;
using MailSuite.Config;
using MailSuite.Protocol.Imap;
using MailSuite.Store;

namespace MailSuite.Imapd.Commands;

/// <summary>APPEND: the message goes from the wire to the disk piece by piece (RFC 3501 6.3.11, RFC 4315).</summary>
internal static class Append
{
    private const long DiscardLimit = 64 << 20;

    internal static ImapReply Run(ImapSession s, ref ImapReader r)
    {
        r.Sp();
        var name = r.Mailbox();
        r.Sp();
        var flags = new FlagList();
        if (r.At('('))
        {
            flags = r.FlagList();
            r.Sp();
        }
        long? date = null;
        if (r.At('"'))
        {
            date = r.DateTime();
            r.Sp();
        }
        if (r.Ok && (!r.At('{') || !ImapReader.TryLiteralSize(r.Rest, out _, out _) || r.Rest.LastIndexOf((byte)'{') != 0))
            r.Misfit("a message literal");
        var (size, synchronizing) = s.Reader.Literal;
        if (!r.Ok)
            return Refuse(s, size, synchronizing, ImapReply.Silent, announced: ImapReader.TryLiteralSize(s.Reader.Command, out _, out _));

        long limit = s.Config.Get(ImapdParams.AppendLimit);
        if (limit > 0 && size > limit)
            return Refuse(s, size, synchronizing, Replies.TooBig);
        if (size == 0)
            return Refuse(s, size, synchronizing, ImapReply.No("", "Can't save a zero byte message."));
        var answer = s.Store.Open(name, readOnly: false, out var box);
        if (answer != FolderAnswer.Done)
            return Refuse(s, size, synchronizing, answer == FolderAnswer.NotFound ? Replies.TryCreate(name) : Replies.Folder(answer, name));

        using (box)
            return Save(s, box!, flags, date, size, synchronizing);
    }

    private static ImapReply Save(ImapSession s, Mailbox box, FlagList flags, long? date, long size, bool synchronizing)
    {
        SaveBatch? batch = null;
        UnixException? trouble = null;
        try
        {
            batch = box.BeginSave();
            batch.Begin((MessageFlags)flags.Flags, flags.Keywords, date);
        }
        catch (UnixException e)
        {
            if (synchronizing)
                throw;
            trouble = e;   // the message is on its way all the same
        }
        using (batch)
        {
            if (synchronizing)
                s.Stream.Write("+ OK\r\n"u8);
            var piece = new byte[16384];
            for (long left = size; left > 0;)
            {
                int n = s.Stream.Read(piece.AsSpan(0, (int)Math.Min(left, piece.Length)));
                if (n == 0)
                    throw new PeerGoneException();
                left -= n;
                try
                {
                    if (trouble == null)
                        batch!.Write(piece.AsSpan(0, n));
                }
                catch (UnixException e)
                {
                    trouble = e;
                }
            }
            var end = s.Reader.Read();
            if (end == CommandEnd.Closed)
                throw new PeerGoneException();
            if (trouble != null)
                throw trouble;
            if (end != CommandEnd.Complete || !s.Reader.Command.IsEmpty)
                return ImapReply.Bad("Error in IMAP command APPEND: expected the end of the command.");
            batch!.End();
            var uids = batch.Commit();
            s.Counts.Appended++;
            return ImapReply.Ok(string.Create(CultureInfo.InvariantCulture, $"APPENDUID {box.UidValidity} {uids[0]}"), "Append completed.");
        }
    }

    // A client that was not asked to wait sends the message whatever we think of it.
    private static ImapReply Refuse(ImapSession s, long size, bool synchronizing, ImapReply reply, bool announced = true)
    {
        if (!announced || synchronizing)
            return reply;
        if (size > DiscardLimit)
        {
            s.Write(Replies.ByeTooLong);
            s.Ended = true;
            return ImapReply.Silent;
        }
        var piece = new byte[16384];
        for (long left = size; left > 0;)
        {
            int n = s.Stream.Read(piece.AsSpan(0, (int)Math.Min(left, piece.Length)));
            if (n == 0)
                throw new PeerGoneException();
            left -= n;
        }
        s.Reader.Read();
        return reply;
    }
}
