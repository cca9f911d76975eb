using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>
/// A message that a local user drops into maildrop (mode 1733: nobody but its owner can list it), with the user's own rights: no program
/// lends more. Until <see cref="Commit"/> it has no name: whenever its writer is stopped, nothing of it is left. Its name cannot be guessed,
/// so that others cannot open it although pickup, another user, can. Where the file system has no files without a name it is incomplete (0600) until then.
/// Works while the mail system is down.
/// </summary>
public sealed class MaildropFile : IDisposable
{
    private readonly MailConfig config;
    private readonly string path;
    private int fd;
    private bool named;

    private MaildropFile(MailConfig config, string path, int fd, bool named)
    {
        (this.config, this.path, this.fd, this.named) = (config, path, fd, named);
        Records = new RecordWriter(fd);
        long now = Clock.System.UnixMicros;
        Records.Write(RecordType.Time, $"{now / 1_000_000} {now % 1_000_000:D6}");
    }

    /// <summary>Its name in maildrop.</summary>
    public string Name => Path.GetFileName(path);

    /// <summary>Where its records go; the time record is there already.</summary>
    public RecordWriter Records { get; }

    /// <summary>Makes a file in the queue directory's maildrop. Throws <see cref="UnixException"/>.</summary>
    public static MaildropFile Create(MailConfig config)
    {
        Span<byte> random = stackalloc byte[10];
        Sys.Random(random);
        string name = Convert.ToHexString(random);
        string directory = $"{config.Get(GlobalParams.QueueDirectory)}/{QueueFiles.Maildrop}", path = $"{directory}/{name}";
        if (Sys.TryOpenUnnamed(directory, QueueFiles.ModeWriting, out int fd) == Errno.None)
        {
            if (Sys.TryAccess("/proc/self/fd", 1) == Errno.None)
                return new MaildropFile(config, path, fd, named: false);
            Sys.CloseQuietly(fd);
        }
        return new MaildropFile(config, path, Sys.Open(path, Sys.WrOnly | Sys.Creat | Sys.Excl | Sys.NoFollow, QueueFiles.ModeWriting), named: true);
    }

    /// <summary>Marks it complete and makes it durable, with its name; then wakes pickup, if it is there.</summary>
    public void Commit()
    {
        Records.Flush();
        if (!named && Sys.TryName(fd, path) is var e and not Errno.None)
            throw new UnixException(e, "link " + path);
        named = true;
        Sys.Fchmod(fd, 0x1E4);   // 0744: complete, and readable for pickup
        Sys.Fsync(fd);
        int closing = fd;
        fd = -1;
        Sys.Close(closing);
        // A directory that we may not read cannot be made durable by us; where it can, it is.
        if (Sys.TryOpen(Path.GetDirectoryName(path)!, Sys.RdOnly | Sys.Directory, 0, out int directory) == Errno.None)
        {
            Sys.Fsync(directory);
            Sys.CloseQuietly(directory);
        }
        // It looks once a minute anyway. Where public/ is for a group, as Postfix makes it, a user who cannot look is not to be bothered with that.
        Trigger.Send("public/" + config.Get(GlobalParams.PickupServiceName), Trigger.WakeUp, unsaid: Errno.ACCES);
    }

    /// <summary>Removes a message that was not committed.</summary>
    public void Dispose()
    {
        if (fd < 0)
            return;
        Sys.CloseQuietly(fd);
        fd = -1;
        if (named)
            Sys.TryUnlink(path);
    }
}
