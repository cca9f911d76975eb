using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>Asks the bounce, defer and trace services, in order, without waiting: each answer comes back as a call.</summary>
internal sealed class Notices(QueueManager manager)
{
    private sealed class Line
    {
        internal LoopChannel? Channel;
        internal bool Greeted;
        internal readonly Queue<Action<bool>> Answers = new();
    }

    private const int MostUnanswered = 10_000;

    private readonly Dictionary<string, Line> lines = [];
    private LoopChannel? flush;
    private int flushUnanswered;

    internal int UnderWay => lines.Values.Sum(static l => l.Answers.Count);

    internal void Ask(Param<string> service, BounceRequest request, Action<bool> answered)
    {
        string path = "private/" + manager.Config.Get(service);
        if (!lines.TryGetValue(path, out var line))
            lines[path] = line = new Line();
        if ((line.Channel ??= Open(path, line)) is not { } channel)
        {
            Log.Warning($"connect to {path}: {Sys.LastError.Text()}");
            manager.Loop.Post(() => answered(false));
            return;
        }
        line.Answers.Enqueue(answered);
        channel.Send(request);
    }

    /// <summary>Has flush note that a message waits for a site. Nobody waits for its answer, and nothing is lost without it.</summary>
    internal void WaitsFor(string site, string id)
    {
        if (flush == null)
        {
            flush = LoopChannel.TryConnect(manager.Loop, "public/" + manager.Config.Get(GlobalParams.FlushServiceName));
            if (flush == null)
                return;
            flushUnanswered = 0;
            flush.Received = reader =>
            {
                FlushReply.Read(reader);
                flushUnanswered--;
            };
            flush.Closed = _ => flush = null;
        }
        if (flushUnanswered >= MostUnanswered)
            return;
        flushUnanswered++;
        flush.Send(new FlushRequest("add", site, id));
    }

    private LoopChannel? Open(string path, Line line)
    {
        var channel = LoopChannel.TryConnect(manager.Loop, path);
        if (channel == null)
            return null;
        channel.SendLimit = manager.Config.Get(QmgrParams.IpcTimeout);
        line.Greeted = false;
        channel.Received = reader =>
        {
            if (!line.Greeted)
            {
                ProtocolGreeting.Read(reader).Expecting(BounceRequest.Protocol);
                line.Greeted = true;
                return;
            }
            var reply = StatusReply.Read(reader);
            if (!line.Answers.TryDequeue(out var answered))
                throw new IpcException("answer without a question");
            answered(reply.Ok);
        };
        channel.Closed = why =>
        {
            line.Channel = null;
            if (line.Answers.Count > 0)
                Log.Warning($"{path} socket: {why}");
            while (line.Answers.TryDequeue(out var answered))
                answered(false);
        };
        return channel;
    }
}
