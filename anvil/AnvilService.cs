namespace MailSuite.Anvil;

/// <summary>
/// Serves <see cref="Counters"/>. Its clients are daemons of the mail system. A client that goes away, however it ends, takes its connections with it, so that a
/// server that was killed leaves nobody locked out. What it counts is in memory only.
/// </summary>
internal sealed class AnvilService : EventService
{
    private Counters counters = null!;
    private TimeSpan unit, pause;

    public override void PreJail()
    {
        unit = Config.Get(AnvilParams.RateTimeUnit);
        pause = Config.Get(AnvilParams.StatusUpdateTime);
        counters = new Counters(unit, Context.Clock);
    }

    public override void PostJail()
    {
        Loop.After(pause, Report);
        Loop.After(unit, Sweep);
    }

    public override bool MayEnd()
    {
        counters.Peaks.Report();
        return true;
    }

    private void Report()
    {
        counters.Peaks.Report();
        Loop.After(pause, Report);
    }

    private void Sweep()
    {
        counters.Sweep();
        Loop.After(unit, Sweep);
    }

    public override void Accepted(Client client)
    {
        var channel = new LoopChannel(Loop, client.Fd);
        var open = new Dictionary<string, int>(StringComparer.Ordinal);
        channel.Received = question =>
        {
            if (Take(AnvilRequest.Read(question), open) is { } answer)
                channel.Send(answer);
        };
        channel.Closed = why =>
        {
            if (why != "peer closed the connection")
                Log.Warning($"client of service {Context.ServiceName}: {why}");
            foreach (var (ident, count) in open)
                for (int i = 0; i < count; i++)
                    counters.Disconnected(ident);
            ClientGone();
        };
        channel.Send(new ProtocolGreeting(AnvilRequest.Protocol));
    }

    private AnvilReply? Take(AnvilRequest request, Dictionary<string, int> open)
    {
        if (request.Event != AnvilEvent.Disconnect)
        {
            if (request.Event == AnvilEvent.Connect)
                open[request.Ident] = open.GetValueOrDefault(request.Ident) + 1;
            return counters.Count(request.Event, request.Ident);
        }
        // Nobody ends connections that are not his own.
        if (open.GetValueOrDefault(request.Ident) is > 0 and var count)
        {
            if (count == 1)
                open.Remove(request.Ident);
            else
                open[request.Ident] = count - 1;
            counters.Disconnected(request.Ident);
        }
        return null;
    }
}
