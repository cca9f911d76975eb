using MailSuite.Config;
using MailSuite.Protocol.Imap;

namespace MailSuite.Imapd.Commands;

/// <summary>IDLE (RFC 2177): tells what happens as it happens, until the client says DONE. The kernel tells of changes; a slow poll catches what it misses.</summary>
internal static class Idle
{
    private static readonly ImapCommand News = new("IDLE", Run, When.LoggedIn);

    internal static ImapReply Run(ImapSession s, ref ImapReader r)
    {
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;

        using var inotify = new Inotify();
        foreach (var path in s.Selected?.Box.WatchPaths ?? [])
            inotify.Watch(path);
        s.Write("+ idling\r\n");
        s.TellNews(News);
        Wait(s, inotify);
        var end = s.Stream.ReadLine(1000, out var line);
        if (end == LineEnd.End)
            throw new PeerGoneException();
        return end != LineEnd.TooLong && Bytes.Same(line, "DONE"u8) ? ImapReply.Done("Idle") : ImapReply.Bad("Expected DONE.");
    }

    private static void Wait(ImapSession s, Inotify inotify)
    {
        var clock = Clock.System;
        long poll = (long)s.Config.Get(ImapdParams.IdlePoll).TotalMilliseconds, notify = (long)s.Config.Get(ImapdParams.IdleNotify).TotalMilliseconds;
        long giveUp = clock.Milliseconds + (long)s.Config.Get(ImapdParams.Timeout).TotalMilliseconds;
        long nextNotify = notify > 0 ? clock.Milliseconds + notify : long.MaxValue;
        while (!s.Stream.MoreIsHere)
        {
            s.Stream.Flush();
            Log.Flush();
            long now = clock.Milliseconds;
            Span<PollFd> both = [new PollFd(s.Stream.Transport.InputFd, PollFd.In, 0), new PollFd(inotify.Fd, PollFd.In, 0)];
            Sys.Poll(both, (int)Math.Clamp(Math.Min(poll, Math.Min(nextNotify, giveUp) - now), 0, int.MaxValue));
            if (Transport.Stopping())
                throw new ServiceStoppingException();
            if (both[0].Happened != 0)
                return;
            if (clock.Milliseconds >= giveUp)
                throw new PeerTimeoutException();
            if (both[1].Happened != 0)
            {
                // A delivery touches several files: look once, when it is over.
                Sys.Poll([], 20);
                inotify.Clear();
            }
            s.TellNews(News);
            if (clock.Milliseconds >= nextNotify)
            {
                s.Write("* OK Still here\r\n");
                nextNotify = clock.Milliseconds + notify;
            }
        }
    }
}
