using System.Globalization;

namespace MailSuite.Mail;

/// <summary>A recipient in a queue listing, in external form.</summary>
/// <param name="Original">As the sender gave it.</param>
/// <param name="Address">Where the message goes.</param>
/// <param name="LogClass">The log that has the reason: "defer" or "bounce"; empty without one.</param>
/// <param name="Reason">Why it was not delivered yet; empty when nobody tried.</param>
public sealed record QueueEntryRecipient(string Original, string Address, string LogClass, string Reason);

/// <summary>A message in a queue listing: what showq tells of it.</summary>
/// <param name="Queue">maildrop, incoming, active, deferred or hold.</param>
/// <param name="Id">The message.</param>
/// <param name="Arrival">Seconds since 1970.</param>
/// <param name="Size">Bytes of content.</param>
/// <param name="ForcedExpire">It will be returned at the next attempt (postsuper -e).</param>
/// <param name="Sender">External form, never empty.</param>
/// <param name="Recipients">Those that are left.</param>
public sealed record QueueEntry(string Queue, string Id, long Arrival, long Size, bool ForcedExpire, string Sender, IReadOnlyList<QueueEntryRecipient> Recipients)
{
    /// <summary>The protocol that showq says first.</summary>
    public const string Protocol = "mail_queue_list_protocol";

    /// <summary>Appends the entry in the form that Postfix 3.11's showq sends, and exporters read.</summary>
    public void Write(AttrWriter to)
    {
        to.Text("queue_name", Queue);
        to.Text("queue_id", Id);
        to.Number("time", Arrival);
        to.Number("size", Size);
        to.Number("forced_expire", ForcedExpire ? 1 : 0);
        to.Text("sender", Sender);
        foreach (var r in Recipients)
        {
            to.Text("original_recipient", r.Original);
            to.Text("recipient", r.Address);
            to.Text("log_class", r.LogClass);
            to.Text("reason", r.Reason);
        }
        to.End();
    }

    /// <summary>
    /// Reads an entry back from the attributes of one list. Older servers leave out original_recipient and log_class. Throws <see cref="IpcException"/>.
    /// </summary>
    public static QueueEntry Read(IReadOnlyList<(string Name, string Value)> attributes)
    {
        string queue = "", id = "", sender = "", original = "", logClass = "";
        string? address = null;
        long arrival = 0, size = 0, forced = 0;
        var recipients = new List<QueueEntryRecipient>();
        foreach (var (name, value) in attributes)
            switch (name)
            {
                case "queue_name": queue = value; break;
                case "queue_id": id = value; break;
                case "time": arrival = Number(value); break;
                case "size": size = Number(value); break;
                case "forced_expire": forced = Number(value); break;
                case "sender": sender = value; break;
                case "original_recipient": original = value; break;
                case "recipient": address = value; break;
                case "log_class": logClass = value; break;
                case "reason":
                    recipients.Add(new QueueEntryRecipient(original, address ?? throw new IpcException("reason without recipient"), logClass, value));
                    (original, address, logClass) = ("", null, "");
                    break;
                default: throw new IpcException($"unexpected attribute {name}");
            }
        if (queue.Length == 0 || id.Length == 0 || sender.Length == 0)
            throw new IpcException("incomplete queue entry");
        return new QueueEntry(queue, id, arrival, size, forced != 0, sender, recipients);
    }

    private static long Number(string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long n) ? n : throw new IpcException($"bad number {value}");
}
