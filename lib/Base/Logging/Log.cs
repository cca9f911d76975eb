using System.Buffers;
using System.Runtime.InteropServices;

namespace MailSuite.Base;

/// <summary>How grave a log line is; the words that Postfix puts before the text.</summary>
public enum LogLevel
{
    /// <summary>An ordinary event; no word.</summary>
    Info,
    /// <summary>"warning: ".</summary>
    Warning,
    /// <summary>"error: ".</summary>
    Error,
    /// <summary>"fatal: ": the process ends, the cause is outside.</summary>
    Fatal,
    /// <summary>"panic: ": the process ends, the cause is our mistake.</summary>
    Panic,
}

/// <summary>Where finished log lines go.</summary>
public interface ILogSink
{
    /// <summary>Takes the lines of one turn of work. Must not throw: a log that is full or gone never stops mail.</summary>
    void Write(IReadOnlyList<LogLine> lines);

    /// <summary>Are there lines that could not be written yet? Then <see cref="Write"/> is called again, also without new ones.</summary>
    bool HasWaiting => false;
}

/// <summary>One log line: when, how grave, and its text with the level's word, cut at 2000 bytes and made printable.</summary>
public readonly record struct LogLine(long UnixMicros, LogLevel Level, string Text);

/// <summary>
/// The log of this process. Lines gather and go out together when the process is about to wait (<see cref="Flush"/>):
/// one system call per turn of work. Errors go out at once.
/// </summary>
public static class Log
{
    private static readonly List<LogLine> Gathered = [];
    private static ILogSink sink = new StandardErrorLog("mailsuite");

    /// <summary>-v count: 0 is silent about details.</summary>
    public static int Verbose { get; set; }

    /// <summary>Addresses in log lines have their internal form, without quotes (info_log_address_format).</summary>
    public static bool InternalAddresses { get; set; }

    /// <summary>Sends lines to a sink from now on; what was gathered goes to the old one.</summary>
    public static void To(ILogSink newSink)
    {
        Flush();
        sink = newSink;
    }

    /// <summary>An ordinary event.</summary>
    public static void Info(string text) => Add(LogLevel.Info, text);

    /// <summary>Something an administrator should look at.</summary>
    public static void Warning(string text) => Add(LogLevel.Warning, text);

    /// <summary>Something failed; the process goes on.</summary>
    public static void Error(string text) => Add(LogLevel.Error, text);

    /// <summary>The process will end: configuration or environment.</summary>
    public static void Fatal(string text) => Add(LogLevel.Fatal, text);

    /// <summary>The process will end: a mistake of ours.</summary>
    public static void Panic(string text) => Add(LogLevel.Panic, text);

    /// <summary>A detail, only with -v.</summary>
    public static void Debug(string text)
    {
        if (Verbose > 0)
            Add(LogLevel.Info, text);
    }

    private static void Add(LogLevel level, string text)
    {
        lock (Gathered)
        {
            string word = level switch { LogLevel.Warning => "warning: ", LogLevel.Error => "error: ", LogLevel.Fatal => "fatal: ", LogLevel.Panic => "panic: ", _ => "" };
            string line = Bytes.Printable(word + text);
            Gathered.Add(new LogLine(Clock.System.UnixMicros, level, line.Length > 2000 ? line[..2000] : line));
            if (level >= LogLevel.Error || Gathered.Count >= 64)
                Flush();
        }
    }

    /// <summary>Sends what has gathered. The skeletons and streams call it before every wait.</summary>
    public static void Flush()
    {
        lock (Gathered)
        {
            if (Gathered.Count == 0 && !sink.HasWaiting)
                return;
            sink.Write(Gathered);
            Gathered.Clear();
        }
    }
}

/// <summary>Lines as "name: text" on standard error: for commands, and for daemons tried by hand.</summary>
public sealed class StandardErrorLog(string name) : ILogSink
{
    /// <inheritdoc/>
    public void Write(IReadOnlyList<LogLine> lines)
    {
        foreach (var line in lines)
            Sys.WriteOnce(2, Bytes.Of($"{name}: {line.Text}\n"));
    }
}

/// <summary>Lines to several sinks: a command tells the terminal and the mail log.</summary>
public sealed class LogToAll(params ILogSink[] sinks) : ILogSink
{
    /// <inheritdoc/>
    public bool HasWaiting => sinks.Any(static s => s.HasWaiting);

    /// <inheritdoc/>
    public void Write(IReadOnlyList<LogLine> lines)
    {
        foreach (var s in sinks)
            s.Write(lines);
    }
}

/// <summary>
/// Lines as datagrams to a UNIX socket: syslog's /dev/log, one each and all in one sendmmsg(2), or postlogd's socket, all in one datagram: the
/// kernel holds ten datagrams for a reader and no more (net.unix.max_dgram_qlen), and a message to ten recipients has as many lines.
/// The socket is opened at construction, before a chroot, and again when the receiver was restarted.
/// <para>A receiver that does not read (a full disk, a machine that is overloaded) must not stop the mail: after a tenth of a second the lines stay here,
/// in order and with their times, and go out with later ones. When there are too many of them the youngest are lost, and counted.</para>
/// </summary>
public sealed unsafe class DatagramLog : ILogSink
{
    private const int LargestTogether = 32768, MostAtOnce = 64, MostWaiting = 4096;
    private const long PatientAgainAfter = 1000;   // milliseconds

    private readonly string path;
    private readonly Func<LogLine, string> format;
    private readonly ILogSink? otherwise;
    private readonly bool together;
    private readonly ArrayBufferWriter<byte> buffer = new(1024);
    private readonly List<LogLine> waiting = [];
    private int socket = -1, lost;
    private long patientAt;

    /// <summary>Sends to <paramref name="path"/>, formatted by <paramref name="format"/>; what cannot be sent goes to <paramref name="otherwise"/>.
    /// With <paramref name="together"/> the receiver takes several lines in a datagram.</summary>
    public DatagramLog(string path, Func<LogLine, string> format, ILogSink? otherwise = null, bool together = false)
    {
        this.path = path;
        this.format = format;
        this.otherwise = otherwise;
        this.together = together;
        Connect();
    }

    /// <inheritdoc/>
    public bool HasWaiting => waiting.Count > 0;

    private bool Connect()
    {
        Sys.CloseQuietly(socket);
        if (Sys.TryConnectUnix(path, out socket, datagram: true) != Errno.None)
            return false;
        Sys.SetSocketTimeouts(socket, TimeSpan.FromMilliseconds(100));
        return true;
    }

    /// <inheritdoc/>
    public void Write(IReadOnlyList<LogLine> lines)
    {
        if (waiting.Count == 0)
        {
            for (int i = SendAll(lines); i < lines.Count; i++)
                waiting.Add(lines[i]);
            return;
        }
        foreach (var line in lines)
            if (waiting.Count < MostWaiting)
                waiting.Add(line);
            else
                lost++;
        waiting.RemoveRange(0, SendAll(waiting));
        if (waiting.Count > 0 || lost == 0)
            return;
        waiting.Add(new LogLine(Clock.System.UnixMicros, LogLevel.Warning, $"warning: {lost} log lines were lost: {path} was not read"));
        lost = 0;
    }

    /// <summary>Sends what it can and returns how many lines need no more care.</summary>
    private int SendAll(IReadOnlyList<LogLine> lines)
    {
        bool connected = socket >= 0 || Connect();
        for (int done = 0; done < lines.Count;)
        {
            int sent = connected ? Send(lines, done) : -1;
            if (sent < 0 && connected && Connect())
                sent = Send(lines, done);
            if (sent < 0)
            {
                otherwise?.Write([.. lines.Skip(done)]);
                return lines.Count;
            }
            if (sent == 0)
                return done;
            done += sent;
        }
        return lines.Count;
    }

    /// <summary>Sends the next lines; 0 when the receiver does not read, negative when it is gone.</summary>
    private int Send(IReadOnlyList<LogLine> lines, int first)
    {
        buffer.ResetWrittenCount();
        int most = Math.Min(lines.Count - first, MostAtOnce), count = 0, started = 0;
        Span<int> ends = stackalloc int[most], through = stackalloc int[most];
        for (int i = 0; i < most; i++)
        {
            string text = format(lines[first + i]);
            int size = Bytes.Count(text);
            bool joins = together && count > 0 && buffer.WrittenCount + size - started < LargestTogether;
            var to = buffer.GetSpan(size + 1);
            if (joins)
                to[0] = (byte)'\n';
            else
                (started, count) = (buffer.WrittenCount, count + 1);
            Bytes.Write(text, joins ? to[1..] : to);
            buffer.Advance(size + (joins ? 1 : 0));
            ends[count - 1] = buffer.WrittenCount;
            through[count - 1] = i + 1;
        }
        // struct mmsghdr { msghdr 56 bytes; unsigned len; padding } and its iovec.
        byte* messages = stackalloc byte[64 * count];
        nint* vectors = stackalloc nint[2 * count];
        new Span<byte>(messages, 64 * count).Clear();
        fixed (byte* start = buffer.WrittenSpan)
        {
            for (int i = 0; i < count; i++)
            {
                int from = i == 0 ? 0 : ends[i - 1];
                vectors[2 * i] = (nint)(start + from);
                vectors[2 * i + 1] = ends[i] - from;
                *(nint*)(messages + 64 * i + 16) = (nint)(vectors + 2 * i);
                *(nint*)(messages + 64 * i + 24) = 1;
            }
            for (int done = 0; done < count;)
            {
                // The wait (SO_SNDTIMEO) is in the call itself: poll(2) would wake all who wait for the same reader, and all but one for nothing.
                int n = Native.sendmmsg(socket, messages + 64 * done, (uint)(count - done), IsPatient ? 0x4000 : 0x4000 | 0x40);
                if (n > 0)
                    done += n;
                else if (Sys.LastError == Errno.AGAIN)
                {
                    if (IsPatient)
                        patientAt = Clock.System.Milliseconds + PatientAgainAfter;
                    return done == 0 ? 0 : through[done - 1];
                }
                else if (Sys.LastError != Errno.INTR)
                    return -1;
            }
        }
        return most;
    }

    // Who has waited once in vain does so again only a second later.
    private bool IsPatient => waiting.Count == 0 || Clock.System.Milliseconds >= patientAt;
}

/// <summary>The two line formats: syslog's datagram and the line of a Postfix log file.</summary>
public static class LogFormat
{
    private static readonly string[] Facilities =
        ["kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "", "", "", "",
         "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"];

    /// <summary>The number of a syslog facility; -1 when there is none of the name.</summary>
    public static int Facility(string name) => name.Length > 0 ? Array.IndexOf(Facilities, name) : -1;

    /// <summary>RFC 3164 without host name, as syslog(3) writes to /dev/log. Facility 2 is mail.</summary>
    public static string Syslog(LogLine line, string tag, int facility)
    {
        var t = LocalTime.Of(line.UnixMicros / 1_000_000);
        int severity = line.Level switch { LogLevel.Info => 6, LogLevel.Warning => 4, LogLevel.Error => 3, _ => 2 };
        return $"<{facility * 8 + severity}>{t.MonthName} {t.Day,2} {t.Hour:D2}:{t.Minute:D2}:{t.Second:D2} {tag}[{Sys.ProcessId}]: {line.Text}";
    }

    /// <summary>postlogd(8)'s file format: "%b %d %H:%M:%S shorthost tag[pid]: text".</summary>
    public static string File(LogLine line, string tag, string shortHost)
    {
        var t = LocalTime.Of(line.UnixMicros / 1_000_000);
        return $"{t.MonthName} {t.Day:D2} {t.Hour:D2}:{t.Minute:D2}:{t.Second:D2} {shortHost} {tag}[{Sys.ProcessId}]: {line.Text}";
    }
}
