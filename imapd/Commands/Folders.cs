using System.Globalization;
using MailSuite.Protocol.Imap;
using MailSuite.Store;

namespace MailSuite.Imapd.Commands;

/// <summary>Commands that work on mailboxes as a whole.</summary>
internal static class Folders
{
    internal static ImapReply Create(ImapSession s, ref ImapReader r)
    {
        r.Sp();
        var name = r.Mailbox();
        // CREATE-SPECIAL-USE is not offered, but a list of parameters is read so that its refusal is clear.
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;
        var answer = s.Store.Create(name);
        return answer == FolderAnswer.Done ? ImapReply.Done("Create") : Replies.Folder(answer, name);
    }

    internal static ImapReply Delete(ImapSession s, ref ImapReader r)
    {
        r.Sp();
        var name = r.Mailbox();
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;
        var answer = s.Store.Delete(name);
        if (answer == FolderAnswer.Done && s.Selected?.Box.Name == name)
            s.Select(null);
        return answer == FolderAnswer.Done ? ImapReply.Done("Delete") : Replies.Folder(answer, name);
    }

    internal static ImapReply Rename(ImapSession s, ref ImapReader r)
    {
        r.Sp();
        var from = r.Mailbox();
        r.Sp();
        var to = r.Mailbox();
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;
        var answer = s.Store.Rename(from, to);
        // What is selected has another name and place now.
        if (answer == FolderAnswer.Done && s.Selected is { } open && open.Box.Name != "INBOX" && (open.Box.Name == from || open.Box.Name.StartsWith(from + s.Store.Separator, StringComparison.Ordinal)))
            s.Select(null);
        return answer == FolderAnswer.Done ? ImapReply.Done("Rename") : Replies.Folder(answer, answer == FolderAnswer.NotFound ? from : to);
    }

    internal static ImapReply Subscribe(ImapSession s, ref ImapReader r) => Subscribe(s, ref r, true);

    internal static ImapReply Unsubscribe(ImapSession s, ref ImapReader r) => Subscribe(s, ref r, false);

    private static ImapReply Subscribe(ImapSession s, ref ImapReader r, bool on)
    {
        r.Sp();
        var name = r.Mailbox();
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;
        var answer = s.Store.Subscribe(name.TrimEnd(s.Store.Separator), on);
        return answer == FolderAnswer.Done ? ImapReply.Done(on ? "Subscribe" : "Unsubscribe") : Replies.Folder(answer, name);
    }

    internal static ImapReply Status(ImapSession s, ref ImapReader r)
    {
        r.Sp();
        var name = r.Mailbox();
        r.Sp();
        var items = ReadStatusItems(ref r);
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;
        var answer = WriteStatus(s, name, items);
        return answer == FolderAnswer.Done ? ImapReply.Done("Status") : Replies.Folder(answer, name);
    }

    private static readonly string[] StatusItems = ["MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "SIZE"];

    /// <summary>The list of what to tell, in parentheses.</summary>
    internal static List<string> ReadStatusItems(ref ImapReader r)
    {
        var items = new List<string>();
        r.Take('(', "a list of status items");
        do
        {
            var item = Bytes.Text(r.Word("a status item")).ToUpperInvariant();
            if (r.Ok && !StatusItems.Contains(item))
                r.Misfit("a status item");
            if (!items.Contains(item))
                items.Add(item);
        }
        while (r.Ok && r.TryTake(' '));
        r.Take(')', "the end of the status items");
        return items;
    }

    /// <summary>The untagged STATUS of a mailbox.</summary>
    internal static FolderAnswer WriteStatus(ImapSession s, string name, List<string> items)
    {
        if (s.Selected is { } selected && selected.Box.Name == name)
        {
            selected.Sync();
            WriteStatus(s, selected.Box, items);
            return FolderAnswer.Done;
        }
        var answer = s.Store.Open(name, readOnly: true, out var opened);
        if (answer != FolderAnswer.Done)
            return answer;
        using (opened)
        {
            opened!.Sync();
            WriteStatus(s, opened, items);
        }
        return FolderAnswer.Done;
    }

    private static void WriteStatus(ImapSession s, Mailbox box, List<string> items)
    {
        var values = items.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item} {Value(box, item)}"));
        s.Write($"* STATUS {ImapText.AString(box.Name)} ({string.Join(' ', values)})\r\n");
    }

    private static long Value(Mailbox box, string item) => item switch
    {
        "MESSAGES" => box.Messages.Count,
        "RECENT" => box.Messages.Count(static m => m.Recent),
        "UIDNEXT" => box.UidNext,
        "UIDVALIDITY" => box.UidValidity,
        "UNSEEN" => box.Messages.Count(static m => (m.Flags & MessageFlags.Seen) == 0),
        _ => box.Messages.Sum(box.SizeOf),
    };
}
