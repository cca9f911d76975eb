using MailSuite.Maps;

namespace MailSuite.Local;

/// <summary>
/// Runs as root, so that it can take each recipient's rights on its thread: user files are looked at, and mailboxes written, with these rights
/// only, and commands get nothing else. An instance of an ordinary user delivers to that user; what is others' waits, with the reason.
/// </summary>
internal sealed class LocalService : SingleService
{
    private const int BatchSize = 16;
    private DeliveryRun run = null!;
    private LocalBatches batches = null!;

    public override void PreJail()
    {
        Sys.DropGroups();
        run = new DeliveryRun(Config, Context.Clock) { StatusFilter = MapList.Of(LocalParams.DeliveryStatusFilter, Config) };
        batches = new LocalBatches(new LocalTools(Config, Context.ServiceName, Context.Clock));
    }

    public override void Serve(Client client) => run.Serve(client.Fd, batches.Deliver, batches.Continue, BatchSize);
}
