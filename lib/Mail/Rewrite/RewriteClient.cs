using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>
/// Asks the trivial-rewrite daemon, for those who may not read the tables themselves. The channel stays open. What cannot be asked is
/// null or TryLater, never a guess.
/// </summary>
public sealed class RewriteClient(MailConfig config) : IDisposable
{
    private readonly ServiceChannel rewrite = ServiceChannel.To(config, "private", GlobalParams.RewriteServiceName, RewriteRequest.Protocol);

    /// <summary>Rewrites an address in internal form; null when the service cannot be asked.</summary>
    public string? Rewrite(string address, string context) =>
        address.Length == 0 ? "" : rewrite.Ask<RewriteRequest, RewriteReply>(new RewriteRequest(RewriteRequest.Rewrite, context, address))?.Address;

    /// <summary>Resolves an address in internal form.</summary>
    public Resolution Resolve(string sender, string address, bool probe = false) =>
        rewrite.Ask<RewriteRequest, ResolveReply>(new RewriteRequest(probe ? RewriteRequest.Verify : RewriteRequest.Resolve, sender, address))?.Resolution ?? Resolution.Unavailable(address);

    /// <inheritdoc/>
    public void Dispose() => rewrite.Dispose();
}
