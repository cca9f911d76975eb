using System.Globalization;
using MailSuite.Protocol.Imap;
using MailSuite.Store;

namespace MailSuite.Imapd.Commands;

/// <summary>Commands that select a mailbox or leave it.</summary>
internal static class Selecting
{
    internal static ImapReply Select(ImapSession s, ref ImapReader r) => Select(s, ref r, readOnly: false);

    internal static ImapReply Examine(ImapSession s, ref ImapReader r) => Select(s, ref r, readOnly: true);

    private static ImapReply Select(ImapSession s, ref ImapReader r, bool readOnly)
    {
        r.Sp();
        var name = r.Mailbox();
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;

        // Also when it fails: no mailbox is selected then (RFC 3501 6.3.1).
        if (s.Selected != null)
            s.Write("* OK [CLOSED] Previous mailbox closed.\r\n");
        s.Select(null);
        var answer = s.Store.Open(name, readOnly, out var box);
        if (answer != FolderAnswer.Done)
            return Replies.Folder(answer, name);

        var mailbox = new SelectedMailbox(box!);
        s.Select(mailbox);
        mailbox.Sync();
        mailbox.ToldAtSelect();
        mailbox.TellKeywords(s.Stream);
        s.Write(string.Create(CultureInfo.InvariantCulture, $"* {mailbox.Count} EXISTS\r\n* {mailbox.View.Count(static m => m.Recent)} RECENT\r\n"));
        for (int i = 1; i <= mailbox.Count; i++)
            if ((mailbox[i].Flags & MessageFlags.Seen) == 0)
            {
                s.Write(string.Create(CultureInfo.InvariantCulture, $"* OK [UNSEEN {i}] First unseen.\r\n"));
                break;
            }
        s.Write(string.Create(CultureInfo.InvariantCulture, $"* OK [UIDVALIDITY {box!.UidValidity}] UIDs valid\r\n* OK [UIDNEXT {box.UidNext}] Predicted next UID\r\n"));
        return readOnly ? ImapReply.Ok("READ-ONLY", "Examine completed.") : ImapReply.Ok("READ-WRITE", "Select completed.");
    }

    internal static ImapReply Close(ImapSession s, ref ImapReader r)
    {
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;

        if (!s.Selected!.ReadOnly)
            Messages.ExpungeDeleted(s, null);
        s.Select(null);
        return ImapReply.Done("Close");
    }

    internal static ImapReply Unselect(ImapSession s, ref ImapReader r)
    {
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;

        s.Select(null);
        return ImapReply.Done("Unselect");
    }
}
