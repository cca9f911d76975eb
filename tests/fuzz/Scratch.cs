using MailSuite.Mail;

namespace MailSuite.Tests.Fuzz;

/// <summary>Files in memory, for parsers that read files.</summary>
internal sealed class Scratch
{
    internal Scratch()
    {
        Folder = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"mailsuite-fuzz-{Environment.ProcessId}");
        Directory.CreateDirectory(Folder + "/active");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);
        Queue = new QueueFiles(MailConfig.FromText($"queue_directory = {Folder}\n", Folder));
    }

    internal string Folder { get; }
    internal QueueFiles Queue { get; }

    internal void Write(string name, byte[] bytes)
    {
        // Queue files are found from the queue directory, in which daemons stand.
        Directory.SetCurrentDirectory(Folder);
        int fd = Sys.Open($"{Folder}/{name}", Sys.WrOnly | Sys.Creat | Sys.Trunc, 0x1C0);
        Sys.Write(fd, bytes);
        Sys.Close(fd);
    }
}
