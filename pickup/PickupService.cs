namespace MailSuite.Pickup;

/// <summary>Waits for a letter on public/pickup, or for master's wake-up call, and then takes in what is complete in maildrop.</summary>
internal sealed class PickupService : EventService
{
    private Maildrop maildrop = null!;
    private bool scheduled;

    public override Peers AllowedPeers => Peers.Anyone;

    public override void PreJail() => maildrop = new Maildrop(Context);

    public override void Accepted(Client client) => Loop.Watching(client.Fd, PollFd.In, _ => Read(client.Fd));

    private void Read(int fd)
    {
        Span<byte> letters = stackalloc byte[100];
        int n = Sys.ReadOnce(fd, letters);
        if (n < 0 && Sys.LastError is Errno.AGAIN or Errno.INTR)
            return;
        if (n > 0)
        {
            // Any letter means the same; many callers in one turn cost one scan.
            if (!scheduled)
                Loop.Post(Scan);
            scheduled = true;
            return;
        }
        Loop.Forget(fd);
        Sys.CloseQuietly(fd);
        ClientGone();
    }

    private void Scan()
    {
        scheduled = false;
        maildrop.Scan();
    }
}
