using System.Runtime.ExceptionServices;

namespace MailSuite.Auth;

/// <summary>
/// A few threads for work that blocks (PAM, slow hashes, tables), so that the loop never does. Results come back on the loop.
/// Threads start when first needed; what waits is bounded.
/// </summary>
internal sealed class Workers : IDisposable
{
    private readonly Queue<Action> waiting = new();
    private readonly List<Action> finished = [];
    private readonly int threadLimit, queueLimit, wakeRead, wakeWrite;
    private readonly Loop loop;
    private int threads, idle;
    private bool closing;

    internal Workers(Loop loop, int threadLimit, int queueLimit)
    {
        (this.loop, this.threadLimit, this.queueLimit) = (loop, threadLimit, queueLimit);
        (wakeRead, wakeWrite) = Sys.Pipe();
        Sys.SetNonBlocking(wakeRead, true);
        Sys.SetNonBlocking(wakeWrite, true);
        loop.Watching(wakeRead, PollFd.In, _ => Finish());
    }

    /// <summary>Does work on a worker thread, then <paramref name="done"/> with its result on the loop; false when too much waits already.</summary>
    internal bool TryRun<T>(Func<T> work, Action<T> done)
    {
        lock (waiting)
        {
            if (waiting.Count >= queueLimit)
                return false;
            waiting.Enqueue(() =>
            {
                Action then;
                try
                {
                    var result = work();
                    then = () => done(result);
                }
                catch (Exception e)
                {
                    // Our mistake: it ends the process, and the loop's thread is where that is logged.
                    then = () => ExceptionDispatchInfo.Throw(e);
                }
                lock (finished)
                    finished.Add(then);
                Sys.WriteOnce(wakeWrite, [1]);   // a full pipe has woken the loop already
            });
            if (idle > 0)
                Monitor.Pulse(waiting);
            else if (threads < threadLimit)
            {
                threads++;
                new Thread(Body, 512 << 10) { IsBackground = true, Name = "worker" }.Start();
            }
        }
        return true;
    }

    private void Body()
    {
        while (true)
        {
            Action work;
            lock (waiting)
            {
                while (waiting.Count == 0)
                {
                    if (closing)
                        return;
                    idle++;
                    Monitor.Wait(waiting);
                    idle--;
                }
                work = waiting.Dequeue();
            }
            work();
        }
    }

    private void Finish()
    {
        Span<byte> drained = stackalloc byte[256];
        Sys.ReadOnce(wakeRead, drained);
        List<Action> now;
        lock (finished)
        {
            now = [.. finished];
            finished.Clear();
        }
        foreach (var done in now)
            done();
    }

    public void Dispose()
    {
        lock (waiting)
        {
            closing = true;
            Monitor.PulseAll(waiting);
        }
        loop.Forget(wakeRead);
        Sys.CloseQuietly(wakeRead);
        Sys.CloseQuietly(wakeWrite);
    }
}
