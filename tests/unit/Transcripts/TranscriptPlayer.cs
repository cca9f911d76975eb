using System.Net.Sockets;
using System.Text;

namespace MailSuite.Tests.Transcripts;

/// <summary>How a conversation is played.</summary>
public enum PlayMode
{
    /// <summary>Line by line, waiting for each answer.</summary>
    AsWritten,
    /// <summary>The same, each byte in a segment of its own.</summary>
    ByteByByte,
    /// <summary>What needs no answer in between comes in one segment.</summary>
    Burst,
}

/// <summary>A running server for one conversation; the test of each program makes its own.</summary>
public interface ITranscriptServer : IDisposable
{
    /// <summary>Serves one client on a connected descriptor (which it does not close) until the session ends. Called on a thread of its own.</summary>
    void Serve(int fd);

    /// <summary>Lines of the messages that were accepted, for "queued:".</summary>
    IReadOnlyList<string> QueuedLines();
}

/// <summary>
/// Plays transcripts against a server: whole, byte by byte, in bursts, and with the client vanishing after every line. The server must
/// say what is written, log what is written, and end when its client has gone.
/// </summary>
public sealed class TranscriptPlayer
{
    private const int Patience = 15_000;
    private readonly Func<Transcript, ITranscriptServer> start;
    private readonly string[] waitAfter;

    /// <summary>For servers made by <paramref name="start"/>; in a burst the client waits after lines that begin with one of these words.</summary>
    public TranscriptPlayer(Func<Transcript, ITranscriptServer> start, params string[] waitAfter) => (this.start, this.waitAfter) = (start, waitAfter);

    /// <summary>In all ways.</summary>
    public void PlayAll(Transcript transcript)
    {
        Play(transcript, PlayMode.AsWritten);
        if (transcript.Once)
            return;
        Play(transcript, PlayMode.ByteByByte);
        Play(transcript, PlayMode.Burst);
        int lines = transcript.Steps.Count(static s => s.Who == Speaker.Client);
        for (int i = 0; i <= lines; i++)
            Vanish(transcript, i);
    }

    /// <summary>In one way.</summary>
    public void Play(Transcript transcript, PlayMode mode)
    {
        using var run = new Run(transcript, start(transcript), $"{transcript.Name} ({mode})");
        var steps = transcript.Steps;
        var pending = new MemoryStream();
        for (int i = 0; i < steps.Count; i++)
        {
            if (steps[i].Who == Speaker.Server)
            {
                if (mode != PlayMode.Burst)
                    run.Expect(steps[i].Text);
                else if (pending.Length == 0)
                    run.ExpectLater(steps[i].Text);
                else
                    run.ExpectLater(steps[i].Text);
                continue;
            }
            if (mode == PlayMode.Burst)
            {
                pending.Write(steps[i].Bytes);
                if (!MustWait(steps[i].Text))
                    continue;
                run.Send(pending.ToArray(), 65536);
                pending.SetLength(0);
                // The answers to this group stand between here and the next client line.
                for (; i + 1 < steps.Count && steps[i + 1].Who == Speaker.Server; i++)
                    run.ExpectLater(steps[i + 1].Text);
                run.Settle();
                continue;
            }
            run.Send(steps[i].Bytes, mode == PlayMode.ByteByByte ? 1 : 65536);
        }
        if (pending.Length > 0)
            run.Send(pending.ToArray(), 65536);
        run.Settle();
        run.End();
        if (mode != PlayMode.ByteByByte)
            run.CheckTraces();
    }

    private bool MustWait(string line) => line == "." || Array.Exists(waitAfter, w => line.StartsWith(w, StringComparison.OrdinalIgnoreCase));

    /// <summary>Plays up to a client line, then closes without another word.</summary>
    private void Vanish(Transcript transcript, int after)
    {
        using var run = new Run(transcript, start(transcript), $"{transcript.Name} (gone after client line {after})");
        int sent = 0;
        foreach (var step in transcript.Steps)
        {
            if (step.Who == Speaker.Server)
                run.Expect(step.Text);
            else if (sent++ == after)
                break;
            else
            {
                run.Send(step.Bytes, 65536);
                if (sent == after)
                    break;
            }
        }
        run.End();
    }

    private sealed class Run : IDisposable
    {
        private readonly Transcript transcript;
        private readonly ITranscriptServer server;
        private readonly string title;
        private readonly Socket client;
        private readonly Thread thread;
        private readonly List<string> log = [];
        private readonly Queue<string> later = new();
        private readonly StringBuilder said = new();
        private readonly byte[] buffer = new byte[65536];
        private int start, end;
        private Exception? failure;

        public Run(Transcript transcript, ITranscriptServer server, string title)
        {
            (this.transcript, this.server, this.title) = (transcript, server, title);
            MailSuite.Base.Log.To(new Recorder(log));
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
            listener.Listen(1);
            client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = Patience, SendTimeout = Patience };
            client.Connect(listener.LocalEndPoint!);
            var accepted = listener.Accept();
            accepted.Blocking = true;
            thread = new Thread(() =>
            {
                try
                {
                    server.Serve((int)accepted.Handle);
                }
                catch (Exception e)
                {
                    failure = e;
                }
                finally
                {
                    accepted.Dispose();
                }
            }, 1 << 20);
            thread.Start();
        }

        public void Send(byte[] bytes, int piece)
        {
            try
            {
                for (int at = 0; at < bytes.Length; at += piece)
                    client.Send(bytes, at, Math.Min(piece, bytes.Length - at), SocketFlags.None);
            }
            catch (SocketException)
            {
                // The server has ended the session; what it said is still read and compared.
            }
        }

        public void Expect(string wanted)
        {
            string? line = ReadLine();
            Assert.True(line != null && Transcript.Fits(wanted, line), $"{title}: wanted <{wanted}>, got <{line ?? "(end)"}>\n{said}{failure}");
        }

        public void ExpectLater(string wanted) => later.Enqueue(wanted);

        public void Settle()
        {
            while (later.TryDequeue(out string? wanted))
                Expect(wanted);
        }

        private string? ReadLine()
        {
            while (true)
            {
                int at = Array.IndexOf(buffer, (byte)'\n', start, end - start);
                if (at >= 0)
                {
                    string line = Encoding.UTF8.GetString(buffer, start, at - start).TrimEnd('\r');
                    start = at + 1;
                    said.AppendLine(line);
                    return line;
                }
                if (start > 0)
                {
                    Buffer.BlockCopy(buffer, start, buffer, 0, end - start);
                    (start, end) = (0, end - start);
                }
                try
                {
                    int n = client.Receive(buffer, end, buffer.Length - end, SocketFlags.None);
                    if (n == 0)
                        return null;
                    end += n;
                }
                catch (SocketException)
                {
                    return null;
                }
            }
        }

        /// <summary>Closes the client's end; the server must notice.</summary>
        public void End()
        {
            client.Dispose();
            Assert.True(thread.Join(Patience), $"{title}: the server does not end");
            Assert.True(failure == null, $"{title}: {failure}");
        }

        public void CheckTraces()
        {
            MailSuite.Base.Log.Flush();
            if (Transcript.Missing(transcript.Log, log) is { } missing)
                Assert.Fail($"{title}: not logged: {missing}\n{string.Join('\n', log)}");
            if (transcript.Queued.Count > 0 && Transcript.Missing(transcript.Queued, server.QueuedLines()) is { } line)
                Assert.Fail($"{title}: not in the queue: {line}\n{string.Join('\n', server.QueuedLines())}");
        }

        public void Dispose()
        {
            client.Dispose();
            thread.Join(Patience);
            MailSuite.Base.Log.To(new Recorder([]));
            server.Dispose();
        }
    }

    private sealed class Recorder(List<string> to) : ILogSink
    {
        public void Write(IReadOnlyList<LogLine> lines)
        {
            foreach (var line in lines)
                to.Add(line.Text);
        }
    }
}
