namespace MailSuite.Postsuper;

/// <summary>postsuper(1): the superuser's hand on the queue.</summary>
public static class Program
{
    private const string Usage = "usage: postsuper [-c config_dir] [-d queue_id (delete)] [-e queue_id (expire)] [-f queue_id (expire and/or un-hold)] [-h queue_id (hold)] "
        + "[-H queue_id (un-hold)] [-p (purge temporary files)] [-r queue_id (requeue)] [-s (structure fix)] [-S (redundant structure fix)][-v (verbose)] [queue...]";

    /// <summary>Runs the command.</summary>
    public static int Main(string[] args) => CommandStart.Run(Invocation.BaseName, () => Run(args));

    private static int Run(string[] args)
    {
        if (args.FirstOrDefault() == "-c" && args.Length > 1 && !args[1].StartsWith('/'))
            throw new FatalException("-c requires absolute pathname");
        var options = CommandStart.Options(args, "+c:d:e:f:h:H:pr:sSv", Usage);
        if (options.Value('c') is { } directory && !directory.StartsWith('/'))
            throw new FatalException("-c requires absolute pathname");
        Log.Verbose = options.Count('v');
        var config = CommandStart.Configure("postsuper", options.Value('c'));
        if (Sys.Uid != 0 && UserAcl.NameOf(Sys.Uid) != config.Get(GlobalParams.MailOwner))
            throw new FatalException("use of this command is reserved for the superuser");
        CommandStart.LogToMailLog(config, Invocation.BaseName);
        Sys.ChangeDirectory(config.Get(GlobalParams.QueueDirectory));
        Sys.Umask(0x3F);   // 077
        // The queue belongs to the mail owner, and could be full of his traps: what follows needs no more than his rights.
        if (Sys.EffectiveUid == 0)
            Sys.BecomeForGood(MailOwner.Of(config));

        var queues = new QueueSet(config, options.Operands);
        bool repair = options.Has('s') || options.Has('S'), purge = options.Has('p');
        var changes = options.Options.FindAll(static o => MessageAction.Of(o.Option) != null);
        if (changes.Count == 0 && !repair && !purge)
            repair = purge = true;
        if (purge)
            Structure.Purge(queues);
        if (repair && new Structure(config, longIdsToo: options.Has('S')).Repair(queues) > 0)
            TellOfNewIds(changes.Exists(static c => c.Value != "ALL"));

        var counts = new MessageCounts();
        foreach (var (option, id) in changes)
            Change(MessageAction.Of(option)!, id!, queues, counts, config);
        counts.Tell(changes.Select(static c => c.Option));
        return 0;
    }

    /// <summary>The ids that were asked for may be those of other messages now.</summary>
    private static void TellOfNewIds(bool idsWereGiven)
    {
        if (!idsWereGiven)
        {
            Log.Warning("QUEUE FILE NAMES WERE CHANGED TO MATCH INODE NUMBERS");
            return;
        }
        Log.Error("QUEUE FILE NAMES WERE CHANGED TO MATCH INODE NUMBERS");
        throw new FatalException("CHECK YOUR QUEUE IDS AND RE-ISSUE THE COMMAND");
    }

    private static void Change(MessageAction action, string id, QueueSet queues, MessageCounts counts, MailConfig config)
    {
        var hands = new MessageHands(config, counts);
        if (id == "ALL")
            hands.DoAll(action, queues);
        else if (id == "-")
        {
            using var input = new LineStream(new FdTransport(0, 1));
            while (input.ReadLine(1000, out var line) is var end && (end != LineEnd.End || !line.IsEmpty))
                hands.DoOne(action, Bytes.Text(line), queues);
        }
        else
            hands.DoOne(action, id, queues);
    }
}
