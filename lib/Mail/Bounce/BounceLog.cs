namespace MailSuite.Mail;

/// <summary>The logs of recipients' outcomes: bounce/ID, defer/ID and trace/ID, one file a message.</summary>
public static class BounceLog
{
    private const int MaxSize = 64 << 20;

    /// <summary>Attribute of a queue file: the message came with a trace log, of its aliases.</summary>
    public const string TracedOnArrival = "traced_on_arrival";

    /// <summary>
    /// Adds a record and makes it durable; a failed write leaves the file as it was. A defer log only explains what the queue file says
    /// anyway, so it need not survive a power failure and saves the disk a wait. Throws <see cref="UnixException"/>.
    /// <paramref name="compatible"/>: see <see cref="BounceRecord.ToText"/>.
    /// </summary>
    public static void Append(QueueFiles files, string log, string id, BounceRecord record, bool compatible = true)
    {
        var e = files.TryOpen(log, id, Sys.WrOnly | Sys.Append | Sys.Creat, QueueFiles.ModeWriting, out int fd);
        if (e != Errno.None)
            throw new UnixException(e, $"open file {log} {id}");
        try
        {
            Sys.Lock(fd, exclusive: true, wait: true);
            long size = Sys.Fstat(fd).Size;
            try
            {
                Sys.Write(fd, Bytes.Of(record.ToText(compatible)));
                if (log != QueueFiles.Defer)
                    Sys.Fsync(fd);
            }
            catch (UnixException)
            {
                Sys.Truncate(fd, size);
                throw;
            }
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }

    /// <summary>
    /// The records of a log, the last one of each recipient (a message that was tried again may have older ones). Errno.NOENT when there is no log.
    /// </summary>
    public static Errno TryRead(QueueFiles files, string log, string id, out List<BounceRecord> records)
    {
        records = [];
        try
        {
            var all = BounceRecord.Parse(Bytes.Text(Sys.ReadFile(files.PathOf(log, id), MaxSize)));
            var last = new Dictionary<(string, long), int>();
            for (int i = 0; i < all.Count; i++)
                last[(all[i].Recipient, all[i].Offset)] = i;
            for (int i = 0; i < all.Count; i++)
                if (last[(all[i].Recipient, all[i].Offset)] == i)
                    records.Add(all[i]);
            return Errno.None;
        }
        catch (UnixException e)
        {
            return e.Errno;
        }
    }

    /// <summary>
    /// Of a defer log, the recipients that are not done meanwhile: a log may be older than the last attempt, and nobody must be told
    /// of a failure that was none. Asks the queue file, by the offsets that the log has.
    /// </summary>
    public static List<BounceRecord> Waiting(int queueFile, List<BounceRecord> records)
    {
        var type = new byte[1];
        return records.FindAll(r => r.Offset <= 0 || Sys.ReadAt(queueFile, type, r.Offset) != 1 || type[0] != (byte)RecordType.Done);
    }

    /// <summary>Removes a log; that there is none is as good. Throws <see cref="UnixException"/>.</summary>
    public static void Remove(QueueFiles files, string log, string id)
    {
        string path = files.PathOf(log, id);
        if (Sys.TryUnlink(path) is var e and not (Errno.None or Errno.NOENT))
            throw new UnixException(e, "remove " + path);
    }
}
