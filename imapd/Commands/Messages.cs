using System.Globalization;
using MailSuite.Imapd.Fetching;
using MailSuite.Protocol.Imap;
using MailSuite.Store;

namespace MailSuite.Imapd.Commands;

/// <summary>Commands that work on messages of the selected mailbox.</summary>
internal static class Messages
{
    private static ImapReply BadSet { get; } = ImapReply.Bad("Invalid message sequence number.");

    internal static ImapReply Fetch(ImapSession s, ref ImapReader r) => Fetch(s, ref r, uid: false);

    internal static ImapReply UidFetch(ImapSession s, ref ImapReader r) => Fetch(s, ref r, uid: true);

    private static ImapReply Fetch(ImapSession s, ref ImapReader r, bool uid)
    {
        r.Sp();
        var set = r.Set();
        r.Sp();
        var items = FetchItems.Read(ref r);
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;

        if (uid)
            items.Atts |= FetchAtts.Uid;
        if (s.Selected!.Find(set, uid, out bool gone) is not { } found)
            return BadSet;
        using var fetcher = new Fetcher(s, items);
        foreach (var (number, message) in found)
            gone |= !fetcher.Write(number, message);
        return gone && !uid ? Replies.SomeAreGone : ImapReply.Done(uid ? "UID Fetch" : "Fetch");
    }

    internal static ImapReply Store(ImapSession s, ref ImapReader r) => Store(s, ref r, uid: false);

    internal static ImapReply UidStore(ImapSession s, ref ImapReader r) => Store(s, ref r, uid: true);

    private static ImapReply Store(ImapSession s, ref ImapReader r, bool uid)
    {
        r.Sp();
        var set = r.Set();
        r.Sp();
        var item = Bytes.Text(r.Word("FLAGS, +FLAGS or -FLAGS")).ToUpperInvariant();
        bool silent = item.EndsWith(".SILENT", StringComparison.Ordinal);
        FlagChange? change = (silent ? item[..^7] : item) switch { "FLAGS" => FlagChange.Replace, "+FLAGS" => FlagChange.Add, "-FLAGS" => FlagChange.Remove, _ => null };
        if (change == null)
            r.Misfit("FLAGS, +FLAGS or -FLAGS");
        r.Sp();
        var flags = r.StoreFlags();
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;

        var mailbox = s.Selected!;
        if (mailbox.ReadOnly)
            return Replies.ReadOnly;
        if (mailbox.Find(set, uid, out bool gone) is not { } found)
            return BadSet;

        ulong bits = mailbox.Box.KeywordBits(flags.Keywords, create: change != FlagChange.Remove);
        mailbox.TellKeywords(s.Stream);
        mailbox.Box.SetFlags(found.ConvertAll(static f => f.Message), change!.Value, (MessageFlags)flags.Flags, bits);
        if (!silent)
            foreach (var (number, m) in found)
            {
                mailbox.DontTell(m);
                s.Write(string.Create(CultureInfo.InvariantCulture, $"* {number} FETCH ({(uid ? $"UID {m.Uid} " : "")}FLAGS ({mailbox.FlagsOf(m)}))\r\n"));
            }
        return gone && !uid ? Replies.SomeAreGone : ImapReply.Done(uid ? "UID Store" : "Store");
    }

    internal static ImapReply Expunge(ImapSession s, ref ImapReader r)
    {
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;

        if (s.Selected!.ReadOnly)
            return Replies.ReadOnly;

        ExpungeDeleted(s, null);
        return ImapReply.Done("Expunge");
    }

    internal static ImapReply UidExpunge(ImapSession s, ref ImapReader r)
    {
        r.Sp();
        var set = r.Set();
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;

        if (s.Selected!.ReadOnly)
            return Replies.ReadOnly;

        ExpungeDeleted(s, set);
        return ImapReply.Done("UID Expunge");
    }

    /// <summary>Removes the messages marked \Deleted, all of them or those of a set of UIDs.</summary>
    internal static void ExpungeDeleted(ImapSession s, SequenceSet? uids)
    {
        var mailbox = s.Selected!;
        mailbox.Sync();
        var candidates = uids == null ? mailbox.View : mailbox.Find(uids, uid: true, out _)!.ConvertAll(static f => f.Message);
        var deleted = candidates.Where(static m => (m.Flags & MessageFlags.Deleted) != 0 && !m.Expunged).ToList();
        if (deleted.Count == 0)
            return;
        mailbox.Box.Expunge(deleted);
        s.Counts.Expunged += deleted.Count;
    }

    internal static ImapReply Copy(ImapSession s, ref ImapReader r) => Copy(s, ref r, uid: false, move: false);

    internal static ImapReply UidCopy(ImapSession s, ref ImapReader r) => Copy(s, ref r, uid: true, move: false);

    internal static ImapReply Move(ImapSession s, ref ImapReader r) => Copy(s, ref r, uid: false, move: true);

    internal static ImapReply UidMove(ImapSession s, ref ImapReader r) => Copy(s, ref r, uid: true, move: true);

    private static ImapReply Copy(ImapSession s, ref ImapReader r, bool uid, bool move)
    {
        r.Sp();
        var set = r.Set();
        r.Sp();
        var name = r.Mailbox();
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;

        var mailbox = s.Selected!;
        if (move && mailbox.ReadOnly)
            return Replies.ReadOnly;
        if (mailbox.Find(set, uid, out bool gone) is not { } found)
            return BadSet;
        string done = (uid ? "UID " : "") + (move ? "Move" : "Copy");
        if (found.Count == 0)
            return gone ? Replies.SomeAreGone : ImapReply.Ok("", "No messages found.");
        var answer = s.Store.Open(name, readOnly: false, out var target);
        if (answer != FolderAnswer.Done)
            return answer == FolderAnswer.NotFound ? Replies.TryCreate(name) : Replies.Folder(answer, name);

        var copied = new List<Message>();
        string code;
        using (target)
        using (var batch = target!.BeginSave())
        {
            foreach (var (_, message) in found)
                if (batch.Copy(mailbox.Box, message))
                    copied.Add(message);
                else if (!move)
                    return Replies.SomeAreGone;   // all or none (RFC 3501 6.4.7)
            var uids = batch.Commit();
            code = string.Create(CultureInfo.InvariantCulture, $"COPYUID {target.UidValidity} {SequenceSet.Format(copied.ConvertAll(static m => m.Uid))} {SequenceSet.Format(uids)}");
        }
        s.Counts.Copied += copied.Count;
        if (!move)
            return copied.Count > 0 ? ImapReply.Ok(code, done + " completed.") : ImapReply.Done(done);
        // Durable over there before it goes here: at worst there are two (RFC 6851 3.3).
        mailbox.Box.Expunge(copied);
        s.Counts.Expunged += copied.Count;
        if (copied.Count > 0)
            s.Write($"* OK [{code}] Moved UIDs.\r\n");
        return ImapReply.Done(done);
    }
}
