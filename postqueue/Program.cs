namespace MailSuite.Postqueue;

/// <summary>postqueue(1), and so mailq and sendmail -q: shows the queue and flushes it, for every user whom main.cf allows.</summary>
public static class Program
{
    private const string Usage = "usage: postqueue -f | postqueue -i queueid | postqueue -j | postqueue -p | postqueue -s site";
    private const int ExUsage = 64, ExUnavailable = 69, ExSoftware = 70, ExIoErr = 74;

    /// <summary>Runs the command.</summary>
    public static int Main(string[] args) => CommandStart.Run("postqueue", () =>
    {
        try
        {
            return Run(args);
        }
        catch (FatalException e) when (e.ExitStatus == 1)
        {
            // Whatever is wrong with the mail system, to the caller it is a service that is not there.
            throw new FatalException(e.Message, ExUnavailable);
        }
        catch (UnixException e) when (e.Errno != Errno.PIPE)
        {
            throw new FatalException(e.Message, ExUnavailable);
        }
    });

    private static int Run(string[] args)
    {
        var options = CommandStart.Options(args, "+c:fi:jps:v", Usage, ExUsage);
        var modes = options.Options.FindAll(static o => o.Option is 'f' or 'i' or 'j' or 'p' or 's');
        if (options.Operands.Count > 0 || modes.Count != 1)
            throw new FatalException(Usage, ExUsage);
        if (Sys.Uid == 0)
            Log.Verbose = options.Count('v');
        var config = CommandStart.Configure("postqueue", options.Value('c'));
        CommandStart.LogToMailLog(config, "postqueue");
        if (Sys.TryStat(config.Get(GlobalParams.QueueDirectory), out _) is var e and not Errno.None)
            throw new FatalException($"chdir {config.Get(GlobalParams.QueueDirectory)}: {e.Text()}", ExUnavailable);
        Sys.ChangeDirectory(config.Get(GlobalParams.QueueDirectory));
        switch (modes[0].Option)
        {
            case 'p': Show(Report.Traditional(Entries(config), config.Get(GlobalParams.EnableLongQueueIds))); break;
            case 'j': Show(Entries(config).Select(Report.Json)); break;
            case 'f': Flush(config); break;
            case 'i': FlushOne(config, modes[0].Value!); break;
            case 's': FlushSite(config, modes[0].Value!); break;
        }
        return 0;
    }

    private static IEnumerable<QueueEntry> Entries(MailConfig config)
    {
        UserAcl.Require(config, PostqueueParams.AuthorizedMailqUsers, Sys.Uid, "view the mail queue");
        string service = config.Get(GlobalParams.ShowqServiceName);
        var e = Sys.TryConnectUnix("public/" + service, out int fd);
        if (e == Errno.None)
            return ShowqClient.Read(fd);
        string problem = $"Connect to the {config.Get(GlobalParams.MailName)} {service} service: {e.Text()}";
        if (e == Errno.ACCES)
            throw new FatalException(problem, ExSoftware);
        // Who owns the files may read them when nobody serves them.
        if (Sys.Uid != 0 && UserAcl.NameOf(Sys.Uid) != config.Get(GlobalParams.MailOwner))
            throw new FatalException($"Queue report unavailable - mail system is down ({problem})", ExUnavailable);
        Log.Warning($"Mail system is down -- accessing queue directly ({problem})");
        return new QueueListing(config).All();
    }

    private static void Show(IEnumerable<string> lines)
    {
        var gathered = new System.Buffers.ArrayBufferWriter<byte>(65536);
        try
        {
            foreach (string line in lines)
            {
                gathered.Advance(Bytes.Write(line, gathered.GetSpan(Bytes.Count(line))));
                if (gathered.WrittenCount >= 32768)
                    Send();
            }
        }
        catch (IpcException)
        {
            Send();
            throw new FatalException("malformed showq server response", ExSoftware);
        }
        Send();

        void Send()
        {
            try
            {
                Sys.Write(1, gathered.WrittenSpan);
            }
            catch (UnixException e) when (e.Errno != Errno.PIPE)
            {
                throw new FatalException($"output write error: {e.Errno.Text()}", ExIoErr);
            }
            gathered.ResetWrittenCount();
        }
    }

    private static void Flush(MailConfig config)
    {
        UserAcl.Require(config, PostqueueParams.AuthorizedFlushUsers, Sys.Uid, "flush the mail queue");
        if (Trigger.Send("public/" + config.Get(GlobalParams.QueueServiceName), Trigger.FlushQueue) != Errno.None)
            throw new FatalException("Cannot flush mail queue - mail system is down", ExUnavailable);
        if (Trigger.Send("public/" + config.Get(GlobalParams.PickupServiceName), Trigger.WakeUp) != Errno.None)
            throw new FatalException("Cannot flush mail queue - mail system is down", ExUnavailable);
    }

    private static void FlushOne(MailConfig config, string id)
    {
        if (!QueueId.IsValid(id))
            throw new FatalException($"Cannot flush queue ID - invalid name: \"{(id.Length > 100 ? id[..100] + "..." : id)}\"", ExUsage);
        Ask(config, new FlushRequest("send_file", QueueId: id), $"queue ID \"{id}\"");
    }

    private static void FlushSite(MailConfig config, string site)
    {
        if (site.Length == 0 || !DomainSyntax.IsValid(site))
            throw new FatalException($"Cannot flush mail queue - invalid destination: \"{(site.Length > 100 ? site[..100] + "..." : site)}\"", ExUsage);
        // flush keeps no list of other sites, and is not asked about them.
        if (DomainList.Of(GlobalParams.FastFlushDomains, config).Contains(site) == LookupStatus.NotFound)
            throw new FatalException($"Flush service is not configured for destination \"{site}\"", ExUnavailable);
        Ask(config, new FlushRequest("send_site", site), $"destination \"{site}\"");
    }

    private static void Ask(MailConfig config, FlushRequest request, string what)
    {
        UserAcl.Require(config, PostqueueParams.AuthorizedFlushUsers, Sys.Uid, "flush the mail queue");
        switch (FlushClient.Ask(config, request))
        {
            case FlushStatus.Ok: return;
            case FlushStatus.Bad: throw new FatalException($"Invalid request: \"{what}\"", ExUsage);
            case FlushStatus.Unknown: throw new FatalException($"Flush service is not configured for {what}", ExUnavailable);
            case FlushStatus.Denied: throw new FatalException($"User {UserAcl.NameOf(Sys.Uid)}({Sys.Uid}) is not allowed to flush the mail queue", 77);
            default: throw new FatalException("Cannot flush mail queue - mail system is down", ExUnavailable);
        }
    }
}
