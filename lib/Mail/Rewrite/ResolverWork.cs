using MailSuite.Config;
using MailSuite.Maps;

namespace MailSuite.Mail;

/// <summary>
/// One resolution, in trivial-rewrite(8)'s order: work off our own domains and routing operators; find the class; let tables override the
/// route. A table that cannot be asked ends it with TryLater, because the next rule must not answer in its place.
/// </summary>
internal sealed class ResolverWork(MailConfig config, AddressRewriter rewriter, RoutingTables tables)
{
    private sealed class TableTrouble : Exception;

    private string transport = "", nexthop = "", recipient = "", domain = "";
    private AddressClass @class;
    private ResolutionFlags flags;

    public Resolution Resolve(string sender, string address)
    {
        try
        {
            bool local = WorkOff(address);
            if (local)
                ToLocal();
            else
                ToOther(sender);
            if (@class != AddressClass.VirtualAlias)
                ByTransportMaps();
            Moved();
            if (recipient.StartsWith('-') && !config.Get(RewriteParams.AllowMinUser))
                flags |= ResolutionFlags.Error;
            return new Resolution(transport, nexthop, recipient, @class, flags);
        }
        catch (TableTrouble)
        {
            // What no table can mend is refused all the same.
            return (flags & ResolutionFlags.Error) != 0 ? new Resolution(transport, nexthop, recipient, @class, flags) : Resolution.Unavailable(address);
        }
    }

    private static bool Is(LookupStatus status) => status == LookupStatus.TryLater ? throw new TableTrouble() : status == LookupStatus.Found;

    /// <summary>Takes off domains of ours and follows routing operators until none is left; true when the address ends here.</summary>
    private bool WorkOff(string address)
    {
        var (user, rest) = AddressRewriter.Split(address);
        string? ours = null;
        string? foreign = rest;
        // Each turn makes the address shorter by an operator or a domain.
        for (int turns = 0; turns <= address.Length + 2; turns++)
        {
            if (foreign != null)
            {
                foreign = AddressRewriter.WithoutFinalDot(foreign);
                bool empty = foreign.Length == 0;
                if (empty ? !config.Get(RewriteParams.ResolveNullDomain) && !HasRouting(user) : !Is(tables.Local.IsLocal(foreign)))
                    break;
                if (foreign.Length > 0)
                    ours = foreign;
                foreign = null;
            }
            if (!HasRouting(user) || AddressRewriter.NeedsQuotes(user) && !config.Get(RewriteParams.ResolveDequotedAddress))
                break;
            (user, foreign) = Route(user);
        }
        if (user.Length == 0 && foreign == null)
            user = config.Get(RewriteParams.EmptyAddressRecipient);
        domain = foreign ?? ours ?? config.Get(GlobalParams.Myhostname);
        recipient = $"{user}@{domain}";
        if (recipient == address)
            recipient = address;
        if (foreign != null && !DomainSyntax.IsValid(domain))
            Misformed(user);
        if ((flags & ResolutionFlags.Error) == 0 && user.AsSpan().IndexOfAny("@%!") >= 0)
            flags |= ResolutionFlags.Routed;
        // A name alone is of this host; that the host is a destination, too, is for mydestination to say.
        return foreign == null && (ours != null || Is(tables.Local.IsLocal(domain)));
    }

    /// <summary>A numeric domain without brackets may stand for the address; all else that no host can be called is an error.</summary>
    private void Misformed(string user)
    {
        if (config.Get(RewriteParams.ResolveNumericDomain) && DomainSyntax.IsValid($"[{domain}]"))
        {
            domain = $"[{domain}]";
            recipient = $"{user}@{domain}";
            return;
        }
        flags |= ResolutionFlags.Error;
    }

    private bool HasRouting(string user) =>
        user.Contains('@') || config.Get(RewriteParams.SwapBangpath) && user.Contains('!') || config.Get(RewriteParams.AllowPercentHack) && user.Contains('%');

    private (string User, string? Domain) Route(string user)
    {
        int at = user.LastIndexOf('@');
        if (at == 0 && user.Length == 1)
            return ("", null);
        var (name, where) = at >= 0 ? (user[..at], user[(at + 1)..])
            : config.Get(RewriteParams.SwapBangpath) && user.IndexOf('!') is >= 0 and var bang ? (user[(bang + 1)..], user[..bang])
            : user.LastIndexOf('%') is var percent ? (user[..percent], user[(percent + 1)..]) : default;
        return (name, rewriter.Domain(where, RewriteContext.Local));
    }

    private void ToLocal()
    {
        if (config.Get(GlobalParams.HelpfulWarnings))
        {
            WarnTwice(tables.VirtualAlias.Contains(domain) == LookupStatus.Found, GlobalParams.Mydestination, CleanupParams.VirtualAliasDomains);
            WarnTwice(tables.VirtualMailbox.Contains(domain) == LookupStatus.Found, GlobalParams.Mydestination, VirtualParams.MailboxDomains);
        }
        @class = AddressClass.Local;
        To(tables.LocalTransport, domain);
    }

    private void ToOther(string sender)
    {
        if (Is(tables.VirtualAlias.Contains(domain)))
        {
            if (config.Get(GlobalParams.HelpfulWarnings))
            {
                WarnTwice(tables.VirtualMailbox.Contains(domain) == LookupStatus.Found, CleanupParams.VirtualAliasDomains, VirtualParams.MailboxDomains);
                WarnTwice(tables.Relay.Contains(domain) == LookupStatus.Found, CleanupParams.VirtualAliasDomains, GlobalParams.RelayDomains);
            }
            @class = AddressClass.VirtualAlias;
            To((config.Get(GlobalParams.ErrorServiceName), "5.1.1 User unknown" + (config.Get(SmtpdParams.ShowUserUnknownTableName) ? " in virtual alias table" : "")), "");
        }
        else if (Is(tables.VirtualMailbox.Contains(domain)))
        {
            if (config.Get(GlobalParams.HelpfulWarnings))
                WarnTwice(tables.Relay.Contains(domain) == LookupStatus.Found, VirtualParams.MailboxDomains, GlobalParams.RelayDomains);
            @class = AddressClass.VirtualMailbox;
            To(tables.VirtualTransport, domain);
        }
        else if (Is(tables.Relay.Contains(domain)))
        {
            @class = AddressClass.Relay;
            To(tables.RelayTransport, RelayHost(sender));
        }
        else
        {
            @class = AddressClass.Default;
            var chosen = BySender(tables.SenderTransport, sender, config.Get(RewriteParams.EmptyAddressDefaultTransportMapsLookupKey));
            var service = chosen == null || Bytes.Same(chosen, "DUNNO") ? tables.DefaultTransport : RoutingTables.SplitService(chosen);
            if (service.Transport.Length == 0)
                service.Transport = tables.DefaultTransport.Transport;
            To(service, RelayHost(sender));
        }
    }

    private void To((string Transport, string Nexthop) service, string otherwise)
    {
        transport = service.Transport;
        nexthop = service.Nexthop.Length > 0 ? service.Nexthop : otherwise;
    }

    private string RelayHost(string sender)
    {
        var host = BySender(tables.SenderRelayHost, sender, config.Get(RewriteParams.EmptyAddressRelayhostMapsLookupKey));
        if (host != null && !Bytes.Same(host, "DUNNO"))
            return host;
        return tables.RelayHost.Length > 0 ? tables.RelayHost : domain;
    }

    private static string? BySender(MapList maps, string sender, string nullKey)
    {
        if (maps.IsEmpty)
            return null;
        var result = maps.FindAddress(sender.Length == 0 ? nullKey : sender);
        return Is(result.Status) ? result.Value : null;
    }

    private static void WarnTwice(bool listed, Param a, Param b, string domain)
    {
        if (listed)
            Log.Warning($"do not list domain {domain} in BOTH {a.Name} and {b.Name}");
    }

    private void WarnTwice(bool listed, Param a, Param b) => WarnTwice(listed, a, b, domain);

    /// <summary>transport(5): the address, its domain, parents, "*". What an entry leaves out stays as it is; "name:" alone goes to the recipient's domain.</summary>
    private void ByTransportMaps()
    {
        if (tables.Transport.IsEmpty)
            return;
        var found = tables.Transport.FindAddress(recipient, tables.TransportKeys);
        if (found.Status == LookupStatus.NotFound)
            found = tables.Transport.Find("*", full: false);
        if (!Is(found.Status))
            return;
        var (service, host) = RoutingTables.SplitService(found.Value);
        if (service.Length > 0)
        {
            transport = service;
            nexthop = domain;
        }
        if (host.Length > 0)
            nexthop = host;
    }

    private void Moved()
    {
        if (tables.Relocated.IsEmpty)
            return;
        var found = tables.Relocated.FindAddress(recipient);
        if (!Is(found.Status))
            return;
        transport = config.Get(GlobalParams.ErrorServiceName);
        nexthop = config.Get(RewriteParams.RelocatedPrefixEnable) ? "5.1.6 User has moved to " + found.Value : found.Value;
    }
}
