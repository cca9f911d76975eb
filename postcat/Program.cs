using System.Globalization;

namespace MailSuite.Postcat;

/// <summary>postcat(1): shows what is in queue files.</summary>
public static class Program
{
    private static readonly string Usage = $"usage: {Invocation.Name} [-b (body text)] [-c config_dir] [-d (decimal record type)] [-e (envelope records)] [-f (file name)] [-h (header text)] [-o (record offset)] "
        + "[-q (access queue)] [-r (file order)] [-s offset] [-v] [file(s)...]";
    private const int MaxInput = 256 << 20;
    private static readonly string[] Queues = [QueueFiles.Maildrop, QueueFiles.Incoming, QueueFiles.Active, QueueFiles.Deferred, QueueFiles.Hold, QueueFiles.Saved];

    /// <summary>Shows the files of the operands, else standard input.</summary>
    public static int Main(string[] args) => CommandStart.Run(Invocation.Name, () => Run(args));

    private static int Run(string[] args)
    {
        var options = CommandStart.Options(args, "+bc:defhoqrs:v", Usage);
        long offset = 0;
        if (options.Value('s') is { } at && !long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out offset))
            throw new FatalException($"bad offset: {at}");
        Log.Verbose = options.Count('v');
        var config = CommandStart.Configure("postcat", options.Value('c'));
        bool all = !options.Has('b') && !options.Has('h') && !options.Has('e');
        var show = new Show(Envelope: all || options.Has('e'), Header: all || options.Has('h'), Body: all || options.Has('b'), Labels: options.Has('v'),
            Offsets: options.Has('o'), Types: options.Has('d'), FileNames: options.Has('f'), FileOrder: options.Has('r'));
        var output = new Output();
        if (options.Has('q'))
            ShowQueued(config, options, show, offset, output);
        else if (options.Operands.Count == 0)
            ShowInput(show, offset, output);
        else
            foreach (string path in options.Operands)
                ShowFile(path, Opened(path), show, offset, output);
        return 0;
    }

    private static void ShowQueued(MailConfig config, GetOpt options, Show show, long offset, Output output)
    {
        var files = new QueueFiles(config);
        Sys.ChangeDirectory(config.Get(GlobalParams.QueueDirectory));
        foreach (string id in options.Operands)
        {
            if (!QueueId.IsValid(id))
                throw new FatalException($"bad mail queue ID: {id}");
            var e = Errno.NOENT;
            int fd = -1;
            // A message that moves on while its queues are looked through is met the second time.
            string? queue = Array.Find([.. Queues, .. Queues], q => (e = files.TryOpen(q, id, Sys.RdOnly, 0, out fd)) != Errno.NOENT);
            if (e != Errno.None)
                throw new FatalException($"open queue file {id}: {e.Text()}");
            ShowFile(files.PathOf(queue!, id), fd, show, offset, output);
        }
    }

    private static int Opened(string path) =>
        Sys.TryOpen(path, Sys.RdOnly, 0, out int fd) is var e && e == Errno.None ? fd : throw new FatalException($"open {path}: {e.Text()}");

    /// <summary>Standard input may be a pipe, in which one cannot go back: it is kept in memory then.</summary>
    private static void ShowInput(Show show, long offset, Output output)
    {
        if (Sys.Fstat(0).IsRegular)
        {
            ShowFile("stdin", 0, show, offset, output);
            return;
        }
        var buffer = new byte[1 << 16];
        int size = 0;
        for (int n; (n = Sys.Read(0, buffer.AsSpan(size))) > 0;)
        {
            size += n;
            if (size == buffer.Length)
                Array.Resize(ref buffer, size < MaxInput ? size * 2 : throw new FatalException("input is too large"));
        }
        if (size == 0)
            return;
        using var page = SharedPage.Create("postcat", size);
        buffer.AsSpan(0, size).CopyTo(page.Bytes);
        ShowFile("stdin", page.Fd, show, offset, output);
    }

    private static void ShowFile(string path, int fd, Show show, long offset, Output output)
    {
        try
        {
            new QueueFilePrinter(path, show, output).Print(new RecordReader(fd, offset) { FollowPointers = false }, offset);
        }
        catch (CorruptRecordException e)
        {
            output.Flush();
            Log.Warning($"{path}: {e.Message}");
            throw new FatalException("record read error");
        }
        catch (UnixException e) when (e.Errno == Errno.ISDIR)
        {
            Log.Warning($"close {path}: {e.Errno.Text()}");
        }
        output.Flush();
        Sys.CloseQuietly(fd);
    }
}
