using MailSuite.Daemon;

namespace MailSuite.Imapd;

/// <summary>imapd in its two roles: as a network service the door; as the UNIX-domain service imap-session the process of one mailbox.</summary>
internal sealed class ImapdService : SingleService
{
    private DoorRole? door;
    private MailboxRole? mailbox;

    public override bool MayServeAgain => mailbox is not { IsUsedUp: true };

    public override void PreJail()
    {
        if (!Context.Options.StandAlone && Context.Options.Transport == "unix")
            mailbox = new MailboxRole(Config);
        else
            door = new DoorRole(Config, Context.Clock);
    }

    public override void Serve(Client client)
    {
        if (door != null)
            door.Serve(client);
        else
            mailbox!.Serve(client);
    }
}

/// <summary>imap-session -S: the caller's own mailbox on standard input and output, as mail programs use it over ssh.</summary>
internal sealed class TunnelService : SingleService
{
    public override void PreJail()
    {
        if (!Context.Options.StandAlone)
            throw new FatalException("imap-session runs with -S only; the service of master.cf is imapd");
    }

    public override void Serve(Client client) => MailboxOpening.RunAsCaller(Config, new LineStream(client.NewTransport()));
}
