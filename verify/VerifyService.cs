using MailSuite.Maps;

namespace MailSuite.Verify;

/// <summary>
/// Answers what is known of addresses, and takes the results of probes from delivery agents. Its clients are daemons of the mail system; a local user cannot
/// reach its socket, and pickup takes the mark of a probe off what users submit, so that nobody can put results into the cache.
/// </summary>
internal sealed class VerifyService : EventService
{
    private AddressCache cache = null!;
    private ProbeSender probes = null!;
    private CacheFile? file;
    private LookupTable? shared;
    private TimeSpan cleanupInterval;
    private int pendingLimit;
    private readonly Dictionary<string, long> pending = new(StringComparer.Ordinal);

    public override void PreJail()
    {
        cleanupInterval = Config.Get(VerifyParams.CacheCleanupInterval);
        pendingLimit = Config.Get(VerifyParams.PendingRequestLimit);
        cache = new AddressCache(new CacheTimes(
            Config.Get(VerifyParams.PositiveExpireTime), Config.Get(VerifyParams.PositiveRefreshTime), Config.Get(VerifyParams.NegativeExpireTime),
            Config.Get(VerifyParams.NegativeRefreshTime), Config.Get(VerifyParams.NegativeCache)), Context.Clock, Store);
        string map = Config.Get(VerifyParams.Map);
        if (map.StartsWith("memcache:", StringComparison.Ordinal))
            shared = Tables.Open(map, Config, TableOptions.AnyBytes);
        else if (PathOf(map) is { } path)
            file = new CacheFile(path);
    }

    private void Store(string address, CacheEntry entry)
    {
        file?.Append(address, entry);
        (shared as IUpdatableTable)?.Update(address, CacheValue.Text(entry));
    }

    /// <summary>What other hosts have found out meanwhile; without it, or while it cannot be asked, our own memory serves.</summary>
    private void TakeShared(string address)
    {
        if (shared?.Find(address) is { IsFound: true } found && CacheValue.Parse(found.Value) is { } entry)
            cache.Load(address, entry);
    }

    /// <summary>"btree:/var/lib/postfix/verify_cache": the format is our own whatever the type, so the file has a name of its own beside Postfix's.</summary>
    private static string? PathOf(string map)
    {
        if (map.Length == 0)
            return null;
        string name = map.StartsWith("proxy:", StringComparison.Ordinal) ? map[6..] : map;
        int colon = name.IndexOf(':');
        return colon > 0 && name[..colon] is "btree" or "hash" or "lmdb" or "cdb" && colon + 1 < name.Length ? name[(colon + 1)..] + ".cache"
            : throw new FatalException($"{VerifyParams.Map.Name} = {map}: a cache must be a local file (btree, hash, lmdb), memcache, or empty for none");
    }

    public override void PostJail()
    {
        probes = new ProbeSender(Loop, Config, Context.Clock);
        Guard(f =>
        {
            f.Read(cache.Load);
            cache.Expire();
            f.Rewrite(cache.Entries);
        });
        Loop.BeforeWait = () => Guard(Save);
        if (cleanupInterval > TimeSpan.Zero)
            Loop.After(cleanupInterval, CleanUp);
    }

    /// <summary>A busy site's file must not grow until the next cleanup.</summary>
    private void Save(CacheFile f)
    {
        f.Flush();
        if (f.Appended > 10_000 + 2 * cache.Count)
            f.Rewrite(cache.Entries);
    }

    public override bool MayEnd()
    {
        Guard(static f => f.Flush());
        return true;
    }

    /// <summary>Trouble with the file costs the memory of results, never an answer.</summary>
    private void Guard(Action<CacheFile> action)
    {
        try
        {
            if (file != null)
                action(file);
        }
        catch (UnixException e)
        {
            Log.Warning($"address verification cache: {e.Message}");
            file?.Dispose();
        }
    }

    private void CleanUp()
    {
        int gone = cache.Expire();
        Forget();
        Guard(f =>
        {
            if (gone > 0 || f.Appended > cache.Count)
                f.Rewrite(cache.Entries);
        });
        Log.Info($"cache cleanup: retained={cache.Count} dropped={gone} entries");
        Loop.After(cleanupInterval, CleanUp);
    }

    public override void Accepted(Client client)
    {
        var channel = new LoopChannel(Loop, client.Fd);
        channel.Received = question => channel.Send(Answer(VerifyRequest.Read(question)));
        channel.Closed = why =>
        {
            if (why != "peer closed the connection")
                Log.Warning($"client of service {Context.ServiceName}: {why}");
            ClientGone();
        };
        channel.Send(new ProtocolGreeting(VerifyRequest.Protocol));
    }

    private VerifyReply Answer(VerifyRequest request)
    {
        if (request.Address.Length == 0)
            throw new IpcException("empty address");
        TakeShared(request.Address);
        if (request.Request == VerifyRequest.Update)
        {
            if (request.State == AddressState.Unknown)
                throw new IpcException("update without result");
            pending.Remove(request.Address);
            cache.Update(request.Address, request.State, request.Reason);
            return new VerifyReply(request.State, "");
        }
        var entry = cache.Find(request.Address, out bool mustProbe);
        if (mustProbe && !IsPending(request.Address) && MayProbe())
        {
            pending[request.Address] = Context.Clock.UnixSeconds;
            cache.Probed(request.Address, entry);
            probes.Send(request.Address);
        }
        return new VerifyReply(entry.State, entry.Reason);
    }

    private bool IsPending(string address) => pending.TryGetValue(address, out long since) && Context.Clock.UnixSeconds - since <= AddressCache.ProbeLifetime;

    /// <summary>address_verify_pending_request_limit: who asks for ever new addresses must not fill the queue with probes.</summary>
    private bool MayProbe()
    {
        if (pending.Count >= pendingLimit)
            Forget();
        if (pending.Count < pendingLimit)
            return true;
        Log.Warning($"the number of pending address probes has reached the {VerifyParams.PendingRequestLimit.Name} of {pendingLimit}");
        return false;
    }

    private void Forget()
    {
        long now = Context.Clock.UnixSeconds;
        foreach (var (address, since) in pending)
            if (now - since > AddressCache.ProbeLifetime)
                pending.Remove(address);
    }
}
