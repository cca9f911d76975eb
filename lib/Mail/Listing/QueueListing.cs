using System.Globalization;
using MailSuite.Config;
using MailSuite.Protocol;

namespace MailSuite.Mail;

/// <summary>
/// Reads what is in the queues, from the queue files and the logs beside them. Files come and go meanwhile: what is gone when we
/// come to it is passed over, what makes no sense is logged and passed over.
/// </summary>
public sealed class QueueListing(MailConfig config)
{
    private static readonly string[] Queues = [QueueFiles.Maildrop, QueueFiles.Active, QueueFiles.Incoming, QueueFiles.Deferred, QueueFiles.Hold];
    // Anybody may put a file into maildrop: his may not take all our memory.
    private const int MostRecipients = 200_000;
    private readonly QueueFiles files = new(config);
    private readonly string nobody = config.Get(RewriteParams.EmptyAddressRecipient);
    private readonly RecordReader records = new(-1);
    private readonly LogExcerpts logs = new();
    private readonly HashSet<long> done = [];
    private HashSet<string> withBounceLog = [];

    /// <summary>All complete messages, queue by queue in the order of mailq.</summary>
    public IEnumerable<QueueEntry> All()
    {
        // Hardly a message has one, and asking for each would cost as much as reading it.
        withBounceLog = [.. files.Scan(QueueFiles.Bounce).Select(static f => f.Id)];
        foreach (string queue in Queues)
            foreach (var (id, path) in files.Scan(queue))
                if (Read(queue, id, path) is { } entry)
                    yield return entry;
    }

    private QueueEntry? Read(string queue, string id, string path)
    {
        if (QueueFiles.TryLook(path, out int fd) is var e and not Errno.None)
        {
            if (e != Errno.NOENT)
                Log.Warning($"open {path}: {e.Text()}");
            return null;
        }
        try
        {
            var status = Sys.Fstat(fd);
            return status.IsRegular && (status.Permissions & QueueFiles.ModeReady) == QueueFiles.ModeReady ? Read(queue, id, fd, status) : null;
        }
        catch (CorruptRecordException c)
        {
            Log.Warning($"{id}: {c.Message} -- skipping this file");
            return null;
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }

    private QueueEntry? Read(string queue, string id, int fd, FileStatus status)
    {
        records.Attach(fd);
        done.Clear();
        string? sender = null;
        string original = "";
        long arrival = 0, size = status.Size, behindContent = -1;
        logs.Clear();
        if (queue is not (QueueFiles.Maildrop or QueueFiles.Incoming))
        {
            logs.Read(files, QueueFiles.Defer, id);
            if (withBounceLog.Contains(id))
                logs.Read(files, QueueFiles.Bounce, id);
        }
        var recipients = new List<QueueEntryRecipient>(1);
        Span<long> numbers = stackalloc long[8];
        for (RecordType type; recipients.Count < MostRecipients && (type = records.Read(out var payload)) is not (RecordType.None or RecordType.End);)
            switch (type)
            {
                case RecordType.Size:
                    if (RecordNumbers.Parse(payload, numbers, out _) is [var content, var offset, ..] && content >= 0 && offset > 0 && content <= status.Size - offset)
                        (size, behindContent) = (content, offset + content);
                    else
                        Log.Warning($"{id}: malformed size record: {Bytes.Text(payload)} -- using file size instead");
                    break;
                case RecordType.Time:
                    if (arrival == 0 && RecordNumbers.Parse(payload, numbers, out _) is [var seconds, ..])
                        arrival = seconds;
                    break;
                case RecordType.From when sender != null:
                    Log.Warning($"{id}: duplicate sender address: {Bytes.Text(payload)} -- skipping remainder of this file");
                    return null;
                case RecordType.From:
                    sender = External(Bytes.Text(payload));
                    break;
                case RecordType.OriginalRecipient:
                    original = Bytes.Text(payload);
                    break;
                case RecordType.Recipient:
                    string address = External(Bytes.Text(payload));
                    if (!logs.Has(address))
                        recipients.Add(new QueueEntryRecipient(original.Length > 0 ? External(original) : address, address, "", ""));
                    original = "";
                    break;
                case RecordType.Done:
                    done.Add(records.RecordOffset);
                    original = "";
                    break;
                case RecordType.Message:
                    // Recipients may also stand behind the content (sendmail -t). Without knowing its size it is read through.
                    if (behindContent >= records.Position)
                        records.Seek(behindContent);
                    else
                        while ((type = records.Read(out _)) is RecordType.Normal or RecordType.Continued)
                            ;
                    break;
            }
        // A log may be older than the last attempt: who is done since is not shown.
        var shown = new List<QueueEntryRecipient>(recipients.Count + 1);
        foreach (var e in logs.Entries)
            if (e.LogClass != QueueFiles.Defer || !done.Contains(e.Offset))
                shown.Add(new QueueEntryRecipient(e.Original, e.Address, e.LogClass, e.Reason));
        shown.AddRange(recipients);
        return sender == null ? null : new QueueEntry(queue, id, arrival > 0 ? arrival : status.ModifiedSeconds, size, (status.Permissions & QueueFiles.ModeExpire) != 0, sender, shown);
    }

    private string External(string address) => address.Length == 0 ? nobody : Bytes.Printable(MailAddress.Quote(address));
}
