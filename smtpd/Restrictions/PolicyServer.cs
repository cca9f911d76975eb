using System.Globalization;

namespace MailSuite.Smtpd.Restrictions;

/// <summary>
/// A policy server (SMTPD_POLICY_README): attributes "name=value" and an empty line go to it, "action=..." comes back. The connection stays open. What it
/// sends is bounded in size and time; a server that cannot be asked gives null, and default_action holds.
/// </summary>
internal sealed class PolicyServer : IDisposable
{
    private const int MaxLine = 8192, MaxLines = 100;
    private readonly string endpoint;
    private readonly bool isUnix;
    private readonly TimeSpan timeout, maxIdle, maxTtl, retryDelay;
    private readonly int tryLimit, requestLimit;
    private LineStream? stream;
    private long opened, lastUsed;
    private int requests;

    private PolicyServer(string name, MailConfig config, IReadOnlyList<(string Option, string Value)> options)
    {
        isUnix = name.StartsWith("unix:", StringComparison.Ordinal);
        if (!isUnix && !name.StartsWith("inet:", StringComparison.Ordinal))
            throw new FatalException($"invalid attribute transport name: {name}");
        endpoint = name[5..];
        string Option<T>(Param<T> parameter) =>
            options.LastOrDefault(o => "smtpd_policy_service_" + o.Option == parameter.Name) is { Value: { } value } ? value : config.Text(parameter.Name);
        foreach (var (option, _) in options)
            if (!Array.Exists(Known, p => p.Name == "smtpd_policy_service_" + option))
                throw new FatalException($"unexpected attribute in check_policy_service \"{name}\": \"{option}\"");
        timeout = Time(SmtpdParams.PolicyServiceTimeout, Option(SmtpdParams.PolicyServiceTimeout));
        maxIdle = Time(SmtpdParams.PolicyServiceMaxIdle, Option(SmtpdParams.PolicyServiceMaxIdle));
        maxTtl = Time(SmtpdParams.PolicyServiceMaxTtl, Option(SmtpdParams.PolicyServiceMaxTtl));
        retryDelay = Time(SmtpdParams.PolicyServiceRetryDelay, Option(SmtpdParams.PolicyServiceRetryDelay));
        tryLimit = Number(SmtpdParams.PolicyServiceTryLimit, Option(SmtpdParams.PolicyServiceTryLimit));
        requestLimit = Number(SmtpdParams.PolicyServiceRequestLimit, Option(SmtpdParams.PolicyServiceRequestLimit));
        DefaultAction = Option(SmtpdParams.PolicyServiceDefaultAction);
        Context = Option(SmtpdParams.PolicyServicePolicyContext);
    }

    private static readonly Param[] Known =
    [
        SmtpdParams.PolicyServiceTimeout, SmtpdParams.PolicyServiceMaxIdle, SmtpdParams.PolicyServiceMaxTtl, SmtpdParams.PolicyServiceRetryDelay,
        SmtpdParams.PolicyServiceTryLimit, SmtpdParams.PolicyServiceRequestLimit, SmtpdParams.PolicyServiceDefaultAction, SmtpdParams.PolicyServicePolicyContext,
    ];

    /// <summary>"inet:host:port", "unix:path", or one of them with options in braces.</summary>
    public static PolicyServer Parse(string text, MailConfig config)
    {
        if (!text.StartsWith('{'))
            return new PolicyServer(text, config, []);
        var options = BracedOptions.Parse(text);
        return new PolicyServer(options.Name, config, options.Values);
    }

    private static TimeSpan Time(Param<TimeSpan> parameter, string text) => Of(parameter, text);

    private static int Number(Param<int> parameter, string text) => Of(parameter, text);

    private static T Of<T>(Param<T> parameter, string text)
    {
        try
        {
            return parameter.Parse(text);
        }
        catch (BadValueException e)
        {
            throw new FatalException(e.Message);
        }
    }

    /// <summary>For warnings: "127.0.0.1:10023", "private/policy".</summary>
    public string Name => endpoint;

    /// <summary>What holds when the server cannot be asked.</summary>
    public string DefaultAction { get; }

    /// <summary>policy_context.</summary>
    public string Context { get; }

    /// <summary>Sends a request and reads the action; null, after warnings, when that cannot be done now. Between two attempts it waits.</summary>
    public string? Ask(byte[] request, Clock clock, Action<TimeSpan> wait)
    {
        for (int attempt = 1; ; attempt++)
        {
            bool fresh = stream == null;
            string problem;
            try
            {
                if (Exchange(request, clock) is { } action)
                    return action;
                problem = connectProblem.Length > 0 ? connectProblem : "Application error";
            }
            catch (PeerGoneException)
            {
                problem = "Application error";
            }
            catch (PeerTimeoutException)
            {
                problem = Errno.TIMEDOUT.Text();
            }
            Dispose();
            bool last = attempt >= tryLimit;
            // A connection that the server has closed while it was idle is no problem worth a word.
            if (last || connectProblem.Length > 0 || fresh)
                Log.Warning($"problem talking to server {endpoint}: {problem}");
            if (last)
                return null;
            if (fresh)
                wait(retryDelay);
        }
    }

    private string connectProblem = "";

    private string? Exchange(byte[] request, Clock clock)
    {
        connectProblem = "";
        long now = clock.Milliseconds;
        if (stream != null && (stream.MoreIsHere || now - lastUsed > maxIdle.TotalMilliseconds || now - opened > maxTtl.TotalMilliseconds || requestLimit > 0 && requests >= requestLimit))
            Dispose();
        if (stream == null && !Connect(now))
            return null;
        stream!.Transport.SetDeadline(now + (long)timeout.TotalMilliseconds);
        stream.Write(request);
        stream.Flush();
        requests++;
        string? action = null;
        for (int i = 0; i < MaxLines; i++)
        {
            var end = stream.ReadLine(MaxLine, out var line);
            if (end == LineEnd.End)
            {
                Log.Warning($"premature end-of-input on {endpoint} while reading input attribute name");
                return null;
            }
            if (end == LineEnd.TooLong || line.Contains((byte)0))
            {
                Log.Warning($"malformed input from {endpoint}: {(end == LineEnd.TooLong ? "line too long" : "NUL character")}");
                return null;
            }
            if (line.IsEmpty)
            {
                if (action == null)
                    Log.Warning($"missing attribute action in input from {endpoint}");
                lastUsed = clock.Milliseconds;
                return action;
            }
            int at = line.IndexOf((byte)'=');
            if (at > 0 && line[..at].Trim((byte)' ').SequenceEqual("action"u8))
                action ??= Bytes.Printable(Bytes.Text(line[(at + 1)..]).Trim());
        }
        Log.Warning($"malformed input from {endpoint}: too many attributes");
        return null;
    }

    private bool Connect(long now)
    {
        var addresses = new List<SocketAddress>();
        if (isUnix)
            addresses.Add(SocketAddress.Unix(endpoint));
        else if (HostPort.Read(endpoint, null, null, out string host, out string port) is { } wrong)
            connectProblem = wrong;
        else if (HostNames.Addresses(host, out var found, out string error) == NameAnswer.Found)
            addresses.AddRange(found.Select(a => SocketAddress.Inet(a, HostNames.Port(port))));
        else
            connectProblem = error;
        foreach (var address in addresses)
        {
            int fd = Sys.StreamSocket(address.Family);
            Sys.SetSocketTimeouts(fd, timeout);
            var e = Sys.TryConnect(fd, address);
            if (e == Errno.None)
            {
                stream = new LineStream(new FdTransport(fd), 4096);
                (opened, lastUsed, requests, connectProblem) = (now, now, 0, "");
                return true;
            }
            connectProblem = e.Text();
            Sys.CloseQuietly(fd);
        }
        Log.Warning($"connect to {endpoint}: {connectProblem}");
        return false;
    }

    public void Dispose()
    {
        stream?.Dispose();
        stream = null;
    }
}
