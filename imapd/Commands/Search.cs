using System.Globalization;
using MailSuite.Imapd.Searching;
using MailSuite.Protocol.Imap;

namespace MailSuite.Imapd.Commands;

/// <summary>SEARCH and UID SEARCH, with ESEARCH's results and the saved one (RFC 3501 6.4.4, RFC 4731, RFC 5182).</summary>
internal static class Search
{
    [Flags]
    private enum Want
    {
        Plain = 0,
        Min = 1,
        Max = 2,
        All = 4,
        Count = 8,
        Save = 16,
        Extended = 32,
    }

    internal static ImapReply Run(ImapSession s, ref ImapReader r) => Run(s, ref r, uid: false);

    internal static ImapReply RunUid(ImapSession s, ref ImapReader r) => Run(s, ref r, uid: true);

    private static ImapReply Run(ImapSession s, ref ImapReader r, bool uid)
    {
        r.Sp();
        var want = Want.Plain;
        if (StartsWithWord(r, "RETURN"))
        {
            r.Word("RETURN");
            r.Sp();
            want = ReadReturn(ref r);
            r.Sp();
        }
        bool knownCharset = true;
        if (StartsWithWord(r, "CHARSET"))
        {
            r.Word("CHARSET");
            r.Sp();
            var charset = Bytes.Text(r.AString("a charset"));
            knownCharset = Bytes.Same(charset, "UTF-8") || Bytes.Same(charset, "US-ASCII");
            r.Sp();
        }
        var key = SearchKey.ReadAll(ref r);
        if (!r.Ok)
            return ImapReply.Silent;

        if (!knownCharset)
            return Replies.BadCharset;
        if (Searcher.Find(s, key) is not { } found)
            return ImapReply.Bad("Invalid message sequence number.");

        Write(s, want, found, uid);
        return ImapReply.Done(uid ? "UID Search" : "Search");
    }

    private static bool StartsWithWord(in ImapReader r, string word) =>
        r.Rest.Length > word.Length && r.Rest[word.Length] == ' ' && Bytes.Same(Bytes.Text(r.Rest[..word.Length]), word);

    private static Want ReadReturn(ref ImapReader r)
    {
        var want = Want.Extended;
        r.Take('(', "return options");
        if (r.TryTake(')'))
            return want | Want.All;
        do
            switch (Bytes.Text(r.Word("a return option")).ToUpperInvariant())
            {
                case "MIN": want |= Want.Min; break;
                case "MAX": want |= Want.Max; break;
                case "ALL": want |= Want.All; break;
                case "COUNT": want |= Want.Count; break;
                case "SAVE": want |= Want.Save; break;
                default: r.Misfit("a return option"); break;
            }
        while (r.Ok && r.TryTake(' '));
        r.Take(')', "the end of the return options");
        return want;
    }

    private static void Write(ImapSession s, Want want, List<int> found, bool uid)
    {
        var mailbox = s.Selected!;
        uint Of(int number) => uid ? mailbox[number].Uid : (uint)number;
        if (want == Want.Plain)
        {
            s.Write("* SEARCH");
            foreach (int number in found)
                s.Write(string.Create(CultureInfo.InvariantCulture, $" {Of(number)}"));
            s.Write("\r\n");
            return;
        }
        if ((want & Want.Save) != 0)
        {
            bool minMaxOnly = (want & (Want.Min | Want.Max)) != 0 && (want & (Want.All | Want.Count)) == 0;
            mailbox.Saved = found.Count == 0 ? []
                : minMaxOnly ? [.. Ends(want, found).Select(n => (mailbox[n].Uid, mailbox[n].Uid))]
                : [.. found.Select(n => (mailbox[n].Uid, mailbox[n].Uid))];
            if ((want & ~(Want.Save | Want.Extended)) == 0)
                return;
        }
        s.Write($"* ESEARCH (TAG {ImapTextOf(s.Tag)}){(uid ? " UID" : "")}");
        if ((want & Want.Min) != 0 && found.Count > 0)
            s.Write(string.Create(CultureInfo.InvariantCulture, $" MIN {Of(found[0])}"));
        if ((want & Want.Max) != 0 && found.Count > 0)
            s.Write(string.Create(CultureInfo.InvariantCulture, $" MAX {Of(found[^1])}"));
        if ((want & Want.All) != 0 && found.Count > 0)
            s.Write($" ALL {SequenceSet.Format(found.ConvertAll(Of))}");
        if ((want & Want.Count) != 0)
            s.Write(string.Create(CultureInfo.InvariantCulture, $" COUNT {found.Count}"));
        s.Write("\r\n");
    }

    private static IEnumerable<int> Ends(Want want, List<int> found)
    {
        if ((want & Want.Min) != 0)
            yield return found[0];
        if ((want & Want.Max) != 0 && (found.Count > 1 || (want & Want.Min) == 0))
            yield return found[^1];
    }

    private static string ImapTextOf(string tag) => $"\"{tag.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
