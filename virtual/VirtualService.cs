using MailSuite.Maps;
using MailSuite.Store.Delivery;

namespace MailSuite.Virtual;

/// <summary>
/// Runs as root, so that it can take each mailbox owner's rights on its thread; touches mailboxes with these rights only. An instance of an
/// ordinary user delivers to that user's mailboxes. Requests that come together are made durable together.
/// </summary>
internal sealed class VirtualService : SingleService
{
    private DeliveryRun run = null!;
    private VirtualDelivery delivery = null!;

    public override void PreJail()
    {
        Sys.DropGroups();
        long limit = Config.Get(VirtualParams.MailboxLimit), message = Config.Get(GlobalParams.MessageSizeLimit);
        if (limit > 0 && message == 0)
            throw new FatalException($"configuration error: {VirtualParams.MailboxLimit.Name} is limited but {GlobalParams.MessageSizeLimit.Name} is unlimited");
        if (limit > 0 && limit < message)
            throw new FatalException($"configuration error: {VirtualParams.MailboxLimit.Name} is smaller than {GlobalParams.MessageSizeLimit.Name}");
        run = new DeliveryRun(Config, Context.Clock) { StatusFilter = MapList.Of(VirtualParams.DeliveryStatusFilter, Config) };
        delivery = new VirtualDelivery(Config, Context.ServiceName, Context.Clock);
    }

    public override void Serve(Client client) => run.Serve(client.Fd, delivery.Deliver, depth: 16);
}
