namespace MailSuite.Postfix;

/// <summary>Commands of Postfix that have another answer here: each says what to do instead.</summary>
internal static class Foreign
{
    /// <summary>Postfix's packages call this behind the scenes.</summary>
    internal static int PostInstall(Instance instance, IReadOnlyList<string> words)
    {
        string word = words.Count > 0 ? words[0] : "";
        IReadOnlyList<string> rest = [.. words.Skip(1)];
        return word switch
        {
            "create-missing" => Created(instance),
            "set-permissions" => Upgrade.SetPermissions(instance, rest),
            "upgrade-configuration" or "upgrade-source" or "upgrade-package" or "upgrade-permissions" => Upgrade.Configuration(instance, rest),
            _ => throw new FatalException($"post-install: unknown command: '{word}'; files are installed by \"make install\" or the package"),
        };
    }

    private static int Created(Instance instance)
    {
        SpoolLayout.Create(instance, repair: false);
        return 0;
    }

    /// <summary>Nothing needs to move away from Berkeley DB: the suite reads and writes these files itself.</summary>
    internal static int NonBdb(Instance instance, IReadOnlyList<string> words)
    {
        if (words is ["status"] or ["disable"])
        {
            Sys.WriteOnce(1, "disable\n"u8);
            return 0;
        }
        throw new FatalException("non-bdb: hash: and btree: tables work here without Berkeley DB's library; there is nothing to migrate");
    }
}
