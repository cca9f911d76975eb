using MailSuite.Maps;

namespace MailSuite.Pipe;

/// <summary>
/// Runs as root, so that it can give each command its user's rights; a command never gets ours. One command at a time in a process, so that
/// the process limit of master.cf limits the commands.
/// </summary>
internal sealed class PipeService : SingleService
{
    private DeliveryRun run = null!;
    private PipeDelivery delivery = null!;

    public override void PreJail()
    {
        run = new DeliveryRun(Config, Context.Clock) { StatusFilter = MapList.Of(PipeParams.PipeDeliveryStatusFilter, Config) };
        delivery = new PipeDelivery(Config, Context.ServiceName, new PipeAttributes(Context.Options.Arguments, Config), Context.Clock);
    }

    public override void Serve(Client client) => run.Serve(client.Fd, delivery.Deliver);
}
