namespace MailSuite.Local;

/// <summary>Expands $user, $home and the like in forward_path, mailbox_command, luser_relay, command_execution_directory (local(8)).</summary>
internal static class LocalMacros
{
    private const string Names = "user home shell domain local recipient extension recipient_delimiter sender original_recipient";

    /// <summary>Expands. Characters of values that are not in the filter become "_". <paramref name="undefined"/>: a value that the text needs does not exist.</summary>
    public static string Expand(string text, Stage stage, UserRights? rights, string? filter, out bool undefined)
    {
        bool missing = false;
        string result = MacroExpansion.Expand(text, name =>
        {
            string? value = Value(name, stage, rights);
            if (value == null)
                missing |= Names.Split(' ').Contains(name) && !text.Contains($"{{{name}?", StringComparison.Ordinal) && !text.Contains($"{{{name}:", StringComparison.Ordinal);
            return value != null && filter != null ? Filtered(value, filter) : value;
        }, recursive: false);
        undefined = missing;
        return result;
    }

    private static string? Value(string name, Stage stage, UserRights? rights) => name switch
    {
        "user" => Some(stage.User),
        "home" => Some(rights?.Account.Home),
        "shell" => Some(rights?.Account.Shell),
        "domain" => Some(stage.Domain),
        "local" => Some(stage.Local),
        "recipient" => Some(stage.Address),
        "sender" => stage.Sender,
        "extension" => stage.Extension.Length > 1 ? stage.Extension[1..] : null,
        "recipient_delimiter" => stage.Extension.Length > 0 ? stage.Extension[..1] : null,
        _ => null,
    };

    private static string? Some(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>What a stranger put into an address must not become shell or path syntax.</summary>
    private static string Filtered(string value, string filter) =>
        string.Concat(value.Select(c => filter.Contains(c) ? c : '_'));
}
