namespace MailSuite.Mail;

/// <summary>Marks recipients as done in a message's file, in place, so that whoever reads it next leaves them alone.</summary>
public static class DoneMarks
{
    private static readonly string[] Elsewhere = [QueueFiles.Hold, QueueFiles.Deferred, QueueFiles.Maildrop];

    /// <summary>
    /// Writes the marks. An administrator may have put the message on hold or back to maildrop while it was being delivered: then it is
    /// marked there, or it would be delivered again when he lets it go. False: it is nowhere, he has deleted it.
    /// Throws <see cref="UnixException"/>, and <see cref="CorruptRecordException"/> when an offset is not that of a recipient.
    /// </summary>
    public static bool Write(QueueFiles files, string queue, string id, IEnumerable<DeliveryRecipient> done)
    {
        if (!TryOpen(files, queue, id, out int fd) && !Array.Exists(Elsewhere, q => TryOpen(files, q, id, out fd)))
            return false;
        try
        {
            Span<byte> type = stackalloc byte[1];
            foreach (var r in done)
            {
                if (Sys.ReadAt(fd, type, r.Offset) != 1 || type[0] is not ((byte)RecordType.Recipient or (byte)RecordType.Done))
                    throw new CorruptRecordException($"{queue}/{id}: no recipient record at {r.Offset}");
                type[0] = (byte)RecordType.Done;
                Sys.WriteAt(fd, type, r.Offset);
            }
            return true;
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }

    /// <summary>Removes a message with no recipients left from where an administrator has put it meanwhile; the inode in its name says that it is the same.</summary>
    public static void RemoveMoved(QueueFiles files, string id)
    {
        foreach (string queue in Elsewhere)
        {
            string path = files.PathOf(queue, id);
            if (Sys.TryLstat(path, out var status) == Errno.None && status.Inode == QueueId.Inode(id))
                Sys.TryUnlink(path);
        }
    }

    private static bool TryOpen(QueueFiles files, string queue, string id, out int fd) => files.TryOpen(queue, id, Sys.RdWr, 0, out fd) switch
    {
        Errno.None => true,
        Errno.NOENT => false,
        var e => throw new UnixException(e, $"open {queue}/{id}"),
    };
}
