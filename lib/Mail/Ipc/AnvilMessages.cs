namespace MailSuite.Mail;

/// <summary>What is counted of a client; the order is that of the statistics.</summary>
public enum AnvilEvent
{
    /// <summary>A connection was made: it counts until <see cref="Disconnect"/>, or until the channel closes.</summary>
    Connect,
    /// <summary>A connection has ended; there is no answer.</summary>
    Disconnect,
    /// <summary>A message is about to come (MAIL).</summary>
    Message,
    /// <summary>A recipient was named (RCPT).</summary>
    Recipient,
    /// <summary>A TLS session was negotiated anew.</summary>
    NewTls,
    /// <summary>An attempt to log in.</summary>
    Auth,
    /// <summary>How many TLS sessions were negotiated; nothing is counted.</summary>
    NewTlsStatus,
}

/// <summary>To private/anvil: something that a client ("service:address") did.</summary>
public sealed record AnvilRequest(AnvilEvent Event, string Ident) : IIpcMessage<AnvilRequest>
{
    /// <inheritdoc/>
    public static string Protocol => "anvil_protocol";

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Number("request", (int)Event);
        to.Text("ident", Ident);
        to.End();
    }

    /// <inheritdoc/>
    public static AnvilRequest Read(AttrReader from)
    {
        var request = new AnvilRequest((AnvilEvent)from.Count("request", (int)AnvilEvent.NewTlsStatus), from.Text("ident"));
        from.End();
        return request;
    }
}

/// <summary>The answer to all but Disconnect.</summary>
/// <param name="Count">Connections of the client now.</param>
/// <param name="Rate">What was asked about, in the current anvil_rate_time_unit.</param>
public sealed record AnvilReply(int Count, int Rate) : IIpcMessage<AnvilReply>
{
    /// <inheritdoc/>
    public static string Protocol => AnvilRequest.Protocol;

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Number("count", Count);
        to.Number("rate", Rate);
        to.End();
    }

    /// <inheritdoc/>
    public static AnvilReply Read(AttrReader from)
    {
        var reply = new AnvilReply(from.Count("count", int.MaxValue), from.Count("rate", int.MaxValue));
        from.End();
        return reply;
    }
}

/// <summary>
/// Counts at anvil, over a channel that stays open: a session costs one question when it begins and one line when it ends. An anvil that does not
/// answer stops no mail: null then, and nobody waits for it again for some seconds.
/// </summary>
public sealed class AnvilClient(Clock? clock = null) : IDisposable
{
    private const long RestAfterFailure = 10_000;
    private readonly Clock clock = clock ?? Clock.System;
    private readonly ServiceChannel anvil = new("private/anvil", AnvilRequest.Protocol, TimeSpan.FromSeconds(10));
    private long restUntil;

    /// <summary>Counts an event of a client; null when anvil cannot be asked.</summary>
    public AnvilReply? Count(AnvilEvent what, string ident)
    {
        if (anvil.Current == null && clock.Milliseconds < restUntil)
            return null;
        var reply = anvil.Ask<AnvilRequest, AnvilReply>(new AnvilRequest(what, ident));
        if (reply == null)
            restUntil = clock.Milliseconds + RestAfterFailure;
        return reply;
    }

    /// <summary>Says that a connection, counted before, has ended. When anvil cannot be told it has noticed that its channel closed.</summary>
    public void Disconnected(string ident)
    {
        try
        {
            anvil.Current?.Send(new AnvilRequest(AnvilEvent.Disconnect, ident));
        }
        catch (IpcException)
        {
            Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => anvil.Dispose();
}
