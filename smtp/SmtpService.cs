using MailSuite.Daemon;
using MailSuite.Mail;
using MailSuite.Net;

namespace MailSuite.Smtp;

/// <summary>
/// smtp(8) and lmtp(8): delivers to other mail systems. Trusts nobody: what servers say is bounded, cleaned and never obeyed beyond the
/// protocol. Runs as mail_owner, may be confined to the queue directory.
/// </summary>
internal class SmtpService : SingleService
{
    private SmtpWorld world = null!;
    private DeliveryRun run = null!;

    /// <summary>Which personality this is.</summary>
    protected virtual bool IsLmtp => false;

    /// <inheritdoc/>
    public override void PreJail()
    {
        var settings = new SmtpSettings(Config, IsLmtp);
        var resolver = new LibcResolver(settings.DnsSupport == DnsSupport.Dnssec, search: settings.DnsSearches);
        resolver.Prepare();
        world = new SmtpWorld(settings, resolver, Context.Clock, Random.Shared, Context.Options.Chroot);
        run = new DeliveryRun(Config, Context.Clock) { StatusFilter = settings.Maps(SmtpParams.DeliveryStatusFilter, LmtpParams.DeliveryStatusFilter) };
    }

    /// <summary>smtp -T ... explain sender nexthop: the servers that would be tried, and with which TLS (postfix explain).</summary>
    public override int Try() => Context.Options.Arguments is ["explain", var sender, var nexthop] ? RouteExplanation.Run(world, sender, nexthop) : 0;

    /// <inheritdoc/>
    public override bool PreAccept()
    {
        if (world.ChangedTable() is not { } table)
            return true;
        Log.Info($"table {table} has changed -- restarting");
        return false;
    }

    /// <inheritdoc/>
    public override void Serve(Client client)
    {
        try
        {
            // One request at a time: a slow server must not hold up the reports of others.
            run.Serve(client.Fd, Deliver, world.Cache.Expire);
        }
        finally
        {
            world.Cache.Clear();
        }
    }

    private void Deliver(IReadOnlyList<Delivery> batch)
    {
        foreach (var delivery in batch)
            new SmtpDelivery(world, delivery, run.SoftBounce).Run();
    }
}

/// <summary>The LMTP personality.</summary>
internal sealed class LmtpService : SmtpService
{
    /// <inheritdoc/>
    protected override bool IsLmtp => true;
}
