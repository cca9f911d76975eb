namespace MailSuite.Smtpd;

/// <summary>
/// smtpd_proxy_options = speed_adjust: the message is kept in a file without name until it is whole, and the filter is called only then. So a slow
/// client holds no filter. The filter's answer is for all recipients together.
/// </summary>
internal sealed class SpooledProxyTarget : MailTarget
{
    private const int BufferSize = 16384;

    private readonly SmtpSession session;
    private readonly MailTransaction transaction;
    private readonly List<string> recipients = [];
    private readonly byte[] buffer = new byte[BufferSize];
    private int fd, used;
    private Errno trouble;

    private SpooledProxyTarget(SmtpSession session, MailTransaction transaction, int fd) => (this.session, this.transaction, this.fd) = (session, transaction, fd);

    /// <summary>Makes the file; the refusal when it cannot be made.</summary>
    public static SmtpReply? TryOpen(SmtpSession session, MailTransaction transaction, out MailTarget? target)
    {
        var e = Sys.TryOpenUnnamed("incoming", 0x180, out int fd);   // 0600
        target = e == Errno.None ? new SpooledProxyTarget(session, transaction, fd) : null;
        if (target == null)
        {
            Log.Warning($"proxy speed-adjust log: {e.Text()}");
            return Replies.WriteError.Uncounted();
        }
        Log.Info(LogLines.Client(session, target.Id, transaction));
        return null;
    }

    public override string Id => "NOQUEUE";

    public override long ArrivalMicros { get; } = Clock.System.UnixMicros;

    public override SmtpReply Recipient(EnvelopeRecipient recipient, SmtpCommandLine line)
    {
        recipients.Add(line.Text);
        return Replies.RecipientOk;
    }

    public override SmtpReply? StartContent()
    {
        if (session.Forwarded == null)
            Received.Write(session, transaction, this);
        return null;
    }

    /// <summary>Lines are kept with LF; parts of a long line as they come.</summary>
    public override void Line(ReadOnlySpan<byte> line, bool more = false)
    {
        Keep(line);
        if (!more)
            Keep("\n"u8);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (used == buffer.Length)
                Flush();
            int n = Math.Min(bytes.Length, buffer.Length - used);
            bytes[..n].CopyTo(buffer.AsSpan(used));
            used += n;
            bytes = bytes[n..];
        }
    }

    private void Flush()
    {
        try
        {
            if (trouble == Errno.None)
                Sys.Write(fd, buffer.AsSpan(0, used));
        }
        catch (UnixException e)
        {
            trouble = e.Errno;
            Log.Warning($"proxy speed-adjust log I/O error: {e.Errno.Text()}");
        }
        used = 0;
    }

    public override SmtpReply Finish()
    {
        Flush();
        if (trouble != Errno.None)
            return trouble is Errno.NOSPC or Errno.DQUOT ? Replies.NoSpace.Uncounted() : Replies.WriteError.Uncounted();
        bool inContent = false;
        using var filter = ProxyClient.Connect(session.Settings);
        var reply = Replay(filter, ref inContent);
        filter.Leave(inContent);
        Log.Info(LogLines.Proxy(session, reply));
        return reply;
    }

    private SmtpReply Replay(ProxyClient filter, ref bool inContent)
    {
        if (ProxyEnvelope.Begin(filter, session, transaction) is { } refused)
            return refused;
        foreach (string recipient in recipients)
            if (filter.Say(recipient) is { Code: >= 300 } reply)
                return reply.Code >= 400 ? reply : Replies.ProxyFailed;
        if (filter.Say("DATA") is { Code: not 354 } no)
            return no.Code >= 400 ? no : Replies.ProxyFailed;
        inContent = true;
        if (!Copy(filter))
            return Replies.WriteError.Uncounted();
        var end = filter.Say(".");
        inContent = false;
        return end;
    }

    private bool Copy(ProxyClient filter)
    {
        bool atLineStart = true;
        try
        {
            Sys.SeekTo(fd, 0);
            for (int n; (n = Sys.Read(fd, buffer)) > 0;)
                for (var rest = buffer.AsSpan(0, n); !rest.IsEmpty;)
                {
                    int end = rest.IndexOf((byte)'\n');
                    ContentWriter.Write(filter, end < 0 ? rest : rest[..end], atLineStart, more: end < 0);
                    atLineStart = end >= 0;
                    rest = rest[(end < 0 ? rest.Length : end + 1)..];
                }
            return true;
        }
        catch (UnixException e)
        {
            Log.Warning($"proxy speed-adjust log I/O error: {e.Errno.Text()}");
            return false;
        }
    }

    protected override void Release()
    {
        Sys.CloseQuietly(fd);
        fd = -1;
    }
}
