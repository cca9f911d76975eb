namespace MailSuite.Postfix.Checking;

/// <summary>A queue on a disk that forgets: accepted mail is gone after a restart of the host or the container.</summary>
internal static class QueueDisk
{
    private static readonly string[] Forgetful = ["tmpfs", "ramfs", "overlay"];

    public static void Check(Subject subject, Report report)
    {
        string queue = subject.Instance.QueueDirectory, best = "", type = "";
        try
        {
            // "device mount-point type options": the longest mount point that covers the queue is where it lies.
            foreach (string[] fields in Bytes.Text(Sys.ReadFile("/proc/self/mounts")).Split('\n').Select(static l => l.Split(' ')))
                if (fields.Length > 2 && fields[1].Length >= best.Length && (fields[1] == "/" || queue == fields[1] || queue.StartsWith(fields[1] + "/", StringComparison.Ordinal)))
                    (best, type) = (fields[1], fields[2]);
        }
        catch (UnixException)
        {
            return;   // no /proc here
        }
        // An overlay that is the root of a container; one that somebody has mounted for a purpose is his.
        if (Forgetful.Contains(type) && (type != "overlay" || best == "/" && Networks.IsContainer))
            report.Warning($"queue_directory {queue} is on {type} ({best})", "accepted mail that waits in the queue is lost when the host or the container is started anew", "put the queue on a disk or a volume");
    }
}
