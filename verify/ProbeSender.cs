namespace MailSuite.Verify;

/// <summary>
/// Sends probes: messages without content, marked so that the agent that would deliver one reports to us instead. Cleanup puts them into the queue; nothing here
/// waits for it. A probe that cannot be sent is given up: the next question after a while sends another.
/// </summary>
/// <remarks>
/// States of the channel to cleanup. None: connect when there is work. Greeting: its first word is awaited. Idle: may begin a probe. Starting: the queue id is
/// awaited. Finishing: the result is awaited.
/// </remarks>
internal sealed class ProbeSender(Loop loop, MailConfig config, Clock clock)
{
    private enum State { None, Greeting, Idle, Starting, Finishing }

    private const int TraceProbe = 0x100;
    private readonly Queue<string> waiting = new();
    private LoopChannel? channel;
    private State state;

    /// <summary>Probes that wait for cleanup.</summary>
    public int Waiting => waiting.Count;

    public void Send(string address)
    {
        waiting.Enqueue(address);
        Next();
    }

    private void Next()
    {
        if (waiting.Count == 0)
            return;
        if (state == State.None)
            Connect();
        else if (state == State.Idle)
        {
            state = State.Starting;
            channel!.Send(new CleanupStart(new MailEnvelope(VerifySender.Now(config, clock), [new EnvelopeRecipient(waiting.Dequeue())])
            {
                Flags = CleanupFlags.Internal,
                TraceFlags = TraceProbe,
            }));
        }
    }

    private void Connect()
    {
        string path = "public/" + config.Get(GlobalParams.CleanupServiceName);
        channel = LoopChannel.TryConnect(loop, path);
        if (channel == null)
        {
            Log.Warning($"connect to {path}: {Sys.LastError.Text()}: {waiting.Count} address probes are not sent");
            waiting.Clear();
            return;
        }
        state = State.Greeting;
        channel.Received = Received;
        channel.Closed = why =>
        {
            if (state is State.Starting or State.Finishing)
                Log.Warning($"{path} service: {why}: an address probe was not sent");
            else if (state == State.Greeting)
                waiting.Clear();
            (channel, state) = (null, State.None);
            Next();
        };
    }

    private void Received(AttrReader message)
    {
        switch (state)
        {
            case State.Greeting:
                if (ProtocolGreeting.Read(message).Name != CleanupStart.Protocol)
                    throw new IpcException("unexpected protocol");
                state = State.Idle;
                break;
            case State.Starting:
                string id = CleanupStarted.Read(message).QueueId;
                state = id.Length > 0 ? State.Finishing : State.Idle;
                if (id.Length > 0)
                    channel!.Send(new CleanupContent(Header(id), Last: true));
                break;
            case State.Finishing:
                var result = CleanupDone.Read(message).Result;
                if (!result.Ok)
                    Log.Warning($"address probe was not queued: {result.Reason}");
                state = State.Idle;
                break;
            default:
                throw new IpcException("unexpected message");
        }
        Next();
    }

    private byte[] Header(string id) => Bytes.Of(
        $"Received: by {config.Get(GlobalParams.Myhostname)} ({config.Get(GlobalParams.MailName)})\n\tid {id}; {LocalTime.MailDate(clock.UnixSeconds)}\n");
}
