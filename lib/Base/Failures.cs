namespace MailSuite.Base;

/// <summary>The world is wrong (configuration, files, permissions): the program logs "fatal: text" and exits 1; master tries again later.</summary>
public sealed class FatalException(string message, int exitStatus = 1) : Exception(message)
{
    /// <summary>The process's exit status; tools use sysexits(3) values.</summary>
    public int ExitStatus { get; } = exitStatus;
}

/// <summary>The peer closed or reset its connection. Caught once, in the session loop.</summary>
public sealed class PeerGoneException() : Exception("lost connection");

/// <summary>The peer did not send or take data within its time limit. Caught once, in the session loop.</summary>
public sealed class PeerTimeoutException() : Exception("timeout");

/// <summary>The mail system is being stopped while this process waits for its peer. Caught once, in the session loop.</summary>
public sealed class ServiceStoppingException() : Exception("service is stopping");
