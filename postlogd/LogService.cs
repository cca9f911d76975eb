using System.Buffers;

namespace MailSuite.Postlogd;

/// <summary>
/// A datagram holds finished lines, what one program had to say in one turn. All lines that are here go out in one write. Whoever may write to the
/// socket may write what he likes, but no endless line.
/// </summary>
internal sealed class LogService : DatagramService
{
    private const int LongestLine = 4096;
    private readonly ArrayBufferWriter<byte> gathered = new(65536);
    private LogFile file = null!;
    private bool json;

    public override bool HasWaiting => file.HasWaiting;

    public override bool IsFull => file.IsFull;

    public override void PreJail()
    {
        if (Context.Options.Arguments is [var unexpected, ..])
            throw new FatalException($"unexpected command-line argument: {unexpected}");
        json = MailLog.IsJson(Context.Config);
        file = new LogFile(Context.Config, Context.Clock);
        // Our own lines must not travel through our own socket: when its queue is full nobody would ever read it again.
        Log.To(new OwnLines(this));
    }

    public override void Received(ReadOnlySpan<byte> datagram)
    {
        foreach (var range in datagram.TrimEnd("\n\0"u8).Split((byte)'\n'))
            Line(datagram[range]);
    }

    private void Line(ReadOnlySpan<byte> line)
    {
        line = line[..Math.Min(line.Length, LongestLine)];
        if (json)
        {
            string text = LogJson.Of(Bytes.Printable(Bytes.Text(line)), Context.Clock.UnixSeconds) + "\n";
            gathered.Advance(Bytes.Write(text, gathered.GetSpan(Bytes.Count(text))));
            return;
        }
        var to = gathered.GetSpan(line.Length + 1);
        line.CopyTo(to);
        foreach (ref byte b in to[..line.Length])
            if (b is < (byte)' ' and not (byte)'\t' or 0x7f)
                b = (byte)'?';
        to[line.Length] = (byte)'\n';
        gathered.Advance(line.Length + 1);
    }

    public override void TurnDone()
    {
        Log.Flush();
        file.Write(gathered.WrittenSpan);
        gathered.ResetWrittenCount();
        if (!file.NeedsNewProcess)
            return;
        // Only a new process has the rights to open the file; master starts it with the next line.
        file.GiveUp();
        Sys.ExitNow(0);
    }

    public override void Ending()
    {
        TurnDone();
        file.GiveUp();
    }

    private sealed class OwnLines(LogService service) : ILogSink
    {
        private readonly string tag = MailLog.Tag(service.Context.Config, "postlogd"), host = MailLog.ShortHost(service.Context.Config);

        public void Write(IReadOnlyList<LogLine> lines)
        {
            foreach (var line in lines)
                service.Received(Bytes.Of(LogFormat.File(line, tag, host)));
            service.file.Write(service.gathered.WrittenSpan);
            service.gathered.ResetWrittenCount();
        }
    }
}
