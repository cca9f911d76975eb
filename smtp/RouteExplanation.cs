using System.Globalization;
using MailSuite.Mail;
using MailSuite.Maps;

namespace MailSuite.Smtp;

/// <summary>Tells where mail for a next hop would be tried: each server with its address and TLS. DNS is asked, and nobody else.</summary>
internal static class RouteExplanation
{
    internal static int Run(SmtpWorld world, string sender, string nexthop)
    {
        var explanation = new Explanation();
        foreach (string site in world.Settings.Sites(nexthop))
            if (!Site(world, explanation, sender, site))
                break;
        explanation.Send(1);
        Log.To(new StandardErrorLog(world.Settings.Prefix));
        return 0;
    }

    /// <summary>One destination; false when others behind it would not be tried.</summary>
    private static bool Site(SmtpWorld world, Explanation explanation, string sender, string site)
    {
        var settings = world.Settings;
        int at = explanation.Say(new ExplainLine("site", site, "", "", ""));
        void Known(string outcome, string text) => explanation.Replace(at, new ExplainLine("site", site, "", outcome, text));
        if (Destination.Parse(site, settings.TcpPort, settings.IsLmtp, out string bad) is not { } destination)
        {
            Known("error", bad);
            return true;
        }
        int port = destination.UnixPath.Length > 0 ? 0 : world.PortOf(destination.Port);
        if (port < 0)
        {
            Known("error", $"unknown service: {destination.Port}/tcp");
            return true;
        }
        var search = world.Finder.Find(destination, port == world.DefaultPort && !settings.IsLmtp);
        Known(search.Why == null ? "ok" : search.Why.Status[0] == '4' ? "DEFER" : "BOUNCE", search.Why is { } why ? $"{why.Status} {why.Reason}" : destination.UseMx ? "mail exchangers" : "host");
        foreach (var host in search.Hosts)
            Server(world, explanation, destination, host, host.Port > 0 ? host.Port : port, sender);
        return !search.WeAreServer;
    }

    private static void Server(SmtpWorld world, Explanation explanation, Destination destination, SmtpHost host, int port, string sender)
    {
        var wish = world.Tls.For(destination, host, port, out var why);
        string tls = wish == null ? $"not tried: {why!.Status} {why.Reason}"
            : wish.Word + (wish.Match.Count > 0 ? " match=" + string.Join(':', wish.Match) : "") + (wish.ServerName.Length > 0 ? " servername=" + wish.ServerName : "")
                + (wish.Protocols is { } protocols ? " protocols=" + protocols : "") + (wish.Ciphers is { } ciphers ? " ciphers=" + ciphers : "")
                + (wish.Associations.Count > 0 ? $" associations={wish.Associations.Count}" : "");
        string where = host.Address == null ? destination.UnixPath : string.Create(CultureInfo.InvariantCulture, $"{host.Address}:{port}");
        explanation.Say(new ExplainLine("server", host.Name, where, host.Preference.ToString(CultureInfo.InvariantCulture), tls));
        if (world.Settings.SaslEnabled && world.Sasl.Find(destination, host, sender, out var credential) == LookupStatus.Found && credential != null)
            explanation.Say(new ExplainLine("login", host.Name, where, credential.User, ""));
    }
}
