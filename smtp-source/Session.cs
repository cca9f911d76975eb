using System.Globalization;

namespace MailSuite.SmtpSource;

/// <summary>One session: a connection after another, or the same for all messages. No pipelining: it measures servers, and each step is a step.</summary>
internal sealed class Session(Work work)
{
    private const int LongestReply = 1 << 16;
    private readonly Settings settings = work.Settings;
    private readonly byte[] input = new byte[4096];
    private int fd = -1, start, end;

    internal async Task Run()
    {
        while (work.Take() is >= 0 and var behind)
        {
            if (fd < 0)
                await Greet();
            if (await Send(behind))
                work.Sent();
            if (!settings.KeepConnection || !work.HasMore)
                await Quit();
            if (work.HasMore && settings.Pause + settings.RandomPause > 0)
                await work.Loop.Delay(TimeSpan.FromSeconds(settings.Pause > 0 ? settings.Pause : Random.Shared.Next(settings.RandomPause + 1)));
        }
        if (fd >= 0)
            await Quit();
    }

    private async Task Greet()
    {
        await Connect();
        var (code, text) = await Reply();
        if (code / 100 != 2)
            throw new FatalException($"bad startup: {code} {text}");
        if (settings.Old)
            return;
        (code, text) = await Ask($"{(settings.Lmtp ? "LHLO" : "HELO")} {settings.HostName}");
        if (code / 100 != 2)
            throw new FatalException($"{(settings.Lmtp ? "LHLO" : "HELO")} rejected: {code} {text}");
    }

    private async Task Connect()
    {
        for (int tries = 1; ; tries++)
        {
            fd = Sys.StreamSocket(work.Server.Family, nonBlocking: true);
            if (settings.Window > 0)
            {
                Sys.SetOption(fd, 1, 7, settings.Window);   // SO_SNDBUF, SO_RCVBUF
                Sys.SetOption(fd, 1, 8, settings.Window);
            }
            var e = Sys.TryConnect(fd, work.Server);
            if (e == Errno.INPROGRESS)
            {
                await work.Loop.Writable(fd);
                e = Sys.SocketError(fd);
            }
            if (e == Errno.None)
            {
                if (work.Server.Family != 1)
                    Sys.SetNoDelay(fd);
                (start, end) = (0, 0);
                return;
            }
            Close();
            // A listen queue that is full is answered with a reset by some systems.
            if (e != Errno.CONNREFUSED || tries >= settings.Connects)
                throw new FatalException($"connect: {e.Text()}");
            await work.Loop.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    /// <summary>One transaction; false when the server refused it and that does not matter.</summary>
    private async Task<bool> Send(int behind)
    {
        var (code, text) = await Ask($"MAIL FROM:<{settings.From}>");
        if (code / 100 != 2)
            return await Refused($"sender rejected: {code} {text}");
        for (int left = settings.Recipients; left > 0; left--)
        {
            string number = settings.NumberRecipients ? work.NextRecipient().ToString(CultureInfo.InvariantCulture) : left > 1 ? left.ToString(CultureInfo.InvariantCulture) : "";
            (code, text) = await Ask($"RCPT TO:<{number}{settings.To}>");
            if (code / 100 != 2)
                return await Refused($"recipient rejected: {code} {text}");
        }
        (code, text) = await Ask("DATA");
        if (code != 354)
            return await Refused($"data {code} {text}");
        await Write(Message(behind));
        for (int replies = settings.Lmtp ? settings.Recipients : 1; replies > 0; replies--)
        {
            (code, text) = await Reply();
            if (code / 100 == 2)
                continue;
            if (!settings.GoOn)
                throw new FatalException($"data {code} {text}");
            Log.Warning($"end of data rejected: {code} {text}");
        }
        return true;
    }

    private byte[] Message(int behind)
    {
        string head = "";
        if (!settings.Old && !settings.BodyIsMessage)
            head = $"From: <{settings.From}>\r\nTo: <{settings.To}>\r\nDate: {LocalTime.MailDate(Clock.System.UnixSeconds)}\r\n"
                + string.Create(CultureInfo.InvariantCulture, $"Message-Id: <{Sys.ProcessId:x4}.{fd:x4}.{behind:x4}@{settings.HostName}>\r\n")
                + (settings.Subject != null ? $"Subject: {settings.Subject}\r\n" : "") + "\r\n";
        return [.. Bytes.Of(head), .. settings.Body, .. ".\r\n"u8];
    }

    private async Task<bool> Refused(string what)
    {
        if (!settings.GoOn)
            throw new FatalException(what);
        Log.Warning(what);
        var (code, text) = await Ask("RSET");
        return code / 100 == 2 ? false : throw new FatalException($"RSET rejected: {code} {text}");
    }

    private async Task Quit()
    {
        try
        {
            await Ask("QUIT");
        }
        catch (PeerGoneException)
        {
            // It has said all that matters.
        }
        Close();
    }

    private void Close()
    {
        work.Loop.Forget(fd);
        Sys.CloseQuietly(fd);
        fd = -1;
    }

    private async Task<(int Code, string Text)> Ask(string command)
    {
        Log.Debug(command);
        await Write(Bytes.Of(command + "\r\n"));
        return await Reply();
    }

    private async Task Write(byte[] bytes)
    {
        for (int done = 0; done < bytes.Length;)
        {
            int n = Sys.Send(fd, bytes.AsSpan(done), wait: false);
            if (n >= 0)
                done += n;
            else if (Sys.LastError == Errno.AGAIN)
                await work.Loop.Writable(fd);
            else if (Sys.LastError != Errno.INTR)
                throw new PeerGoneException();
        }
    }

    /// <summary>The code of a reply and the text of its last line.</summary>
    private async Task<(int Code, string Text)> Reply()
    {
        for (int size = 0; ;)
        {
            int length = input.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                string line = Bytes.Printable(Bytes.Text(input.AsSpan(start, length)).TrimEnd());
                start += length + 1;
                if ((size += length) > LongestReply)
                    throw new FatalException("endless reply");
                if (line.Length < 4 || line[3] != '-')
                    return (line.Length >= 3 && int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int code) ? code : 0, line.Length > 4 ? line[4..] : "");
                continue;
            }
            if (start > 0)
                input.AsSpan(start, end - start).CopyTo(input);
            (start, end) = (0, end - start);
            if (end == input.Length)
                throw new FatalException("endless reply line");
            await work.Loop.Readable(fd);
            int n = Sys.Receive(fd, input.AsSpan(end), wait: false);
            if (n > 0)
                end += n;
            else if (n == 0 || Sys.LastError is not (Errno.AGAIN or Errno.INTR))
                throw new PeerGoneException();
        }
    }
}
