using MailSuite.Store.Delivery;

namespace MailSuite.Local;

/// <summary>
/// The mailboxes of a batch. They are written after all recipients were expanded, those of one owner together, so that messages for one user
/// share a lock, a change of rights and the fsync of a directory.
/// </summary>
internal sealed class MailboxDrops(LocalTools tools)
{
    private const int ExecuteBits = 0x49;   // 0111
    private const int OtherWrite = 2, GroupWrite = 0x10;

    private enum Kind { Maildir, Mailbox, File }

    private sealed record Drop(TopRecipient Top, Stage Stage, Credentials Rights, Kind Kind, string Path)
    {
        public string? Spool { get; init; }
        public DeliveryFailure? Failure { get; set; }
        public long Offset { get; set; }
    }

    private readonly List<Drop> drops = [];

    public void ToMaildir(TopRecipient top, Stage stage, Credentials rights, string path) => drops.Add(new Drop(top, stage, rights, Kind.Maildir, path));

    public void ToFile(TopRecipient top, Stage stage, Credentials rights, string path) => drops.Add(new Drop(top, stage, rights, Kind.File, path));

    /// <summary>A user's mbox, in a spool directory or (null) at home.</summary>
    public void ToMailbox(TopRecipient top, Stage stage, UserRights rights, string path, string? spool) =>
        drops.Add(new Drop(top, stage, rights.ForFiles, Kind.Mailbox, path) { Spool = spool });

    /// <summary>Why mail for another user waits in an instance of an ordinary user.</summary>
    public static Outcome NotOurs(int uid) => Outcome.Deferred("4.3.0", DeliveryFailure.NotOurs(uid).Text);

    /// <summary>Writes all of them and notes how each ended.</summary>
    public void Write()
    {
        foreach (var drop in drops)
            drop.Top.Message.Drops++;
        var mine = drops.FindAll(static d => Sys.EffectiveUid == 0 || Sys.EffectiveUid == d.Rights.Uid);
        ToMaildirs(mine.FindAll(static d => d.Kind == Kind.Maildir));
        foreach (var box in mine.Where(static d => d.Kind != Kind.Maildir).GroupBy(static d => (d.Path, d.Kind, d.Rights.Uid, d.Rights.Gid)))
            ToMbox([.. box]);
        foreach (var drop in drops)
            drop.Top.Note(drop.Stage, Sys.EffectiveUid == 0 || Sys.EffectiveUid == drop.Rights.Uid ? Ending(drop) : NotOurs(drop.Rights.Uid));
        drops.Clear();
    }

    private void ToMaildirs(List<Drop> list)
    {
        var owners = new List<MaildirOwner>();
        var written = new List<(Drop Drop, MaildirItem Item)>();
        foreach (var owner in list.GroupBy(static d => (d.Rights.Uid, d.Rights.Gid)))
        {
            var items = new List<MaildirItem>();
            foreach (var drop in owner)
            {
                var item = new MaildirItem(drop.Path, to => Copy(drop, CopyHeaders.Maildir, to));
                items.Add(item);
                written.Add((drop, item));
            }
            owners.Add(new MaildirOwner(owner.First().Rights, items));
        }
        tools.Maildirs.Deliver(owners, tools.SizeLimit);
        foreach (var (drop, item) in written)
            drop.Failure = item.Failure;
    }

    private void ToMbox(List<Drop> list)
    {
        var first = list[0];
        var headers = tools.DeliveredToFiles ? CopyHeaders.Mbox : CopyHeaders.Mbox & ~CopyHeaders.DeliveredTo;
        var items = list.ConvertAll(d => new MboxItem(to => Copy(d, headers, to)));
        var target = first.Kind == Kind.File
            ? new MboxTarget(first.Path, tools.Locks) { DotLockMayFail = true, SizeLimit = tools.SizeLimit, Check = s => CheckFile(first.Path, s) }
            : InSpool(first) with { SizeLimit = tools.SizeLimit, RequiredOwner = tools.Config.Get(LocalParams.StrictMailboxOwnership) ? first.Rights.Uid : null };
        if (target.OpenAs == null)
            Sys.RunAs(first.Rights, () => tools.Mboxes.Deliver(target, items));
        else
            tools.Mboxes.Deliver(target, items);
        for (int i = 0; i < list.Count; i++)
            (list[i].Failure, list[i].Offset) = (items[i].Failure, items[i].Offset);
    }

    /// <summary>
    /// With the least rights that the spool directory allows: the user's own where everybody may write, the user's with the directory's group
    /// where that group may, and root's where only root may.
    /// </summary>
    private MboxTarget InSpool(Drop drop)
    {
        var target = new MboxTarget(drop.Path, tools.Locks) { DotLockMayFail = drop.Spool == null || Sys.EffectiveUid != 0 };
        if (drop.Spool == null || Sys.EffectiveUid != 0 || Sys.TryStat(drop.Spool, out var spool) != Errno.None || (spool.Mode & OtherWrite) != 0)
            return target;
        return (spool.Mode & GroupWrite) != 0
            ? target with { OpenAs = new Credentials(drop.Rights.Uid, spool.Gid, []) }
            : target with { OpenAs = new Credentials(0, 0, [0]), NewOwner = (drop.Rights.Uid, drop.Rights.Gid) };
    }

    private static DeliveryFailure? CheckFile(string path, FileStatus status) =>
        status.IsRegular && (status.Mode & ExecuteBits) != 0 ? new DeliveryFailure(Errno.None, "5.7.1", "file is executable")
        : status.IsRegular || path == "/dev/null" ? null
        : new DeliveryFailure(Errno.None, "5.2.0", $"destination {path} is not a regular file");

    private bool Copy(Drop drop, CopyHeaders headers, WriteBuffer to)
    {
        var message = drop.Top.Message;
        if (message.Content(tools.Copy) is { } content)
        {
            tools.Copy.Copy(content, headers, drop.Stage.Sender, drop.Top.Recipient.Original, drop.Stage.Delivered, to);
            return true;
        }
        if (tools.Copy.Copy(message.Fd, message.Request.DataOffset, headers, drop.Stage.Sender, drop.Top.Recipient.Original, drop.Stage.Delivered, to))
            return true;
        Log.Warning($"{message.Request.QueueId}: {tools.Copy.Problem}");
        return false;
    }

    private Outcome Ending(Drop drop)
    {
        if (drop.Failure is not { } failure)
        {
            if (drop.Kind == Kind.Mailbox)
                tools.Biff?.Notify(drop.Stage.User, drop.Offset);
            return Outcome.Delivered(drop.Kind switch { Kind.Maildir => "delivered to maildir", Kind.Mailbox => "delivered to mailbox", _ => $"delivered to file: {drop.Path}" });
        }
        if (drop.Kind == Kind.Maildir && failure.Errno == Errno.ACCES)
        {
            Log.Warning($"maildir access problem for UID/GID={drop.Rights.Uid}/{drop.Rights.Gid}: {failure.Text}");
            Log.Warning("perhaps you need to create the maildirs in advance");
        }
        string text = drop.Kind switch
        {
            Kind.Maildir => "maildir delivery failed: ",
            Kind.Mailbox => $"cannot update mailbox {drop.Path} for user {drop.Stage.User}. ",
            _ => $"cannot append message to file {drop.Path}: ",
        } + failure.Text;
        return failure.IsTemporary ? Outcome.Deferred(failure.Status, text) : Outcome.Bounced(failure.Status, text);
    }
}
