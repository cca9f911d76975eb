namespace MailSuite.PosttlsFinger;

/// <summary>One session: greeting, EHLO, STARTTLS, EHLO again, QUIT.</summary>
internal sealed class Conversation(FingerSettings settings, int fd, string peer) : IDisposable
{
    private const int LongestLine = 4096, MostLines = 500;
    private readonly LineStream stream = new(new FdTransport(fd));
    private bool tlsOffered;
    private string serverName = "";

    /// <summary>Holds it; returns what the server calls itself.</summary>
    internal string Run(FingerTls tls, Server server, TlsLines lines)
    {
        stream.Transport.SetTimeout(settings.CommandTimeout);
        try
        {
            Hold(tls, server, lines);
        }
        catch (PeerGoneException)
        {
            Log.Info($"lost connection with {peer}");
        }
        catch (PeerTimeoutException)
        {
            Log.Info($"timeout from {peer}");
        }
        return serverName;
    }

    private void Hold(FingerTls tls, Server server, TlsLines lines)
    {
        if (settings.Wrapper && !Upgrade(tls, server, lines))
            return;
        if (!Reply(out int code, out string text))
            return;
        if (code / 100 != 2)
        {
            Log.Info($"non-success server greeting: {text}");
            return;
        }
        if (!Hello())
            return;
        if (!settings.Wrapper && settings.Level != TlsLevel.None && tls.Works && tlsOffered)
        {
            Ask("STARTTLS", out code, out text);
            if (code / 100 != 2)
                Log.Info($"STARTTLS rejected: {text}");
            else if (!Upgrade(tls, server, lines) || !Hello())
                return;
        }
        Ask("QUIT", out _, out _);
    }

    private bool Upgrade(FingerTls tls, Server server, TlsLines lines)
    {
        // More than the one reply before TLS is somebody else's words (CVE-2021-38371).
        if (stream.MoreIsHere)
        {
            Log.Warning($"{peer}: unexpected plaintext after the reply to STARTTLS");
            return false;
        }
        var transport = tls.Connect(fd, server, peer, lines);
        if (transport == null)
            return false;
        stream.Upgrade(transport);
        transport.SetTimeout(settings.CommandTimeout);
        return true;
    }

    private bool Hello()
    {
        string verb = settings.Lmtp ? "LHLO" : "EHLO";
        tlsOffered = false;
        Send($"{verb} {settings.Config.Get(GlobalParams.Myhostname)}");
        bool ok = Reply(out int code, out string text, line =>
        {
            if (Bytes.Same(line, "STARTTLS"))
                tlsOffered = true;
        });
        if (!ok)
            return false;
        if (code / 100 == 2)
        {
            serverName = text.Length > 4 ? text[4..].Split(' ')[0] : "";
            return true;
        }
        Log.Info($"{verb} rejected: {text}");
        Ask("QUIT", out _, out _);
        return false;
    }

    private void Ask(string command, out int code, out string text)
    {
        Send(command);
        Reply(out code, out text);
    }

    private void Send(string command)
    {
        if (settings.Chat)
            Log.Info("> " + command);
        stream.WriteLine(command);
        stream.Flush();
    }

    /// <summary>Reads a reply: its code, its first line, and each line's text behind the code.</summary>
    private bool Reply(out int code, out string text, Action<string>? eachLine = null)
    {
        (code, text) = (0, "");
        for (int number = 0; number < MostLines; number++)
        {
            var end = stream.ReadLine(LongestLine, out var bytes);
            if (end == LineEnd.End)
                throw new PeerGoneException();
            string line = Bytes.Printable(Bytes.Text(bytes).TrimEnd());
            if (settings.Chat)
                Log.Info("< " + line);
            if (number == 0)
                text = line;
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out code))
            {
                Log.Info($"non-SMTP response from {peer}: {(line.Length > 100 ? line[..100] : line)}");
                return false;
            }
            eachLine?.Invoke(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] != '-')
                return true;
        }
        return false;
    }

    public void Dispose() => stream.Dispose();
}
