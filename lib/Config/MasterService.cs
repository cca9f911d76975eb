namespace MailSuite.Config;

/// <summary>One service of master.cf as it was written: eight fields and arguments, "-" where the default is wanted (for postconf -M and -F).</summary>
/// <param name="Line">Number of the line on which it starts.</param>
/// <param name="Name">Service name, or host:port.</param>
/// <param name="Type">inet, unix, unix-dgram, fifo or pass.</param>
/// <param name="Private">"y", "n" or "-".</param>
/// <param name="Unprivileged">"y", "n" or "-".</param>
/// <param name="Chroot">"y", "n" or "-".</param>
/// <param name="Wakeup">Seconds, perhaps with "?", or "-".</param>
/// <param name="ProcessLimit">A number or "-".</param>
/// <param name="Command">The program's file name.</param>
/// <param name="Arguments">Its arguments as written, "{ ... }" included.</param>
public sealed record MasterEntry(
    int Line, string Name, string Type, string Private, string Unprivileged, string Chroot, string Wakeup, string ProcessLimit,
    string Command, IReadOnlyList<string> Arguments);

/// <summary>One service of master.cf as master(8) runs it.</summary>
/// <param name="Line">Number of the line on which it starts.</param>
/// <param name="Name">Service name, or host:port.</param>
/// <param name="Type">inet, unix, unix-dgram, fifo or pass.</param>
/// <param name="Private">Its socket is below private/, not public/.</param>
/// <param name="Unprivileged">It runs as the mail owner, not as root.</param>
/// <param name="Chroot">It runs with the queue directory as its root.</param>
/// <param name="Wakeup">Seconds between wake-up calls; 0 is never.</param>
/// <param name="WakeupOnlyIfUsed">No wake-up call before the first client ("60?").</param>
/// <param name="ProcessLimit">Processes at most; 0 is no limit.</param>
/// <param name="Command">The program's file name.</param>
/// <param name="Arguments">Its arguments, "{ ... }" resolved: "-o", "name = value".</param>
public sealed record MasterService(
    int Line, string Name, string Type, bool Private, bool Unprivileged, bool Chroot, int Wakeup, bool WakeupOnlyIfUsed, int ProcessLimit,
    string Command, IReadOnlyList<string> Arguments)
{
    /// <summary>The service as it was written.</summary>
    public required MasterEntry Entry { get; init; }

    /// <summary>
    /// A service of Postfix that has no work here: sessions and connections stay in the processes that use them. A master.cf that names it is
    /// right, and nothing is started for it (docs/differences.md).
    /// </summary>
    public bool IsNeedless => Command is "tlsmgr" or "scache";

    /// <summary>"smtp/inet".</summary>
    public string Key => $"{Name}/{Type}";

    /// <summary>For inet: the host before the colon, empty when inet_interfaces are meant.</summary>
    public string Host { get; init; } = "";

    /// <summary>For inet: a port number or a name from /etc/services.</summary>
    public string Port { get; init; } = "";

    /// <summary>The path of its socket below the queue directory, for all types but inet.</summary>
    public string SocketPath => $"{(Private ? "private" : "public")}/{Name}";
}
