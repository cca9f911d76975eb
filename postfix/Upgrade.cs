namespace MailSuite.Postfix;

/// <summary>postfix set-permissions and upgrade-configuration: what an installation or a newer version needs.</summary>
internal static class Upgrade
{
    /// <summary>Services without which mail does not flow or logs are lost, as master.cf has them.</summary>
    private static readonly string[] Services =
    [
        "pickup unix n - n 60 1 pickup", "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr", "rewrite unix - - n - - trivial-rewrite", "bounce unix - - n - 0 bounce",
        "defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce", "verify unix - - n - 1 verify", "anvil unix - - n - 1 anvil", "flush unix n - - 1000? 0 flush",
        "showq unix n - n - - showq", "smtp unix - - n - - smtp", "relay unix - - n - - smtp", "error unix - - n - - error", "retry unix - - n - - error", "discard unix - - n - - discard",
        "local unix - n n - - local", "virtual unix - n n - - virtual", "lmtp unix - - n - - lmtp", "postlog unix-dgram n - n - 1 postlogd",
    ];

    internal static int SetPermissions(Instance instance, IReadOnlyList<string> words)
    {
        var changed = Edited(instance, words);
        SpoolLayout.Create(changed, repair: true);
        SpoolLayout.FillJail(changed);
        return 0;
    }

    internal static int Configuration(Instance instance, IReadOnlyList<string> words)
    {
        var changed = Edited(instance, words);
        SpoolLayout.Create(changed, repair: true);
        var there = MasterCf.Load(changed.Config).Services.Select(static s => s.Key).ToHashSet(StringComparer.Ordinal);
        foreach (string line in Services)
        {
            string[] fields = line.Split(' ');
            if (there.Contains($"{fields[0]}/{fields[1]}"))
                continue;
            Sys.WriteOnce(1, Bytes.Of($"Editing {changed.ConfigDirectory}/master.cf, adding missing entry for {fields[0]} service\n"));
            Postconf(changed, "-M", $"{fields[0]}/{fields[1]}={line}");
        }
        return 0;
    }

    /// <summary>The words "name=value" go into main.cf first.</summary>
    private static Instance Edited(Instance instance, IReadOnlyList<string> words)
    {
        foreach (string word in words)
            if (!word.Contains('='))
                throw new FatalException($"{word}: specify name=value");
        if (words.Count == 0)
            return instance;
        Postconf(instance, ["-e", .. words]);
        return new Instance(instance.ConfigDirectory);
    }

    internal static void Postconf(Instance instance, params IReadOnlyList<string> words)
    {
        var said = Child.Errors(instance, $"{instance.CommandDirectory}/postconf", ["postconf", "-c", instance.ConfigDirectory, .. words], out var status);
        if (!status.Success)
            throw new FatalException(string.Join("; ", said));
    }
}
