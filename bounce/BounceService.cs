namespace MailSuite.Bounce;

/// <summary>The services bounce, defer and trace: records outcomes, and orders notices when qmgr says so.</summary>
internal sealed class BounceService : SingleService
{
    private static readonly string[] Queues = [QueueFiles.Active, QueueFiles.Deferred, QueueFiles.Incoming, QueueFiles.Hold, QueueFiles.Maildrop];
    private QueueFiles files = null!;
    private MailInjector injector = null!;
    private Notifier notifier = null!;
    private BounceTemplates templates = null!;
    private string log = "";

    public override void PreJail()
    {
        if (Context.Options.Arguments is [var unexpected, ..])
            throw new FatalException($"unexpected command-line argument: {unexpected}");
        log = Context.ServiceName == Config.Get(GlobalParams.BounceServiceName) ? QueueFiles.Bounce
            : Context.ServiceName == Config.Get(GlobalParams.DeferServiceName) ? QueueFiles.Defer
            : Context.ServiceName == Config.Get(GlobalParams.TraceServiceName) ? QueueFiles.Trace
            : Array.Exists(TemplateDisplay.Services, n => n == Context.ServiceName) ? ""
            : throw new FatalException($"malformed service name: {Context.ServiceName}");
        templates = new BounceTemplates(Config);
        if (log.Length == 0)
            return;
        files = new QueueFiles(Config);
        injector = new MailInjector(Config);
        notifier = new Notifier(Config, Context.Clock, files, injector, templates);
    }

    public override void Serve(Client client)
    {
        if (log.Length == 0)
        {
            Sys.Write(client.OutputFd, Bytes.Of(TemplateDisplay.Text(Context.ServiceName, Config, templates)));
            return;
        }
        var channel = new IpcChannel(client.Fd);   // the skeleton closes the descriptor
        try
        {
            channel.Send(new ProtocolGreeting(BounceRequest.Protocol));
            while (HasNews(channel) && channel.Receive<BounceRequest>() is { } request)
            {
                channel.Queue(Answer(request));
                Log.Flush();
                channel.Flush();
            }
        }
        catch (IpcException e)
        {
            Log.Warning($"{Context.ServiceName} socket: {e.Message}");
        }
    }

    /// <summary>
    /// Waits for the next request. A client keeps its channel open, but must not keep this process when it has had nothing to say for long:
    /// it would be one process for each agent that ever met a failure. It opens a new one when it needs to.
    /// </summary>
    private bool HasNews(IpcChannel channel)
    {
        long until = Context.Clock.Milliseconds + (long)Config.Get(GlobalParams.MaxIdle).TotalMilliseconds;
        Log.Flush();
        while (!channel.HasMessage && !Sys.Readable(channel.Fd, (int)Math.Clamp(until - Context.Clock.Milliseconds, 0, int.MaxValue)))
            if (Transport.Stopping() || Context.Clock.Milliseconds >= until)
                return false;
        return true;
    }

    private StatusReply Answer(BounceRequest request)
    {
        if (!QueueId.IsValid(request.QueueId) || Array.IndexOf(Queues, request.Queue) < 0)
        {
            Log.Warning(QueueId.IsValid(request.QueueId) ? $"malformed queue name: {request.Queue}" : $"malformed queue id: {request.QueueId}");
            return new StatusReply(-1, "malformed request");
        }
        try
        {
            return Do(request) ? new StatusReply(0) : new StatusReply(-1, "notice not sent");
        }
        catch (UnixException e)
        {
            Log.Warning($"{request.QueueId}: {e.Message}");
            return new StatusReply(-1, e.Message);
        }
    }

    private bool Do(BounceRequest request)
    {
        switch (request.Action)
        {
            case BounceAction.Append:
                BounceLog.Append(files, log, request.QueueId, BounceRecord.Of(request), Config.Get(GlobalParams.BackwardsBounceLogfileCompatibility));
                return true;
            case BounceAction.Warn:
                return notifier.Delayed(log, request);
            default:
                if (!(log == QueueFiles.Trace ? notifier.Traced(log, request) : request.Verp.Length > 0 ? notifier.FailedEach(log, request) : notifier.Failed(log, request)))
                    return false;
                BounceLog.Remove(files, log, request.QueueId);
                return true;
        }
    }
}
