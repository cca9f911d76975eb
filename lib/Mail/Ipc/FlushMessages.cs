using MailSuite.Maps;

namespace MailSuite.Mail;

/// <summary>To public/flush (flush(8)): the record of which messages wait for which site.</summary>
/// <param name="Request">"add", "send_site", "send_file", "refresh" or "purge".</param>
/// <param name="Site">Domain of add and send_site; else empty.</param>
/// <param name="QueueId">Message of add and send_file; else empty.</param>
public sealed record FlushRequest(string Request, string Site = "", string QueueId = "") : IIpcMessage<FlushRequest>
{
    /// <inheritdoc/>
    public static string Protocol => "fast_flush_protocol";

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Text("request", Request);
        to.Text("site", Site);
        to.Text("queue_id", QueueId);
        to.End();
    }

    /// <inheritdoc/>
    public static FlushRequest Read(AttrReader from)
    {
        var request = new FlushRequest(from.Text("request"), from.Text("site"), from.Text("queue_id"));
        from.End();
        return request;
    }
}

/// <summary>flush's answer.</summary>
/// <param name="Status">What became of the request.</param>
public sealed record FlushReply(FlushStatus Status) : IIpcMessage<FlushReply>
{
    /// <inheritdoc/>
    public static string Protocol => "fast_flush_protocol";

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Number("status", (int)Status);
        to.End();
    }

    /// <inheritdoc/>
    public static FlushReply Read(AttrReader from)
    {
        var reply = new FlushReply((FlushStatus)from.Count("status", 4));
        from.End();
        return reply;
    }
}

/// <summary>What became of a request to flush.</summary>
public enum FlushStatus
{
    /// <summary>Done.</summary>
    Ok = 0,
    /// <summary>Trouble; try again.</summary>
    Fail = 1,
    /// <summary>No such request, or no such site.</summary>
    Bad = 2,
    /// <summary>fast_flush_domains does not name the site.</summary>
    Unknown = 3,
    /// <summary>The caller may not ask.</summary>
    Denied = 4,
}

/// <summary>Tells flush which messages wait for which site, over a channel that stays open; only for sites of fast_flush_domains, so most mail costs no call.</summary>
public sealed class FlushRecorder(Config.MailConfig config) : IDisposable
{
    private readonly DomainList domains = DomainList.Of(Config.GlobalParams.FastFlushDomains, config);
    private readonly ServiceChannel flush = FlushClient.Channel(config);

    /// <summary>The site that a deferred recipient waits for; null when nobody keeps a list of it.</summary>
    public string? SiteOf(string recipient) =>
        !domains.IsEmpty && recipient.LastIndexOf('@') is >= 0 and var at && domains.Contains(recipient[(at + 1)..]) == LookupStatus.Found ? recipient[(at + 1)..] : null;

    /// <summary>A recipient of a message waits. That this cannot be recorded stops no mail: it is tried by itself when its time comes.</summary>
    public void Add(string recipient, string queueId)
    {
        if (SiteOf(recipient) is not { } site)
            return;
        flush.Ask<FlushRequest, FlushReply>(new FlushRequest("add", site, queueId));
    }

    /// <inheritdoc/>
    public void Dispose() => flush.Dispose();
}

/// <summary>Asks flush.</summary>
public static class FlushClient
{
    /// <summary>One question; <see cref="FlushStatus.Fail"/> when the service is not there or does not answer.</summary>
    public static FlushStatus Ask(Config.MailConfig config, FlushRequest request)
    {
        using var flush = Channel(config);
        return flush.Ask<FlushRequest, FlushReply>(request)?.Status ?? FlushStatus.Fail;
    }

    internal static ServiceChannel Channel(Config.MailConfig config) =>
        ServiceChannel.To(config, "public", Config.GlobalParams.FlushServiceName, protocol: null);
}
