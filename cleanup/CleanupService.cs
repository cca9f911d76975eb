namespace MailSuite.Cleanup;

/// <summary>
/// Serves those who may not write into the queue themselves: one message after the other on a channel that stays open.
/// smtpd and pickup have the same rights as this process and run <see cref="CleanupSession"/> in their own.
/// </summary>
internal sealed class CleanupService : SingleService
{
    private CleanupTables tables = null!;
    private IncomingFlow flow = null!;
    private QmgrClient qmgr = null!;

    public override void PreJail()
    {
        tables = new CleanupTables(Config, Context.Clock);
        flow = new IncomingFlow(Config, Context.Backlog);
        qmgr = new QmgrClient(Config, flow);
    }

    public override bool PreAccept()
    {
        if (tables.ChangedTable() is not { } table)
            return true;
        Log.Info($"table {table} has changed -- restarting");
        return false;
    }

    public override void Serve(Client client)
    {
        // The channel closes the descriptor, the skeleton too: it gets a copy.
        using var channel = new IpcChannel(Sys.Duplicate(client.Fd, 3));
        channel.SetTimeout(Config.Get(GlobalParams.MaxIdle));
        try
        {
            channel.Send(new ProtocolGreeting(CleanupStart.Protocol));
            // A table that changed meanwhile ends the channel between two messages: the client connects again, to a process that knows the new one.
            while (tables.ChangedTable() == null && !Context.ShouldRetire && channel.Receive<CleanupStart>() is { } start)
                One(channel, start.Envelope);
        }
        catch (IpcException e)
        {
            Log.Debug(e.Message);
        }
    }

    private void One(IpcChannel channel, MailEnvelope envelope)
    {
        CleanupSession? session = null;
        try
        {
            session = Open(envelope);
        }
        catch (UnixException e)
        {
            Log.Warning(e.Message);
            session?.Dispose();
        }
        if (session == null)
        {
            channel.Send(new CleanupStarted(""));
            return;
        }
        using (session)
        {
            channel.Send(new CleanupStarted(session.Id));
            session.StartContent();
            var content = new LineCutter(session);
            for (bool last = false; !last;)
            {
                var part = channel.Expect<CleanupContent>();
                content.Take(part.Part);
                last = part.Last;
            }
            content.End();
            var result = session.Finish();
            if (result.IsIncoming)
                qmgr.Arrived(session.Id);
            channel.Send(new CleanupDone(result));
        }
    }

    private CleanupSession Open(MailEnvelope e)
    {
        flow.Wait();
        var c = e.Client;
        var session = CleanupSession.Open(tables, e.Flags, c.RewriteContext, c.LogIdent);
        session.SendOptions = e.SendOptions;
        void Attribute(string name, string value)
        {
            if (value.Length > 0)
                session.Attribute(name, value);
        }
        Attribute("sasl_method", c.SaslMethod);
        Attribute("sasl_username", c.SaslUser);
        Attribute("sasl_sender", c.SaslSender);
        Attribute("envelope_id", e.EnvelopeId);
        Attribute("ret_flags", e.Return == 0 ? "" : e.Return.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Attribute("trace_flags", e.TraceFlags == 0 ? "" : e.TraceFlags.ToString(System.Globalization.CultureInfo.InvariantCulture));
        session.Sender(e.Sender);
        Attribute("encoding", e.Encoding);
        Attribute("log_client_name", c.Name);
        Attribute("log_client_address", c.Address);
        Attribute("log_client_port", c.Port);
        Attribute("log_message_origin", c.Name.Length > 0 ? $"{c.Name}[{c.Address}]" : "local");
        Attribute("log_helo_name", c.Helo);
        Attribute("log_protocol_name", c.Protocol);
        foreach (var recipient in e.Recipients)
            session.Recipient(recipient);
        return session;
    }
}

/// <summary>Cuts content that comes in parts into lines; a part may end anywhere.</summary>
internal sealed class LineCutter(CleanupSession to)
{
    private bool open;

    public void Take(ReadOnlySpan<byte> part)
    {
        while (!part.IsEmpty)
        {
            int end = part.IndexOf((byte)'\n');
            open = end < 0;
            to.Line(end < 0 ? part : part[..end], more: open);
            part = end < 0 ? default : part[(end + 1)..];
        }
    }

    /// <summary>Ends a last line that has no LF.</summary>
    public void End()
    {
        if (open)
            to.Line(default);
    }
}
