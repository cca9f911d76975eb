namespace MailSuite.Postsuper;

/// <summary>The queue directories that a command was limited to, or all.</summary>
internal sealed class QueueSet
{
    internal static readonly string[] Messages = [QueueFiles.Hold, QueueFiles.Incoming, QueueFiles.Active, QueueFiles.Deferred];
    internal static readonly string[] Logs = [QueueFiles.Bounce, QueueFiles.Defer, QueueFiles.Trace];
    private static readonly string[] Known = [QueueFiles.Maildrop, .. Messages, .. Logs, QueueFiles.Flush];

    internal QueueSet(MailConfig config, IReadOnlyList<string> named)
    {
        foreach (string queue in named)
            if (Array.IndexOf(Known, queue) < 0)
                throw new FatalException($"invalid directory name: {queue}");
        Named = named;
        Files = new QueueFiles(config);
        All = named.Count > 0 ? named : [.. Messages, .. Logs, QueueFiles.Flush];
    }

    internal IReadOnlyList<string> Named { get; }

    internal QueueFiles Files { get; }

    /// <summary>For checks and repairs: all that hold messages or logs.</summary>
    internal IReadOnlyList<string> All { get; }

    /// <summary>Of the queues that an action works on by itself, those that were named; when none was named, all of them.</summary>
    internal IEnumerable<string> For(string[] usual) => Named.Count > 0 ? Named.Where(usual.Contains) : usual;

    /// <summary>Does a directory hold logs of deliveries instead of messages?</summary>
    internal static bool IsLog(string queue) => queue == QueueFiles.Flush || Logs.Contains(queue);

    /// <summary>Every file in a queue, whatever its name, with its path.</summary>
    internal static IEnumerable<(string Name, string Path)> Walk(string directory, int level = 0)
    {
        if (level > 8 || Sys.TryList(directory, out var names) != Errno.None)
            yield break;
        foreach (string name in names)
            if (name.Length > 1)
                yield return (name, $"{directory}/{name}");
            else
                foreach (var below in Walk($"{directory}/{name}", level + 1))
                    yield return below;
    }
}
