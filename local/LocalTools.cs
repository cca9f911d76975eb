using MailSuite.Maps;
using MailSuite.Store.Delivery;

namespace MailSuite.Local;

/// <summary>By what an address got into an expansion: it decides over commands, files and extensions.</summary>
[Flags]
internal enum ExpandedBy
{
    None = 0,
    Alias = 1,
    Forward = 2,
    Include = 4,
    /// <summary>main.cf itself; it may do everything.</summary>
    Configuration = 8,
}

/// <summary>What the process has for all its deliveries: settings read once, tables, buffers.</summary>
internal sealed class LocalTools
{
    public LocalTools(MailConfig config, string serviceName, Clock clock)
    {
        Config = config;
        Relay = serviceName;
        Clock = clock;
        Copy = new MessageCopy(clock);
        Maildirs = new MaildirDelivery(Buffer, clock);
        Mboxes = new MboxDelivery(Buffer, clock);
        string words = config.Get(LocalParams.MailboxDeliveryLock);
        Locks = new MboxLockRules(MboxLockRules.Parse(words) is { } kinds and not MboxLockKinds.None ? kinds
            : throw new FatalException($"parameter {LocalParams.MailboxDeliveryLock.Name} specifies no applicable mailbox locking method"),
            config.Get(GlobalParams.DeliverLockAttempts), config.Get(GlobalParams.DeliverLockDelay), config.Get(GlobalParams.StaleLockTime));
        ToCommands = Expansions(LocalParams.AllowMailToCommands) | ExpandedBy.Configuration;
        ToFiles = Expansions(LocalParams.AllowMailToFiles) | ExpandedBy.Configuration;
        Propagate = Expansions(LocalParams.PropagateUnmatchedExtensions);
        string prepend = config.Get(LocalParams.PrependDeliveredHeader);
        DeliveredToCommands = Words(prepend).Contains("command");
        DeliveredToFiles = Words(prepend).Contains("file");
        DeliveredToForwards = Words(prepend).Contains("forward");
        SizeLimit = config.Get(LocalParams.MailboxSizeLimit);
        long message = config.Get(GlobalParams.MessageSizeLimit);
        if (SizeLimit > 0 && message == 0)
            throw new FatalException($"configuration error: {LocalParams.MailboxSizeLimit.Name} is limited but {GlobalParams.MessageSizeLimit.Name} is unlimited");
        if (SizeLimit > 0 && SizeLimit < message)
            throw new FatalException($"configuration error: {LocalParams.MailboxSizeLimit.Name} is smaller than {GlobalParams.MessageSizeLimit.Name}");
        string privileged = config.Get(GlobalParams.DefaultPrivs);
        if (Base.Accounts.User(privileged, out var nobody) != AccountAnswer.Found)
            throw new FatalException($"unknown {GlobalParams.DefaultPrivs.Name} configuration parameter value: {privileged}");
        if (nobody!.Uid == 0)
            throw new FatalException($"{GlobalParams.DefaultPrivs.Name}: {privileged}: privileged default user id");
        DefaultRights = new Credentials(nobody.Uid, nobody.Gid, []);
        Accounts = new AccountCache(clock);
        Aliases = new AliasTables(config);
        MailboxTransports = MapList.Of(LocalParams.MailboxTransportMaps, config, TableOptions.Paranoid);
        FallbackTransports = MapList.Of(LocalParams.FallbackTransportMaps, config, TableOptions.Paranoid);
        MailboxCommands = MapList.Of(LocalParams.MailboxCommandMaps, config, TableOptions.Paranoid);
        foreach (var macros in (ReadOnlySpan<Param<string>>)[LocalParams.ForwardPath, LocalParams.LuserRelay, LocalParams.CommandExecutionDirectory])
            Check(macros);
        Injector = new MailInjector(config);
        Commands = new CommandSlots(config.ForTransport(serviceName, ServiceParams.DestinationConcurrencyLimit));
        Biff = config.Get(LocalParams.Biff) ? new Biff() : null;
    }

    public MailConfig Config { get; }
    public string Relay { get; }
    public Clock Clock { get; }
    public WriteBuffer Buffer { get; } = new();
    public MessageCopy Copy { get; }
    public RecordReader Headers { get; } = new(-1, blockSize: 8192);
    public MaildirDelivery Maildirs { get; }
    public MboxDelivery Mboxes { get; }
    public MboxLockRules Locks { get; }
    public ExpandedBy ToCommands { get; }
    public ExpandedBy ToFiles { get; }
    public ExpandedBy Propagate { get; }
    public bool DeliveredToCommands { get; }
    public bool DeliveredToFiles { get; }
    public bool DeliveredToForwards { get; }
    public long SizeLimit { get; }
    public Credentials DefaultRights { get; }
    public AccountCache Accounts { get; }
    public AliasTables Aliases { get; }
    public MapList MailboxTransports { get; }
    public MapList FallbackTransports { get; }
    public MapList MailboxCommands { get; }
    public MailInjector Injector { get; }
    public CommandSlots Commands { get; }

    /// <summary>Paths of .forward files that were not there a moment ago, in this batch.</summary>
    public HashSet<string> NoForward { get; } = new(StringComparer.Ordinal);
    public Biff? Biff { get; }

    /// <summary>Opened when an alias or .forward first names an address: most mail needs neither.</summary>
    public AddressRewriter Rewriter => field ??= new AddressRewriter(Config);

    /// <summary>Likewise.</summary>
    public AddressResolver Resolver => field ??= new AddressResolver(Config, Rewriter, clock: Clock);

    /// <summary>Text that is expanded for each recipient must not turn out to be broken then.</summary>
    private void Check(Param<string> parameter)
    {
        try
        {
            MacroExpansion.Expand(Config.Get(parameter), static _ => "x", recursive: false);
        }
        catch (MacroException e)
        {
            throw new FatalException($"bad parameter value syntax for {parameter.Name}: {Config.Get(parameter)} ({e.Message})");
        }
    }

    private ExpandedBy Expansions(Param<string> parameter)
    {
        var result = ExpandedBy.None;
        foreach (string word in Words(Config.Get(parameter)))
            result |= word switch
            {
                "alias" => ExpandedBy.Alias,
                "forward" => ExpandedBy.Forward,
                "include" => ExpandedBy.Include,
                "canonical" or "virtual" or "generic" when parameter == LocalParams.PropagateUnmatchedExtensions => ExpandedBy.None,
                _ => throw new FatalException($"bad parameter value syntax for {parameter.Name}: {Config.Get(parameter)}"),
            };
        return result;
    }

    private static string[] Words(string list) => list.ToLowerInvariant().Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
