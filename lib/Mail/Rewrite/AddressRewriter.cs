using MailSuite.Config;
using MailSuite.Protocol;

namespace MailSuite.Mail;

/// <summary>Whose incomplete addresses are completed: those of local users, or those in headers that strangers sent.</summary>
public enum RewriteContext
{
    /// <summary>"local": completed with $myorigin and $mydomain.</summary>
    Local,
    /// <summary>"remote": completed with $remote_header_rewrite_domain.</summary>
    Remote,
}

/// <summary>
/// Puts addresses into the form user@domain.name, whatever form they came in (trivial-rewrite(8), rewrite). Addresses are in internal form.
/// Needs no table and remembers nothing: a complete address comes back as the same object.
/// </summary>
public sealed class AddressRewriter
{
    /// <summary>Who stands for an empty local part.</summary>
    public const string MailerDaemon = "MAILER-DAEMON";

    private readonly bool appendOrigin, appendDomain, swapBang, percentHack;
    private readonly (string Origin, string Domain) local, remote;

    /// <summary>By a configuration.</summary>
    public AddressRewriter(MailConfig config)
    {
        appendOrigin = config.Get(RewriteParams.AppendAtMyorigin);
        appendDomain = config.Get(RewriteParams.AppendDotMydomain);
        swapBang = config.Get(RewriteParams.SwapBangpath);
        percentHack = config.Get(RewriteParams.AllowPercentHack);
        local = (config.Get(GlobalParams.Myorigin), config.Get(GlobalParams.Mydomain));
        string other = config.Get(RewriteParams.RemoteHeaderRewriteDomain);
        remote = (other, other);
    }

    /// <summary>The context by its name in queue files and requests; anything but "remote" is local.</summary>
    public static RewriteContext Context(string name) => name == "remote" ? RewriteContext.Remote : RewriteContext.Local;

    /// <summary>Rewrites an address in internal form.</summary>
    public string Rewrite(string address, RewriteContext context = RewriteContext.Local)
    {
        if (address.Length == 0 || address == "@")
            return "";
        var (user, domain) = Split(address);
        if (domain == null)
            (user, domain) = Domainless(user, context);
        domain = Domain(domain, context);
        return domain == null ? user
            : user.Length + 1 + domain.Length == address.Length && address[user.Length] == '@' && address.EndsWith(domain, StringComparison.Ordinal) ? address
            : $"{user}@{domain}";
    }

    /// <summary>Rewrites an address in external form, quoted where that is needed; a source route is dropped.</summary>
    public string RewriteExternal(string address, RewriteContext context = RewriteContext.Local)
    {
        if (address.StartsWith('@') && address.IndexOf(':') is > 0 and var colon && colon < address.Length - 1)
            address = address[(colon + 1)..];
        return MailAddress.Quote(Rewrite(MailAddress.Unquote(address), context));
    }

    /// <summary>Local part and domain; without "@" the domain is null.</summary>
    internal static (string User, string? Domain) Split(string address)
    {
        int at = address.LastIndexOf('@');
        return at < 0 ? (address, null) : (address[..at], address[(at + 1)..]);
    }

    /// <summary>An address without "@": site!user, user%site, or a name that gets the origin. Operators inside quotes are none.</summary>
    private (string User, string? Domain) Domainless(string user, RewriteContext context)
    {
        if (!NeedsQuotes(user))
        {
            if (swapBang && user.IndexOf('!') is >= 0 and var bang)
                return (user[(bang + 1)..], user[..bang]);
            if (percentHack && user.LastIndexOf('%') is >= 0 and var percent)
                return (user[..percent], user[(percent + 1)..]);
        }
        string origin = context == RewriteContext.Local ? local.Origin : remote.Origin;
        return (user, appendOrigin && origin.Length > 0 ? origin : null);
    }

    /// <summary>Completes a domain without a dot and takes one final dot off. Broken forms are left alone, so that diagnostics show what was sent.</summary>
    internal string? Domain(string? domain, RewriteContext context)
    {
        if (string.IsNullOrEmpty(domain))
            return domain;
        string suffix = context == RewriteContext.Local ? local.Domain : remote.Domain;
        if (appendDomain && suffix.Length > 0 && domain[0] != '[' && !domain.Contains('.'))
            domain = $"{domain}.{suffix}";
        return WithoutFinalDot(domain);
    }

    internal static string WithoutFinalDot(string domain) =>
        domain.Length > 1 && domain[^1] == '.' && domain[^2] != '.' ? domain[..^1] : domain;

    internal static bool NeedsQuotes(string user) => user.Contains('@') || !ReferenceEquals(MailAddress.Quote(user), user);
}
