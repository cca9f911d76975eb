using MailSuite.Store.Delivery;

namespace MailSuite.Virtual;

/// <summary>Delivers a batch of requests: finds the users, groups them by rights and mailbox, and writes each group in one go.</summary>
internal sealed class VirtualDelivery
{
    private const int LargestKept = 64 << 10;

    private readonly string relay;
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

    /// <summary>A message of the batch, which may come to many recipients in requests of their own: it is opened once.</summary>
    private sealed class Source(int fd)
    {
        public int Fd => fd;
        public int Drops { get; set; }
        public MessageContent? Content { get; set; }
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
        var sources = new Dictionary<string, Source>(StringComparer.Ordinal);
        try
        {
            foreach (var drop in drops)
                Open(drop, sources);
            var open = drops.FindAll(static d => d.Failure == null);
            ToMaildirs(open.FindAll(static d => d.User.IsMaildir), sources);
            foreach (var box in open.Where(static d => !d.User.IsMaildir).GroupBy(static d => (d.User.Mailbox, d.User.Uid, d.User.Gid)))
                ToMbox([.. box], sources);
        }
        finally
        {
            foreach (var source in sources.Values)
                Sys.CloseQuietly(source.Fd);
        }
        foreach (var drop in drops)
            drop.Delivery.Done(drop.Recipient, Ending(drop), relay);
    }

    private static void Open(Drop drop, Dictionary<string, Source> sources)
    {
        try
        {
            string id = drop.Delivery.Request.QueueId;
            if (!sources.TryGetValue(id, out var source))
                sources[id] = source = new Source(drop.Delivery.Open());
            source.Drops++;
        }
        catch (UnixException e)
        {
            drop.Failure = new DeliveryFailure(e.Errno, "4.3.0", e.Message);
        }
    }

    private void ToMaildirs(List<Drop> drops, Dictionary<string, Source> sources)
    {
        var owners = new List<MaildirOwner>();
        var written = new List<(Drop Drop, MaildirItem Item)>();
        foreach (var owner in drops.GroupBy(static d => (d.User.Uid, d.User.Gid)))
        {
            var items = new List<MaildirItem>();
            foreach (var drop in owner)
            {
                var item = new MaildirItem(drop.User.Mailbox, to => Copy(drop, sources[drop.Delivery.Request.QueueId], CopyHeaders.Maildir, to)) { Quota = drop.User.Quota };
                items.Add(item);
                written.Add((drop, item));
            }
            owners.Add(new MaildirOwner(owner.First().User.Rights, items));
        }
        maildirs.Deliver(owners, users.Quotas.LimitsMaildirs ? 0 : limit);
        foreach (var (drop, item) in written)
            drop.Failure = item.Failure;
    }

    private void ToMbox(List<Drop> drops, Dictionary<string, Source> sources)
    {
        var user = drops[0].User;
        var items = drops.ConvertAll(d => new MboxItem(to => Copy(d, sources[d.Delivery.Request.QueueId], CopyHeaders.Mbox, to)));
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

    private bool Copy(Drop drop, Source source, CopyHeaders headers, WriteBuffer to)
    {
        var request = drop.Delivery.Request;
        // A small one that goes into several mailboxes is read once.
        if (source.Drops > 1 && request.DataSize <= LargestKept && (source.Content ??= copy.Read(source.Fd, request.DataOffset)) is { } content)
        {
            copy.Copy(content, headers, request.Sender, drop.Recipient.Original, drop.Recipient.Address, to);
            return true;
        }
        if (copy.Copy(source.Fd, request.DataOffset, headers, request.Sender, drop.Recipient.Original, drop.Recipient.Address, to))
            return true;
        Log.Warning($"{request.QueueId}: {copy.Problem}");
        return false;
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
