namespace MailSuite.Local;

/// <summary>The whole environment of a delivery command: what export_environment lets through, and what is known of the message. Nothing else of ours.</summary>
internal static class CommandEnvironment
{
    public static List<string> Of(MailConfig config, Stage stage, DeliveryRecipient recipient, DeliveryRequest request, UserAccount? account)
    {
        string filter = config.Get(LocalParams.CommandExpansionFilter);
        var result = ExportedEnvironment.Of(config);
        var client = request.Client;
        Known("HOME", account?.Home);
        Known("LOGNAME", stage.User);
        Known("USER", stage.User);
        Known("SHELL", account == null ? null : account.Shell.Length > 0 ? account.Shell : ShellCommand.DefaultShell);
        Known("DOMAIN", stage.Domain);
        Known("LOCAL", stage.Local);
        Known("RECIPIENT", stage.Address);
        Known("EXTENSION", stage.Extension.Length > 1 ? stage.Extension[1..] : null);
        Known("ORIGINAL_RECIPIENT", recipient.Original);
        ExportedEnvironment.Put(result, "SENDER", Filtered(stage.Sender, filter));
        Known("CLIENT_HOSTNAME", client.Name);
        Known("CLIENT_ADDRESS", client.Address);
        Known("CLIENT_HELO", client.Helo);
        Known("CLIENT_PROTOCOL", client.Protocol);
        Known("SASL_METHOD", client.SaslMethod);
        Known("SASL_SENDER", client.SaslSender);
        Known("SASL_USERNAME", client.SaslUser);
        Known("ENVID", request.EnvelopeId);
        return result;

        void Known(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                ExportedEnvironment.Put(result, name, Filtered(value, filter));
        }
    }

    /// <summary>Strangers choose addresses and host names; careless scripts evaluate them.</summary>
    private static string Filtered(string value, string filter) => string.Concat(value.Select(c => filter.Contains(c) ? c : '_'));
}
