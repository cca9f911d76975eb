namespace MailSuite.Local;

/// <summary>The whole environment of a delivery command: what export_environment lets through, and what is known of the message. Nothing else of ours.</summary>
internal static class CommandEnvironment
{
    private const string DefaultPath = "/usr/bin:/bin";

    public static List<string> Of(MailConfig config, Stage stage, DeliveryRecipient recipient, ClientAttributes client, UserAccount? account)
    {
        string filter = config.Get(LocalParams.CommandExpansionFilter);
        var result = new List<string> { "PATH=" + DefaultPath };
        foreach (string word in config.Get(GlobalParams.ExportEnvironment).Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
            if (word.Contains('='))
                Put(result, word[..word.IndexOf('=')], word[(word.IndexOf('=') + 1)..]);
            else if (Sys.GetEnvironment(word) is { } value)
                Put(result, word, value);
        Known("HOME", account?.Home);
        Known("LOGNAME", account?.Name);
        Known("USER", account?.Name);
        Known("SHELL", account == null ? null : "/bin/sh");
        Known("DOMAIN", stage.Domain);
        Known("LOCAL", stage.Local);
        Known("RECIPIENT", stage.Address);
        Known("EXTENSION", stage.Extension.Length > 1 ? stage.Extension[1..] : null);
        Known("ORIGINAL_RECIPIENT", recipient.Original);
        Put(result, "SENDER", Filtered(stage.Sender, filter));
        Known("CLIENT_HOSTNAME", client.Name);
        Known("CLIENT_ADDRESS", client.Address);
        Known("CLIENT_HELO", client.Helo);
        Known("CLIENT_PROTOCOL", client.Protocol);
        Known("SASL_METHOD", client.SaslMethod);
        Known("SASL_SENDER", client.SaslSender);
        Known("SASL_USERNAME", client.SaslUser);
        return result;

        void Known(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                Put(result, name, Filtered(value, filter));
        }
    }

    private static void Put(List<string> environment, string name, string value)
    {
        environment.RemoveAll(e => e.StartsWith(name + "=", StringComparison.Ordinal));
        environment.Add($"{name}={value}");
    }

    /// <summary>Strangers choose addresses and host names; careless scripts evaluate them.</summary>
    private static string Filtered(string value, string filter) => string.Concat(value.Select(c => filter.Contains(c) ? c : '_'));
}
