using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>
/// A client's channel to a service of this instance: it is opened at the first question and stays open. A daemon may retire while the channel is
/// idle, so what fails on a channel that was open already is tried once more on a new one.
/// </summary>
/// <param name="path">The service's socket, "private/bounce".</param>
/// <param name="protocol">What the service says first (<see cref="ProtocolGreeting"/>); null when it says nothing.</param>
/// <param name="patience">Limit of each wait.</param>
public sealed class ServiceChannel(string path, string? protocol, TimeSpan patience) : IDisposable
{
    private IpcChannel? channel;

    /// <summary>A channel to a service that is named by a parameter and waits as long as ipc_timeout.</summary>
    /// <param name="config">Where name and timeout are read.</param>
    /// <param name="folder">"private" or "public".</param>
    /// <param name="service">The parameter that names the service.</param>
    /// <param name="protocol">As above.</param>
    public static ServiceChannel To(MailConfig config, string folder, Param<string> service, string? protocol) =>
        new($"{folder}/{config.Get(service)}", protocol, config.Get(GlobalParams.IpcTimeout));

    /// <summary>The channel while it is open: for what needs no answer.</summary>
    public IpcChannel? Current => channel;

    /// <summary>Sends a question and waits for its answer. Null, and a line in the log, when the service cannot be asked.</summary>
    public TReply? Ask<TRequest, TReply>(TRequest request) where TRequest : IIpcMessage<TRequest> where TReply : class, IIpcMessage<TReply>
    {
        for (bool fresh = channel == null; ; fresh = true)
        {
            try
            {
                if ((channel ??= Open()) is not { } open)
                    return null;
                open.Send(request);
                return open.Expect<TReply>();
            }
            catch (IpcException e)
            {
                Dispose();
                if (!fresh)
                    continue;
                Log.Warning($"problem talking to service {path[(path.LastIndexOf('/') + 1)..]}: {e.Message}");
                return null;
            }
        }
    }

    private IpcChannel? Open()
    {
        if (IpcChannel.TryConnect(path) is not { } opened)
        {
            Log.Warning($"connect to {path}: {Sys.LastError.Text()}");
            return null;
        }
        opened.SetTimeout(patience);
        try
        {
            if (protocol != null)
                opened.Expect<ProtocolGreeting>().Expecting(protocol);
            return opened;
        }
        catch (IpcException)
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Closes the channel; the next question opens another one.</summary>
    public void Dispose()
    {
        channel?.Dispose();
        channel = null;
    }
}
