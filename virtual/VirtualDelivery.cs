using MailSuite.Store.Delivery;

namespace MailSuite.Virtual;

/// <summary>Delivers a batch of requests: finds the users, groups them by rights and mailbox, and writes each group in one go.</summary>
internal sealed class VirtualDelivery
{
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
            foreach (var group in drops.Where(static d => d.Failure == null).GroupBy(static d => (d.User.Uid, d.User.Gid)))
                DeliverAs([.. group], files);
        }
        finally
        {
            foreach (int fd in files.Values)
                Sys.CloseQuietly(fd);
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

    /// <summary>All mailboxes of one owner, with the owner's rights.</summary>
    private void DeliverAs(List<Drop> drops, Dictionary<Mail.Delivery, int> files)
    {
        try
        {
            Sys.RunAs(drops[0].User.Rights, () =>
            {
                ToMaildirs(drops.FindAll(static d => d.User.IsMaildir), files);
                foreach (var box in drops.Where(static d => !d.User.IsMaildir).GroupBy(static d => d.User.Mailbox, StringComparer.Ordinal))
                    ToMbox(box.Key, [.. box], files);
            });
        }
        catch (UnixException e) when (e.Errno == Errno.PERM)
        {
            // Nothing was touched: the rights were refused before the work began.
            foreach (var drop in drops)
                drop.Failure = new DeliveryFailure(e.Errno, "4.3.0", $"cannot deliver with the rights of user {drop.User.Uid}: the mail system runs as user {Sys.EffectiveUid}");
        }
    }

    private void ToMaildirs(List<Drop> drops, Dictionary<Mail.Delivery, int> files)
    {
        var items = drops.ConvertAll(d => new MaildirItem(d.User.Mailbox, to => Copy(d, files, CopyHeaders.Maildir, to)));
        maildirs.Deliver(items, limit);
        for (int i = 0; i < drops.Count; i++)
            drops[i].Failure = items[i].Failure;
    }

    private void ToMbox(string path, List<Drop> drops, Dictionary<Mail.Delivery, int> files)
    {
        var items = drops.ConvertAll(d => new MboxItem(to => Copy(d, files, CopyHeaders.Mbox, to)));
        mboxes.Deliver(new MboxTarget(path, locks) { SizeLimit = limit, RequiredOwner = strictOwner ? drops[0].User.Uid : null }, items);
        for (int i = 0; i < drops.Count; i++)
            drops[i].Failure = items[i].Failure;
    }

    private bool Copy(Drop drop, Dictionary<Mail.Delivery, int> files, CopyHeaders headers, WriteBuffer to)
    {
        var request = drop.Delivery.Request;
        if (copy.Copy(files[drop.Delivery], request.DataOffset, headers, request.Sender, drop.Recipient.Original, drop.Recipient.Address, to))
            return true;
        Log.Warning($"{request.QueueId}: {copy.Problem}");
        return false;
    }

    private static Outcome Ending(Drop drop)
    {
        if (drop.Failure is not { } failure)
            return Outcome.Delivered(drop.User.IsMaildir ? "delivered to maildir" : "delivered to mailbox");
        if (failure.Errno == Errno.ACCES && drop.User.IsMaildir)
        {
            Log.Warning($"maildir access problem for UID/GID={drop.User.Uid}/{drop.User.Gid}: {failure.Text}");
            Log.Warning("perhaps you need to create the maildirs in advance");
        }
        string text = (drop.User.IsMaildir ? "maildir delivery failed: " : $"delivery failed to mailbox {drop.User.Mailbox}: ") + failure.Text;
        return failure.IsTemporary ? Outcome.Deferred(failure.Status, text) : Outcome.Bounced(failure.Status, text);
    }
}
