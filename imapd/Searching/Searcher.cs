using MailSuite.Imapd.Fetching;
using MailSuite.Protocol.Imap;
using MailSuite.Protocol.Mime;
using MailSuite.Store;

namespace MailSuite.Imapd.Searching;

/// <summary>
/// Evaluates search keys for each message of the view. Cheap keys decide first; a message's file is opened only when nothing cheaper has said no.
/// The client can end a long search by leaving: its connection is looked at between messages.
/// </summary>
internal sealed class Searcher
{
    private const int HeaderLimit = 1 << 20;

    private readonly ImapSession session;
    private readonly SelectedMailbox mailbox;
    private readonly Dictionary<SearchKey, IReadOnlyList<(uint From, uint To)>> sets = [];
    private readonly Dictionary<SearchKey, TextSought> texts = [];
    private readonly long now = Clock.System.UnixSeconds;
    private bool badNumber;

    private Searcher(ImapSession session) => (this.session, mailbox) = (session, session.Selected!);

    /// <summary>The numbers of the messages that fit, ascending; null when a message number in the keys does not exist.</summary>
    internal static List<int>? Find(ImapSession session, SearchKey key)
    {
        var searcher = new Searcher(session);
        searcher.Prepare(key);
        if (searcher.badNumber)
            return null;
        var found = new List<int>();
        for (int i = 1; i <= searcher.mailbox.Count; i++)
        {
            var m = searcher.mailbox[i];
            if (!m.Expunged && searcher.Fits(key, i, m))
                found.Add(i);
        }
        return found;
    }

    private void Prepare(SearchKey key)
    {
        if (key.Set is { } set)
        {
            bool byUid = key.Kind == SearchKind.Uids || set.IsSaved;
            sets[key] = set.IsSaved ? mailbox.Saved : set.Resolve(byUid ? mailbox.LargestUid : (uint)mailbox.Count);
            if (!byUid)
                foreach (var (from, to) in sets[key])
                    badNumber |= from == 0 || to > mailbox.Count;
        }
        if (key.Kind is SearchKind.Header or SearchKind.Body or SearchKind.Text)
            texts[key] = new TextSought(key.Sought);
        key.Keys.Sort(static (a, b) => Cost(a).CompareTo(Cost(b)));
        key.Keys.ForEach(Prepare);
    }

    private static int Cost(SearchKey key) => key.Kind switch
    {
        SearchKind.Body or SearchKind.Text => 4,
        SearchKind.Header or SearchKind.SentBefore or SearchKind.SentOn or SearchKind.SentSince => 3,
        SearchKind.Before or SearchKind.On or SearchKind.Since or SearchKind.Older or SearchKind.Younger => 2,
        SearchKind.Larger or SearchKind.Smaller => 1,
        SearchKind.And or SearchKind.Or or SearchKind.Not => key.Keys.Count == 0 ? 0 : key.Keys.Max(Cost),
        _ => 0,
    };

    private bool Fits(SearchKey key, int number, Message m)
    {
        switch (key.Kind)
        {
            case SearchKind.All: return true;
            case SearchKind.And:
                foreach (var k in key.Keys)
                    if (!Fits(k, number, m))
                        return false;
                return true;
            case SearchKind.Or: return Fits(key.Keys[0], number, m) || Fits(key.Keys[1], number, m);
            case SearchKind.Not: return !Fits(key.Keys[0], number, m);
            case SearchKind.Flag: return ((ImapFlags)m.Flags & key.Flags) == key.Flags;
            case SearchKind.Recent: return m.Recent;
            case SearchKind.Keyword: return mailbox.Box.KeywordBits([key.Name], create: false) is not 0 and var bits && (m.Keywords & bits) != 0;
            case SearchKind.Numbers: return SequenceSet.Contains(sets[key], key.Set!.IsSaved ? m.Uid : (uint)number);
            case SearchKind.Uids: return SequenceSet.Contains(sets[key], m.Uid);
            case SearchKind.Larger: return mailbox.Box.SizeOf(m) > key.Number;
            case SearchKind.Smaller: return mailbox.Box.SizeOf(m) < key.Number;
            case SearchKind.Before: return ReceivedDay(m) < key.Number;
            case SearchKind.On: return ReceivedDay(m) == key.Number;
            case SearchKind.Since: return ReceivedDay(m) >= key.Number;
            case SearchKind.Older: return now - mailbox.Box.ReceivedAt(m) >= key.Number;
            case SearchKind.Younger: return now - mailbox.Box.ReceivedAt(m) <= key.Number;
            default: return FitsContent(key, m);
        }
    }

    // RFC 3501 disregards time and zone: the day as INTERNALDATE shows it.
    private long ReceivedDay(Message m)
    {
        long at = mailbox.Box.ReceivedAt(m);
        return Math.DivRem(at + LocalTime.Of(at).OffsetSeconds, 86400).Quotient;
    }

    private bool FitsContent(SearchKey key, Message m)
    {
        if (session.Stream.MoreIsHere == false && Transport.Stopping())
            throw new ServiceStoppingException();
        if (mailbox.ContentOf(m) is not { } content)
            return false;
        switch (key.Kind)
        {
            case SearchKind.SentBefore: return SentDay(content) < key.Number;
            case SearchKind.SentOn: return SentDay(content) == key.Number;
            case SearchKind.SentSince: return SentDay(content) >= key.Number;
            case SearchKind.Header: return InHeader(content, key.Name, texts[key]);
            case SearchKind.Text: return InHeader(content, null, texts[key]) || BodySearch.Contains(content, texts[key]);
            default: return BodySearch.Contains(content, texts[key]);
        }
    }

    // A message without a date was sent when it came, as far as anybody knows.
    private long SentDay(MessageContent content) =>
        content.Header[HeaderName.Date] is { } date && ImapDate.TryParseMessageDate(date, out int days) ? days : ReceivedDay(content.Message);

    // Without a name: any field, its name included.
    private static bool InHeader(MessageContent content, string? name, TextSought sought)
    {
        var fields = new HeaderFields(content.Bytes(0, content.Header.BodyStart, HeaderLimit));
        while (fields.MoveNext())
        {
            if (name != null && !Bytes.Same(Bytes.Text(fields.Name), name))
                continue;
            var value = HeaderFields.Unfold(name == null ? fields.Raw : fields.Value);
            if (sought.IsEmpty || sought.IsIn(EncodedWords.Decode(value)))
                return true;
        }
        return false;
    }
}
