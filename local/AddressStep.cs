namespace MailSuite.Local;

/// <summary>What an alias or a file names: commands, files, further lists, addresses of this host or of others.</summary>
internal sealed class AddressStep(TopRecipient top, RecipientSwitch recipients)
{
    private const string Include = ":include:";

    /// <summary>Delivers to all of a list; the number of its words.</summary>
    public int DeliverList(Stage stage, UserRights? rights, string list)
    {
        var words = AddressWords.Of(list);
        foreach (string word in words)
            Deliver(stage, rights, word);
        return words.Count;
    }

    /// <summary>Delivers to one word.</summary>
    public void Deliver(Stage stage, UserRights? rights, string word)
    {
        if (word[0] == '|')
            new CommandStep(top).Deliver(stage, rights, word[1..].Trim());
        else if (word.StartsWith('/') || word.StartsWith("~/", StringComparison.Ordinal))
            ToFile(stage, rights, word);
        else if (word.Length > Include.Length && word.StartsWith(Include, StringComparison.OrdinalIgnoreCase))
            new IncludeStep(top, recipients).Deliver(stage, rights, word[Include.Length..]);
        else
            ToAddress(stage, rights, word);
    }

    private void ToFile(Stage stage, UserRights? rights, string path)
    {
        if (path[0] != '~')
            new FileStep(top).Deliver(stage, rights, path);
        else if (rights is { Account.Home.Length: > 0 })
            new FileStep(top).Deliver(stage, rights, rights.Account.Home + path[1..]);
        else
        {
            Log.Warning($"unknown home directory for: {path}");
            top.Note(stage, Outcome.Deferred("4.3.5", "mail system configuration error"));
        }
    }

    private void ToAddress(Stage stage, UserRights? rights, string word)
    {
        bool direct = word[0] == '\\';
        string address = top.Tools.Rewriter.Rewrite(direct ? word[1..] : word);
        var resolution = top.Tools.Resolver.Resolve(stage.Sender, address);
        if (resolution.TryLater)
            top.Note(stage, Outcome.Deferred("4.3.0", "address resolver failure"));
        else if (resolution.Error)
            top.Note(stage, Outcome.Bounced("5.1.3", $"bad recipient address syntax: {address}"));
        else
        {
            var next = stage with { Level = stage.Level + 1, Address = WithExtension(resolution.Recipient, stage.Unmatched), Direct = direct };
            if (resolution.Transport == top.Tools.Relay)
                recipients.Deliver(next, rights);
            else
                top.Forward(next);
        }
    }

    private static string WithExtension(string address, string extension)
    {
        int at = address.LastIndexOf('@');
        return extension.Length == 0 ? address : at < 0 ? address + extension : $"{address[..at]}{extension}{address[at..]}";
    }
}
