using MailSuite.Config;

namespace MailSuite.Daemon;

/// <summary>What a daemon's service knows of the process that it runs in.</summary>
public sealed class DaemonContext
{
    /// <summary>For a service that is run by hand or by a test, without master.</summary>
    public DaemonContext(string program, MailConfig config, DaemonOptions options)
    {
        (Program, Config, Options) = (program, config, options);
    }

    /// <summary>The program's name, e.g. "smtpd".</summary>
    public string Program { get; }
    /// <summary>main.cf with the service's overrides.</summary>
    public MailConfig Config { get; }
    /// <summary>The command line.</summary>
    public DaemonOptions Options { get; }
    /// <summary>The service's name in master.cf, e.g. "submission".</summary>
    public string ServiceName => Options.ServiceName;
    /// <summary>What the instance shares; null without master.</summary>
    public SuitePage? Suite { get; init; }
    /// <summary>The instance's <see cref="SuitePage.Backlog"/>; null without master.</summary>
    public SharedCount? Backlog => Suite is { } suite ? () => ref suite.Backlog : null;
    /// <summary>What time it is.</summary>
    public Clock Clock { get; init; } = Clock.System;

    /// <summary>Should this process end at the next chance: the instance stops or was reloaded?</summary>
    public bool ShouldRetire => Suite is { } s && (s.Stopping || s.Generation != generation);

    private int generation;

    internal void Remember() => generation = Suite?.Generation ?? 0;
}

/// <summary>Who may talk to a service over its UNIX-domain socket; the kernel says who calls.</summary>
public enum Peers
{
    /// <summary>Only root, the mail owner and this process's own user: the mail system itself.</summary>
    MailSystem,
    /// <summary>Every local user; the service applies its own rules to <see cref="Client.Credentials"/>.</summary>
    Anyone,
}

/// <summary>One connection handed to a service.</summary>
public sealed class Client(int fd, int output, SocketAddress? peer)
{
    /// <summary>The connected descriptor; the skeleton closes it.</summary>
    public int Fd { get; } = fd;

    /// <summary>Where to write: the same descriptor, or standard output with -S.</summary>
    public int OutputFd { get; } = output;

    /// <summary>The other end's address; null on a terminal or pipe.</summary>
    public SocketAddress? Peer { get; } = peer;

    /// <summary>A transport over it. Each call makes a new one; use one.</summary>
    public FdTransport NewTransport() => OutputFd == Fd ? new FdTransport(Fd) : new FdTransport(Fd, OutputFd);

    /// <summary>The calling process (UNIX-domain sockets).</summary>
    public PeerCredentials Credentials => Sys.PeerCredentials(Fd);
}
