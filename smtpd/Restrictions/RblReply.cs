using System.Globalization;

namespace MailSuite.Smtpd.Restrictions;

/// <summary>The reply to a client that is on a DNS list: rbl_reply_maps or default_rbl_reply, with its macros.</summary>
internal static class RblReply
{
    public static Verdict Refuse(PolicyCheck c, DnsList list, DnsListAnswer answer, string what, string kind)
    {
        string? template = null;
        if (!c.Tables.RblReplies.IsEmpty)
        {
            var found = c.Tables.RblReplies.Find(list.Name);
            if (found.Status == LookupStatus.TryLater)
                return c.ServerError();
            template = found.IsFound ? found.Value : null;
        }
        string text = template == null ? "" : Expand(c, template, list, answer, what, kind) ?? "";
        if (text.Length == 0)
            text = Expand(c, c.Config.Get(SmtpdParams.DefaultRblReply), list, answer, what, kind)
                ?? throw new FatalException($"bad default rbl reply template: {c.Config.Get(SmtpdParams.DefaultRblReply)}");
        if (text.Length < 4 || text[0] is not ('4' or '5') || text[3] != ' ' || !int.TryParse(text.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int code))
        {
            Log.Warning($"rbl response code configuration error: {text}");
            return c.Refuse(450, "4.7.1", "Service unavailable");
        }
        string rest = text[4..].Trim();
        (string dsn, rest) = EnhancedStatus.Split(rest, out string given, out string behind) ? (given, behind) : ("4.7.1", rest);
        return c.Refuse(code, dsn, rest.Length > 0 ? rest : "Service unavailable");
    }

    private static string? Expand(PolicyCheck c, string template, DnsList list, DnsListAnswer answer, string what, string kind)
    {
        // The text comes from a stranger's DNS: a code in it is for no reply of ours, and a "$" no macro.
        string reason = EnhancedStatus.Split(answer.Text, out _, out string behind) ? behind : answer.Text;
        try
        {
            return MacroExpansion.Value(template, name => name switch
            {
                "rbl_code" => c.Config.Get(SmtpdParams.MapsRblRejectCode).ToString("D3", CultureInfo.InvariantCulture),
                "rbl_domain" => list.Domain,
                "rbl_reason" => Filtered(c, reason),
                "rbl_txt" => Filtered(c, answer.Text),
                "rbl_what" => Filtered(c, what),
                "rbl_class" => kind,
                _ => SessionMacro(c, name) is { } value ? Filtered(c, value) : null,
            }, recursive: false);
        }
        catch (MacroException e)
        {
            Log.Warning($"bad rbl reply template for domain {list.Name}: {template}: {e.Message}");
            return null;
        }
    }

    /// <summary>smtpd_expansion_filter: what is not in it becomes "_".</summary>
    private static string Filtered(PolicyCheck c, string value)
    {
        var allowed = c.Tables.ExpansionFilter;
        return value.All(ch => allowed.Contains(ch)) ? value : string.Concat(value.Select(ch => allowed.Contains(ch) ? ch : '_'));
    }

    /// <summary>What is known of the session, by the names that postconf(5) lists at default_rbl_reply.</summary>
    private static string? SessionMacro(PolicyCheck c, string name)
    {
        var peer = c.Session.Peer;
        string sender = c.SenderAddress, recipient = c.RecipientAddress ?? "";
        return name switch
        {
            "client" => peer.Display,
            "client_address" => peer.Address,
            "client_name" => peer.Name,
            "client_port" => peer.Port,
            "reverse_client_name" => peer.ReverseName,
            "helo_name" => c.HeloName ?? "",
            "sender" => sender.Length > 0 ? sender : "<>",
            "sender_name" => sender.Length > 0 ? Local(sender) : "<>",
            "sender_domain" => Domain(sender),
            "recipient" => recipient,
            "recipient_name" => Local(recipient),
            "recipient_domain" => Domain(recipient),
            "server_name" => c.Session.Settings.Myhostname,
            _ => null,
        };
    }

    private static string Local(string address) => address.LastIndexOf('@') is >= 0 and var at ? address[..at] : address;

    private static string Domain(string address) => address.LastIndexOf('@') is >= 0 and var at ? address[(at + 1)..] : "";
}
