using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>
/// Asks the trivial-rewrite daemon, for those who may not read the tables themselves. The channel stays open. What cannot be asked is
/// null or TryLater, never a guess.
/// </summary>
public sealed class RewriteClient(MailConfig config) : IDisposable
{
    private IpcChannel? channel;

    /// <summary>Rewrites an address in internal form; null when the service cannot be asked.</summary>
    public string? Rewrite(string address, string context) =>
        address.Length == 0 ? "" : Ask<RewriteReply>(new RewriteRequest(RewriteRequest.Rewrite, context, address))?.Address;

    /// <summary>Resolves an address in internal form.</summary>
    public Resolution Resolve(string sender, string address, bool probe = false) =>
        Ask<ResolveReply>(new RewriteRequest(probe ? RewriteRequest.Verify : RewriteRequest.Resolve, sender, address))?.Resolution ?? Resolution.Unavailable(address);

    private T? Ask<T>(RewriteRequest request) where T : class, IIpcMessage<T>
    {
        for (int attempt = 0; attempt < 2; attempt++)
        {
            bool fresh = channel == null;
            try
            {
                channel ??= Open();
                if (channel == null)
                    return null;
                channel.Send(request);
                return channel.Expect<T>();
            }
            catch (IpcException e)
            {
                Dispose();
                // The daemon may have retired while the channel was idle: once more on a new one.
                if (fresh)
                {
                    Log.Warning($"problem talking to service {config.Get(GlobalParams.RewriteServiceName)}: {e.Message}");
                    return null;
                }
            }
        }
        return null;
    }

    private IpcChannel? Open()
    {
        string path = "private/" + config.Get(GlobalParams.RewriteServiceName);
        if (IpcChannel.TryConnect(path) is not { } opened)
        {
            Log.Warning($"connect to {path}: {Sys.LastError.Text()}");
            return null;
        }
        opened.SetTimeout(config.Get(GlobalParams.IpcTimeout));
        channel = opened;   // from here on Dispose closes it
        return opened.Expect<ProtocolGreeting>().Name == RewriteRequest.Protocol ? opened : throw new IpcException("unexpected protocol");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        channel?.Dispose();
        channel = null;
    }
}
