using MailSuite.Store.Delivery;

namespace MailSuite.Virtual;

/// <summary>Delivers a batch of requests: finds the users, groups them by rights and mailbox, and writes each group in one go.</summary>
internal sealed class VirtualDelivery
{
    private const int LargestKept = 64 << 10;

    private readonly string relay;
    private readonly Dictionary<Mail.Delivery, MessageContent?> contents = [];
    private readonly VirtualUsers users;
    private readonly MessageCopy copy;
    private readonly MaildirDelivery maildirs;
    private readonly MboxDelivery mboxes;
    private readonly MboxLockRules locks;
    private readonly long limit;
    private readonly bool strictOwner;

    public VirtualDelivery(MailConfig config, string serviceName, Clock clock)
    {
        relay = serviceName;
        users = new VirtualUsers(config);
        copy = new MessageCopy(clock);
        var buffer = new WriteBuffer();
        maildirs = new MaildirDelivery(buffer, clock);
        mboxes = new MboxDelivery(buffer, clock);
        string words = config.Get(VirtualParams.MailboxLock);
        locks = new MboxLockRules(
            MboxLockRules.Parse(words) ?? throw new FatalException($"bad value of parameter {VirtualParams.MailboxLock.Name}: {words}"),
            config.Get(GlobalParams.DeliverLockAttempts), config.Get(GlobalParams.DeliverLockDelay), config.Get(GlobalParams.StaleLockTime));
        limit = config.Get(VirtualParams.MailboxLimit);
        strictOwner = config.Get(LocalParams.StrictMailboxOwnership);
    }

    /// <summary>One recipient with its mailbox.</summary>
    private sealed class Drop(Mail.Delivery delivery, DeliveryRecipient recipient, VirtualUser user)
    {
        public Mail.Delivery Delivery => delivery;
        public DeliveryRecipient Recipient => recipient;
        public VirtualUser User => user;
        public DeliveryFailure? Failure { get; set; }
    }

    public void Deliver(IReadOnlyList<Mail.Delivery> batch)
    {
        users.Refresh();
        var drops = new List<Drop>();
        foreach (var delivery in batch)
            foreach (var recipient in delivery.Request.Recipients)
                if (users.Find(recipient.Address, out var otherwise) is not { } user)
                    delivery.Done(recipient, otherwise!, relay);
                else if ((delivery.Request.Flags & DeliveryFlags.VerifyOnly) != 0)
                    delivery.Done(recipient, Outcome.Delivered(user.IsMaildir ? "delivers to maildir" : "delivers to mailbox"), relay);
                else
                    drops.Add(new Drop(delivery, recipient, user));
        if (drops.Count == 0)
            return;
        var files = new Dictionary<Mail.Delivery, int>();
        try
        {
            foreach (var drop in drops)
                Open(drop, files);
            var open = drops.FindAll(static d => d.Failure == null);
            ToMaildirs(open.FindAll(static d => d.User.IsMaildir), files);
            foreach (var box in open.Where(static d => !d.User.IsMaildir).GroupBy(static d => (d.User.Mailbox, d.User.Uid, d.User.Gid)))
                ToMbox([.. box], files);
        }
        finally
        {
            foreach (int fd in files.Values)
                Sys.CloseQuietly(fd);
            contents.Clear();
        }
        foreach (var drop in drops)
            drop.Delivery.Done(drop.Recipient, Ending(drop), relay);
    }

    private static void Open(Drop drop, Dictionary<Mail.Delivery, int> files)
    {
        try
        {
            if (!files.ContainsKey(drop.Delivery))
                files[drop.Delivery] = drop.Delivery.Open();
        }
        catch (UnixException e)
        {
            drop.Failure = new DeliveryFailure(e.Errno, "4.3.0", e.Message);
        }
    }

    private void ToMaildirs(List<Drop> drops, Dictionary<Mail.Delivery, int> files)
    {
        var owners = new List<MaildirOwner>();
        var written = new List<(Drop Drop, MaildirItem Item)>();
        foreach (var owner in drops.GroupBy(static d => (d.User.Uid, d.User.Gid)))
        {
            var items = new List<MaildirItem>();
            foreach (var drop in owner)
            {
                var item = new MaildirItem(drop.User.Mailbox, to => Copy(drop, files, CopyHeaders.Maildir, to)) { Quota = drop.User.Quota };
                items.Add(item);
                written.Add((drop, item));
            }
            owners.Add(new MaildirOwner(owner.First().User.Rights, items));
        }
        maildirs.Deliver(owners, users.Quotas.LimitsMaildirs ? 0 : limit);
        foreach (var (drop, item) in written)
            drop.Failure = item.Failure;
    }

    private void ToMbox(List<Drop> drops, Dictionary<Mail.Delivery, int> files)
    {
        var user = drops[0].User;
        var items = drops.ConvertAll(d => new MboxItem(to => Copy(d, files, CopyHeaders.Mbox, to)));
        var target = new MboxTarget(user.Mailbox, locks) { SizeLimit = user.Quota is { Bytes: > 0 } quota ? quota.Bytes : limit, RequiredOwner = strictOwner ? user.Uid : null };
        try
        {
            Sys.RunAs(user.Rights, () => mboxes.Deliver(target, items));
        }
        catch (UnixException e) when (e.Errno == Errno.PERM)
        {
            foreach (var drop in drops)
                drop.Failure = DeliveryFailure.NotOurs(user.Uid);
            return;
        }
        for (int i = 0; i < drops.Count; i++)
            drops[i].Failure = items[i].Failure;
    }

    private bool Copy(Drop drop, Dictionary<Mail.Delivery, int> files, CopyHeaders headers, WriteBuffer to)
    {
        var request = drop.Delivery.Request;
        if (ContentOf(drop.Delivery, files) is { } content)
        {
            copy.Copy(content, headers, request.Sender, drop.Recipient.Original, drop.Recipient.Address, to);
            return true;
        }
        if (copy.Copy(files[drop.Delivery], request.DataOffset, headers, request.Sender, drop.Recipient.Original, drop.Recipient.Address, to))
            return true;
        Log.Warning($"{request.QueueId}: {copy.Problem}");
        return false;
    }

    /// <summary>The whole content, read once, of a small message for several recipients; null: read it again for each.</summary>
    private MessageContent? ContentOf(Mail.Delivery delivery, Dictionary<Mail.Delivery, int> files)
    {
        if (delivery.Request.Recipients.Count < 2 || delivery.Request.DataSize > LargestKept)
            return null;
        if (!contents.TryGetValue(delivery, out var content))
            contents[delivery] = content = copy.Read(files[delivery], delivery.Request.DataOffset);
        return content;
    }

    private Outcome Ending(Drop drop)
    {
        if (drop.Failure is not { } failure)
            return Outcome.Delivered(drop.User.IsMaildir ? "delivered to maildir" : "delivered to mailbox");
        if (failure == DeliveryFailure.OverQuota)
            return users.Quotas.Full(drop.Recipient.Address);
        if (failure.Errno == Errno.ACCES && drop.User.IsMaildir)
        {
            Log.Warning($"maildir access problem for UID/GID={drop.User.Uid}/{drop.User.Gid}: {failure.Text}");
            Log.Warning("perhaps you need to create the maildirs in advance");
        }
        string text = (drop.User.IsMaildir ? "maildir delivery failed: " : $"delivery failed to mailbox {drop.User.Mailbox}: ") + failure.Text;
        return failure.IsTemporary ? Outcome.Deferred(failure.Status, text) : Outcome.Bounced(failure.Status, text);
    }
}
