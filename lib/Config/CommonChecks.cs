namespace MailSuite.Config;

/// <summary>What every program relies upon: names of this host, accounts and protocols that make sense. Asked before the system starts.</summary>
public static class CommonChecks
{
    /// <summary>Throws <see cref="FatalException"/>, in Postfix's words, at the first setting that cannot be.</summary>
    public static void Run(MailConfig config)
    {
        _ = config.CompatibilityLevel;
        InterfaceNetworks.Protocols(config);
        HostName(config, GlobalParams.Myhostname);
        HostName(config, GlobalParams.Mydomain);
        User(config, GlobalParams.MailOwner);
        User(config, GlobalParams.DefaultPrivs);
        Group(config, GlobalParams.SetgidGroup);
    }

    private static FatalException Wrong(MailConfig config, Param param, string what) => new($"file {config.File}: parameter {param.Name}: {what}");

    private static void HostName(MailConfig config, Param<string> param)
    {
        string name = config.Get(param);
        if (!HostPort.IsHostName(name))
            throw Wrong(config, param, $"bad parameter value: {name}");
    }

    private static void User(MailConfig config, Param<string> param)
    {
        string name = config.Get(param);
        // An ordinary user who runs the system alone is mail owner, and nobody else's rights are to be had.
        if (Sys.EffectiveUid != 0)
            return;
        var answer = Accounts.User(name, out var account);
        if (account == null)
            throw Wrong(config, param, answer == AccountAnswer.NotFound ? $"unknown user name value: {name}" : $"cannot look up user {name} now");
        if (account.Uid == 0)
            throw Wrong(config, param, $"user {name} has privileged user ID");
        if (account.Gid == 0)
            throw Wrong(config, param, $"user {name} has privileged group ID");
    }

    private static void Group(MailConfig config, Param<string> param)
    {
        string name = config.Get(param);
        if (Sys.EffectiveUid != 0)
            return;
        var answer = Accounts.GroupId(name, out int gid);
        if (answer != AccountAnswer.Found)
            throw Wrong(config, param, answer == AccountAnswer.NotFound ? $"unknown group name: {name}" : $"cannot look up group {name} now");
        if (gid == 0)
            throw Wrong(config, param, $"group {name} has privileged group ID");
    }
}
