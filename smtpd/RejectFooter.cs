namespace MailSuite.Smtpd;

/// <summary>smtpd_reject_footer and its maps: text behind each refusal, for those who must read it to a help desk.</summary>
internal sealed class RejectFooter
{
    private readonly MapList maps;
    private readonly string text, allowed;
    private readonly string hostname;

    public RejectFooter(MailConfig config)
    {
        maps = MapList.Of(SmtpdParams.RejectFooterMaps, config);
        text = config.Get(SmtpdParams.RejectFooter);
        allowed = Bytes.Text(CEscapes.Read(config.Get(SmtpdParams.ExpansionFilter)));
        hostname = config.Get(GlobalParams.Myhostname);
    }

    /// <summary>The name of a table that was replaced or modified; null when none was.</summary>
    public string? ChangedTable() => maps.ChangedTable();

    /// <summary>The template for a reply; empty when there is none. The maps are asked by the whole reply and come first.</summary>
    public string Of(int code, string reply)
    {
        if (maps.IsEmpty)
            return text;
        var found = maps.Find($"{code} {reply.Replace('\n', ' ')}");
        return found.IsFound ? found.Value : text;
    }

    /// <summary>The reply with the template filled in: on a new line, or behind the text when it begins with "\c"; "\n" starts a line. Each new line repeats the enhanced status code.</summary>
    public string Append(SmtpSession session, string reply, string template)
    {
        bool same = template.StartsWith("\\c", StringComparison.Ordinal);
        string filled;
        try
        {
            filled = MacroExpansion.Expand(same ? template[2..] : template, name => Value(session, name), recursive: false);
        }
        catch (MacroException e)
        {
            Log.Warning($"{SmtpdParams.RejectFooter.Name}: {e.Message}: {template}");
            return reply;
        }
        int last = reply.LastIndexOf('\n') + 1, space = reply.IndexOf(' ', last);
        string status = space > last && IsStatus(reply.AsSpan(last, space - last)) ? reply[last..(space + 1)] : "";
        string[] lines = filled.Split("\\n");
        string result = same ? reply + lines[0] : $"{reply}\n{status}{lines[0]}";
        foreach (string line in lines.AsSpan(1))
            result += $"\n{status}{line}";
        return result;
    }

    private string? Value(SmtpSession session, string name) => name switch
    {
        "client_address" => Censored(session.Peer.Address),
        "client_port" => Censored(session.Peer.Port),
        "localtime" => LocalTime.LogDate(session.Settings.Context.Clock.UnixSeconds),
        "server_name" => hostname,
        _ => Missing(name),
    };

    private static string? Missing(string name)
    {
        Log.Warning($"unknown macro name \"{name}\" in {SmtpdParams.RejectFooter.Name}");
        return "";
    }

    private string Censored(string value) => string.Concat(value.Select(c => allowed.Contains(c) ? c : '_'));

    private static bool IsStatus(ReadOnlySpan<char> word) => word.Length >= 5 && word[0] is '4' or '5' && word[1] == '.' && word.IndexOfAnyExcept("0123456789.") < 0;
}
