using System.Globalization;
using MailSuite.Imapd.Fetching;
using MailSuite.Protocol.Imap;
using MailSuite.Store;

namespace MailSuite.Imapd;

/// <summary>
/// A mailbox as the client knows it. Message numbers belong to the client's view: what others expunge stays in it until the client may be told
/// (RFC 3501 7.4.1, RFC 2180).
/// </summary>
internal sealed class SelectedMailbox(Mailbox box) : IDisposable
{
    private readonly List<Message> view = [];
    private readonly HashSet<Message> flagged = [];
    private int toldExists = -1, toldKeywords = -1;
    private bool someExpunged;
    private MessageContent? content;

    internal Mailbox Box => box;
    internal bool ReadOnly => box.ReadOnly;
    internal int Count => view.Count;
    internal Message this[int number] => view[number - 1];
    internal IReadOnlyList<Message> View => view;

    /// <summary>UIDs that the last SEARCH with SAVE found.</summary>
    internal IReadOnlyList<(uint From, uint To)> Saved { get; set; } = [];

    internal uint LargestUid => view.Count > 0 ? view[^1].Uid : 0;

    /// <summary>Takes over what is new on disk; tells nobody yet.</summary>
    internal void Sync()
    {
        var changes = box.Sync();
        foreach (var m in changes.Flagged)
            flagged.Add(m);
        someExpunged |= changes.Expunged.Count > 0;
        uint known = LargestUid;
        var all = box.Messages;
        int first = all.Count;
        while (first > 0 && all[first - 1].Uid > known)
            first--;
        for (int i = first; i < all.Count; i++)
            view.Add(all[i]);
    }

    /// <summary>Is there anything that the client has not been told?</summary>
    internal bool HasNews => someExpunged || flagged.Count > 0 || toldExists != view.Count;

    /// <summary>Tells the client: EXPUNGE when it may be, then EXISTS, RECENT, FETCH.</summary>
    internal void Tell(LineStream to, bool mayExpunge, bool withUid)
    {
        if (mayExpunge && someExpunged)
            TellExpunged(to);
        if (toldExists != view.Count)
        {
            toldExists = view.Count;
            to.Write(string.Create(CultureInfo.InvariantCulture, $"* {view.Count} EXISTS\r\n* {view.Count(static m => m.Recent)} RECENT\r\n"));
        }
        if (flagged.Count == 0)
            return;
        TellKeywords(to);
        for (int i = 0; i < view.Count && flagged.Count > 0; i++)
            if (flagged.Remove(view[i]) && !view[i].Expunged)
                to.Write(string.Create(CultureInfo.InvariantCulture, $"* {i + 1} FETCH ({(withUid ? $"UID {view[i].Uid} " : "")}FLAGS ({FlagsOf(view[i])}))\r\n"));
        flagged.Clear();
    }

    private void TellExpunged(LineStream to)
    {
        int kept = 0;
        for (int i = 0; i < view.Count; i++)
            if (view[i].Expunged)
                to.Write(string.Create(CultureInfo.InvariantCulture, $"* {kept + 1} EXPUNGE\r\n"));
            else
                view[kept++] = view[i];
        view.RemoveRange(kept, view.Count - kept);
        // Each EXPUNGE has told the client the new number already.
        if (toldExists > view.Count)
            toldExists = Math.Max(view.Count, 0);
        someExpunged = false;
    }

    /// <summary>What the client was told when the mailbox was selected.</summary>
    internal void ToldAtSelect()
    {
        toldExists = view.Count;
        flagged.Clear();
    }

    internal void ExpungedByUs() => someExpunged = true;

    internal void DontTell(Message m) => flagged.Remove(m);

    internal void TellLater(Message m) => flagged.Add(m);

    internal string FlagsOf(Message m) => FlagList.Format((ImapFlags)m.Flags, m.Recent, m.Keywords == 0 ? [] : box.KeywordsOf(m).Where(static k => k.Length > 0));

    /// <summary>FLAGS, and PERMANENTFLAGS when flags can be changed; told again when a keyword has come.</summary>
    internal void TellKeywords(LineStream to)
    {
        var names = box.KeywordNames.Where(static k => k.Length > 0).ToList();
        if (names.Count == toldKeywords)
            return;
        toldKeywords = names.Count;
        string all = FlagList.Format((ImapFlags)31, false, names);
        to.Write($"* FLAGS ({all})\r\n");
        to.Write(ReadOnly ? "* OK [PERMANENTFLAGS ()] Read-only mailbox.\r\n" : $"* OK [PERMANENTFLAGS ({all}{(names.Count < box.KeywordLimit ? " \\*" : "")})] Flags permitted.\r\n");
    }

    /// <summary>The messages that a set names, with their numbers; those that are gone are left out and <paramref name="gone"/> says so. A number beyond the last is no message (then null).</summary>
    internal List<(int Number, Message Message)>? Find(SequenceSet set, bool uid, out bool gone)
    {
        gone = false;
        var result = new List<(int, Message)>();
        bool byUid = uid || set.IsSaved;
        var ranges = set.IsSaved ? Saved : set.Resolve(byUid ? LargestUid : (uint)view.Count);
        foreach (var (from, to) in ranges)
        {
            if (!byUid && (from == 0 || to > view.Count))
                return null;
            for (int i = byUid ? IndexOfUid(from) : (int)from - 1; i < view.Count && (byUid ? view[i].Uid <= to : i < to); i++)
                if (view[i].Expunged)
                    gone = true;
                else
                    result.Add((i + 1, view[i]));
        }
        return result;
    }

    // The first message whose UID is not below this one.
    private int IndexOfUid(uint uid)
    {
        int low = 0, high = view.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (view[middle].Uid < uid)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>The message opened for reading; the last one stays open, since clients fetch in steps. Null: it is gone.</summary>
    internal MessageContent? ContentOf(Message m)
    {
        if (content?.Message == m && box.KeepsStreams)
            return content;
        content?.Dispose();
        return content = box.Open(m) is { } stream ? new MessageContent(m, stream) : null;
    }

    public void Dispose()
    {
        content?.Dispose();
        box.Dispose();
    }
}
