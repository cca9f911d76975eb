using MailSuite.Config;
using MailSuite.Maps;

namespace MailSuite.Mail;

/// <summary>
/// One delivery request in an agent's hands. The agent says how each recipient ended (<see cref="Done"/>); the log line, the
/// bounce or defer record, the mark in the queue file and the report to qmgr follow from that, in this order, for all agents alike.
/// </summary>
public sealed class Delivery(DeliveryRequest request, DeliveryRun run)
{
    private readonly List<DeliveryRecipient> finished = [];
    private int left = request.Recipients.Count, logs;

    /// <summary>What is to be delivered, and to whom.</summary>
    public DeliveryRequest Request { get; } = request;

    /// <summary>When the agent took it, microseconds since 1970.</summary>
    public long Started { get; } = run.Clock.UnixMicros;

    /// <summary>Set when the destination as a whole failed (connection refused, greeting with 4xx): qmgr slows down.</summary>
    public Dsn? DestinationTrouble { get; set; }

    /// <summary>The file of the message in its queue.</summary>
    public string Path => run.Files.PathOf(Request.Queue, Request.QueueId);

    /// <summary>Opens the message; its content starts at the request's DataOffset. Throws <see cref="UnixException"/>.</summary>
    public int Open() => Sys.Open(Path, Sys.RdOnly);

    /// <summary>Says how one recipient ended. Delivered must be durable by now.</summary>
    /// <param name="recipient">Who.</param>
    /// <param name="outcome">How.</param>
    /// <param name="relay">For the log: host[address]:port, "none", or the service's name.</param>
    /// <param name="connected">When the connection was set up, microseconds; 0 where there is none.</param>
    /// <param name="connUse">", conn_use=N" for a reused connection.</param>
    /// <param name="tls">", tls=..." of the SMTP client.</param>
    public void Done(DeliveryRecipient recipient, Outcome outcome, string relay, long connected = 0, string connUse = "", string tls = "")
    {
        if (Note(recipient, outcome, relay, connected, connUse, tls))
            Settle(recipient);
    }

    /// <summary>
    /// Logs and records one outcome of perhaps several: an address that stands for many (aliases) has one for each. False when it has to be
    /// tried again; then the request's recipient must not be settled. The parameters are those of <see cref="Done"/>.
    /// </summary>
    public bool Note(DeliveryRecipient recipient, Outcome outcome, string relay, long connected = 0, string connUse = "", string tls = "")
    {
        var (kind, dsn) = run.Filtered(outcome);
        string word = "";
        if ((Request.Flags & DeliveryFlags.Probe) != 0)
            return Probed(recipient, kind, dsn, relay, connected, connUse, tls);
        if ((Request.Flags & DeliveryFlags.VerifyOnly) != 0)
        {
            // The question was whether it would arrive: the answer is the report, and nothing is bounced or tried again.
            word = kind == OutcomeKind.Delivered ? "deliverable" : "undeliverable";
            Trace(recipient, word, dsn, relay);
        }
        else
        {
            if (kind == OutcomeKind.Bounced && run.SoftBounce)
                (kind, dsn, word) = (OutcomeKind.Deferred, dsn.WithClass('4'), "SOFTBOUNCE");
            if (kind == OutcomeKind.Bounced && !Record(kind, recipient, dsn))
                (kind, dsn) = (OutcomeKind.Deferred, new Dsn("4.3.0", $"{run.BounceServiceName} service failure"));
            if (kind == OutcomeKind.Deferred)
                Record(kind, recipient, dsn);
            if ((Request.Flags & DeliveryFlags.Trace) != 0 || kind == OutcomeKind.Delivered && WantsSuccess(recipient))
                Trace(recipient, kind switch { OutcomeKind.Delivered => outcome.IsRelayed ? "relayed" : "delivered", OutcomeKind.Deferred => "delayed", _ => "failed" }, dsn, relay);
        }
        long now = run.Clock.UnixMicros;
        Log.Info(DeliveryLog.Line(Request, recipient, relay, new DeliveryTimes(Started, connected == 0 ? Started : connected, now), kind, dsn, run.Decimals, word, connUse, tls));
        return kind != OutcomeKind.Deferred;
    }

    private bool WantsSuccess(DeliveryRecipient recipient) => (recipient.Notify & DsnNotify.Success) != 0
        || (Request.Flags & DeliveryFlags.DelayCleared) != 0 && (recipient.Notify & DsnNotify.Never) == 0;

    /// <summary>The answer to an address probe goes to the verify service: for the address that was asked for, and for what it has become.</summary>
    private bool Probed(DeliveryRecipient recipient, OutcomeKind kind, Dsn dsn, string relay, long connected, string connUse, string tls)
    {
        var state = kind switch { OutcomeKind.Delivered => AddressState.Deliverable, OutcomeKind.Deferred => AddressState.Deferred, _ => AddressState.Undeliverable };
        string word = state == AddressState.Deliverable ? "deliverable" : run.KeepsNegativeProbes ? "undeliverable" : "undeliverable-but-not-cached";
        string reason = state == AddressState.Deliverable ? $"delivery via {relay}: {dsn.Reason}" : dsn.Reason;
        string asked = recipient.Original.Length > 0 ? recipient.Original : recipient.Address;
        bool told = state != AddressState.Deliverable && !run.KeepsNegativeProbes
            || run.Verify.Update(asked, state, reason) && (asked == recipient.Address || run.Verify.Update(recipient.Address, state, reason));
        if (!told)
            Log.Warning($"{Request.QueueId}: verify service failure");
        Log.Info(DeliveryLog.Line(Request, recipient, relay, new DeliveryTimes(Started, connected == 0 ? Started : connected, run.Clock.UnixMicros), kind, dsn, run.Decimals, word, connUse, tls));
        return true;
    }

    /// <summary>
    /// The recipient was an alias, and all that it stands for is dealt with: the sender who asked for it hears that (RFC 3461 5.2.7.1), or with
    /// a list's owner that the list has got it (5.2.7.3).
    /// </summary>
    public void Expanded(DeliveryRecipient recipient, bool isList, string relay) =>
        Trace(recipient, isList ? "delivered" : "expanded", new Dsn("2.0.0", "alias expanded"), relay);

    /// <summary>Into the bounce or defer log.</summary>
    private bool Record(OutcomeKind kind, DeliveryRecipient recipient, Dsn dsn)
    {
        bool stored = run.Bounce.Append(kind, Request, recipient, dsn);
        if (stored)
            logs |= kind == OutcomeKind.Bounced ? DeliveryLogs.Bounce : DeliveryLogs.Defer;
        return stored;
    }

    /// <summary>Into the trace log, for a report that the sender asked for. That it cannot be written stops no mail.</summary>
    private void Trace(DeliveryRecipient recipient, string action, Dsn dsn, string relay)
    {
        if (action is "delivered" or "relayed" or "deliverable" or "expanded")
            dsn = dsn with { Reason = $"delivery via {relay}: {dsn.Reason}" };
        if (run.Bounce.Trace(Request, recipient, action, dsn))
            logs |= DeliveryLogs.Trace;
    }

    /// <summary>True between <see cref="Hold"/> and <see cref="Release"/>.</summary>
    internal bool Held { get; private set; }

    /// <summary>Something of it is still going on (a command runs): it is reported when it is released, and other requests are taken meanwhile.</summary>
    public void Hold() => Held = true;

    /// <summary>All of a held request has ended.</summary>
    public void Release()
    {
        Held = false;
        run.Released.Enqueue(this);
    }

    /// <summary>Another agent has delivered a part of this request, and reported so: its records of failures are this message's, too.</summary>
    public void Join(DeliveryReport report) => logs |= report.Logs;

    /// <summary>Another agent has taken the request as a whole: it has logged, recorded and marked, and we add nothing.</summary>
    public void Passed(DeliveryReport report)
    {
        Join(report);
        if (report.AllDone)
            left = 0;
    }

    /// <summary>A recipient of the request is done: nothing of it is left to try again.</summary>
    public void Settle(DeliveryRecipient recipient)
    {
        finished.Add(recipient);
        left--;
    }

    /// <summary>The same outcome for every recipient.</summary>
    public void AllDone(Outcome outcome, string relay)
    {
        foreach (var r in Request.Recipients)
            Done(r, outcome, relay);
    }

    /// <summary>Recipients that must be marked in the queue file, where somebody may look again; none when the file goes at once.</summary>
    internal IReadOnlyList<DeliveryRecipient> ToMark => left == 0 && (Request.Flags & DeliveryFlags.AllThatIsLeft) != 0 ? [] : finished;

    /// <summary>The report; what is done has been marked.</summary>
    internal DeliveryReport Report() => new(Request.Serial, left == 0, DestinationTrouble?.Reason ?? "", DestinationTrouble?.Status ?? "", logs);
}

/// <summary>What a delivery agent process has for all its requests.</summary>
public sealed class DeliveryRun(MailConfig config, Clock? clock = null)
{
    /// <summary>Agents of one transport that take many requests each: they are local and share two or three processors, so more of them would only take turns.</summary>
    public const int MostDeepAgents = 3;

    /// <summary>The process's configuration.</summary>
    public MailConfig Config { get; } = config;
    /// <summary>What time it is.</summary>
    public Clock Clock { get; } = clock ?? Clock.System;
    /// <summary>Where queue files lie.</summary>
    public QueueFiles Files { get; } = new(config);
    /// <summary>The way to the bounce, defer and trace services.</summary>
    public BounceClient Bounce { get; } = new(config);
    /// <summary>The way to the verify service.</summary>
    public VerifyClient Verify { get; } = new(config);
    /// <summary>address_verify_negative_cache: bad news about addresses is remembered, too.</summary>
    public bool KeepsNegativeProbes { get; } = config.Get(VerifyParams.NegativeCache);
    /// <summary>soft_bounce: permanent failures are kept for another try.</summary>
    public bool SoftBounce { get; } = config.Get(GlobalParams.SoftBounce);
    /// <summary>delay_logging_resolution_limit.</summary>
    public int Decimals { get; } = config.Get(GlobalParams.DelayLoggingResolutionLimit);
    /// <summary>Name of the bounce service, for messages.</summary>
    public string BounceServiceName { get; } = config.Get(GlobalParams.BounceServiceName);

    /// <summary>..._delivery_status_filter of the agent; null: none.</summary>
    public MapList? StatusFilter { get; init; }

    /// <summary>
    /// What the filter makes of an outcome: another code or text. What was delivered stays so, and what was not does not become so; a failure may
    /// become temporary or permanent.
    /// </summary>
    internal (OutcomeKind, Dsn) Filtered(Outcome outcome)
    {
        var dsn = outcome.Dsn;
        if (StatusFilter is not { IsEmpty: false } filter || filter.Find($"{dsn.Status} {dsn.Reason}") is not { IsFound: true } found)
            return (outcome.Kind, dsn);
        var (status, text) = DsnText.Split("", found.Value);
        if (status.Length == 0 || text.Length == 0 || status[0] == '2' != (dsn.Status[0] == '2'))
        {
            Log.Warning($"delivery status filter: bad result \"{found.Value}\" for \"{dsn.Status} {dsn.Reason}\"");
            return (outcome.Kind, dsn);
        }
        return (status[0] switch { '2' => outcome.Kind, '4' => OutcomeKind.Deferred, _ => OutcomeKind.Bounced }, dsn with { Status = status, Reason = text });
    }

    /// <summary>Held requests that have ended and are not reported yet.</summary>
    internal Queue<Delivery> Released { get; } = new();

    /// <summary>
    /// Serves qmgr on one channel until it closes. Requests that are already here are handed over together, so that an agent can make
    /// several messages durable at once; their reports leave in one write.
    /// </summary>
    /// <param name="fd">The channel; the caller closes it.</param>
    /// <param name="deliver">Says <see cref="Delivery.Done"/> for every recipient of every delivery.</param>
    /// <param name="idle">Called when no request is here, and again after as many milliseconds as it returns (-1: never): an agent that keeps connections closes them in time.</param>
    /// <param name="depth">How many requests qmgr may have here at a time, and how many are handed over together; more than 1 only for an agent that never waits for anybody.</param>
    public void Serve(int fd, Action<IReadOnlyList<Delivery>> deliver, Func<int>? idle = null, int depth = 1)
    {
        var memory = new RestingMemory();
        var channel = new IpcChannel(fd) { Resting = memory };
        try
        {
            channel.Send(new ProtocolGreeting(DeliveryRequest.Protocol, depth));
            while (Next(channel, fd, idle) is { } first)
            {
                var batch = new List<Delivery> { new(first, this) };
                while (batch.Count < depth && channel.HasMessage)
                    batch.Add(new Delivery(channel.Receive<DeliveryRequest>()!, this));
                deliver(batch);
                Queue(batch.FindAll(static d => !d.Held), channel);
                Report(channel);
                memory.Worked();
            }
        }
        catch (IpcException e)
        {
            // qmgr is gone; the one that comes after it finds in the queue file what is done.
            Log.Warning($"delivery request channel: {e.Message}");
        }
        finally
        {
            // What still goes on is waited for and marked, though nobody asks any more.
            while (idle?.Invoke() is >= 0 and var wait && depth > 1)
                Sys.Poll([], wait);
            Mark(Released);
        }
    }

    private DeliveryRequest? Next(IpcChannel channel, int fd, Func<int>? idle)
    {
        if (idle != null && !channel.HasMessage)
        {
            Log.Flush();
            while (idle() is >= 0 and var wait && !Sys.Readable(fd, wait) && !Transport.Stopping())
                Report(channel);
            Report(channel);
        }
        return channel.Receive<DeliveryRequest>();
    }

    private void Report(IpcChannel channel)
    {
        Queue(Released, channel);
        Released.Clear();
        Log.Flush();
        channel.Flush();
    }

    private void Queue(IReadOnlyCollection<Delivery> ended, IpcChannel channel)
    {
        foreach (var report in Finish(ended))
            channel.Queue(report);
    }

    /// <summary>The reports of requests that have ended, once what is done is marked.</summary>
    internal IEnumerable<DeliveryReport> Finish(IReadOnlyCollection<Delivery> ended)
    {
        Mark(ended);
        return ended.Select(static d => d.Report());
    }

    /// <summary>
    /// Marks what is done, each queue file in one go. Without its mark a recipient gets another copy should the message come again. To end here would
    /// make that sure, and for all the other requests in our hands as well: the report still says what is done.
    /// </summary>
    private void Mark(IReadOnlyCollection<Delivery> ended)
    {
        foreach (var message in ended.Where(static d => d.ToMark.Count > 0).GroupBy(static d => (d.Request.Queue, d.Request.QueueId)))
            try
            {
                DoneMarks.Write(Files, message.Key.Queue, message.Key.QueueId, message.SelectMany(static d => d.ToMark));
            }
            catch (Exception e) when (e is UnixException or CorruptRecordException)
            {
                Log.Warning($"{message.Key.QueueId}: recipients that are done cannot be marked in the queue file: {e.Message}");
            }
    }
}
