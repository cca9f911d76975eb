using System.Globalization;

namespace MailSuite.Config;

/// <summary>What every program relies upon: names of this host, accounts and protocols that make sense. Asked when a program starts (mail_params_init of Postfix).</summary>
public static class CommonChecks
{
    /// <summary>Throws <see cref="FatalException"/>, in Postfix's words, at the first setting that cannot be.</summary>
    public static void Run(MailConfig config)
    {
        if (config.Get(GlobalParams.SyslogFacility) is var facility && LogFormat.Facility(facility) < 0)
            throw Wrong(config, GlobalParams.SyslogFacility, $"unrecognized value: {facility}");
        _ = config.CompatibilityLevel;
        InterfaceNetworks.Protocols(config);
        // An ordinary user who runs the system alone is mail owner, and nobody else's rights are to be had.
        if (Sys.EffectiveUid == 0)
            Rights(config);
        HostName(config, GlobalParams.Myhostname);
        HostName(config, GlobalParams.Mydomain);
        // The default is right by itself; what it is made of need not be.
        if (!config.IsSet(GlobalParams.Mynetworks.Name) && (config.IsSet(GlobalParams.MynetworksStyle.Name) || config.IsSet(GlobalParams.InetInterfaces.Name)))
            _ = config.Get(GlobalParams.Mynetworks);
    }

    private static FatalException Wrong(MailConfig config, Param param, string what) => new($"file {config.File}: parameter {param.Name}: {what}");

    private static void HostName(MailConfig config, Param<string> param)
    {
        string name = config.Get(param);
        if (HostPort.ProblemOfHostName(name) is not { } problem)
            return;
        Log.Warning($"valid_hostname: {problem}");
        throw Wrong(config, param, $"bad parameter value: {name}");
    }

    /// <summary>Three accounts that must not be root's, and not one another's: who may read the queue shall not be who runs strangers' commands, or submits mail.</summary>
    private static void Rights(MailConfig config)
    {
        var nobody = User(config, GlobalParams.DefaultPrivs);
        var owner = User(config, GlobalParams.MailOwner);
        if (Accounts.User(owner.Uid, out var same) == AccountAnswer.Found && same!.Name != owner.Name)
            throw Wrong(config, GlobalParams.MailOwner, $"user {owner.Name} has same user ID as {same.Name}");
        string group = config.Get(GlobalParams.SetgidGroup);
        int gid = Group(config, GlobalParams.SetgidGroup, group);
        Differ(config, GlobalParams.DefaultPrivs, nobody, owner);
        if (owner.Gid == gid)
            throw Both(config, GlobalParams.MailOwner, GlobalParams.SetgidGroup, $": user {owner.Name} and group {group} have the same group ID: {Text(gid)}");
        if (nobody.Gid == gid)
            throw Both(config, GlobalParams.DefaultPrivs, GlobalParams.SetgidGroup, $": user {nobody.Name} and group {group} have the same group ID: {Text(gid)}");
    }

    private static void Differ(MailConfig config, Param param, UserAccount user, UserAccount owner)
    {
        if (user.Name == owner.Name)
            throw Both(config, param, GlobalParams.MailOwner, $" specify the same user {user.Name}");
        if (user.Uid == owner.Uid)
            throw Both(config, param, GlobalParams.MailOwner, $": users {user.Name} and {owner.Name} have the same user ID: {Text(user.Uid)}");
        if (user.Gid == owner.Gid)
            throw Both(config, param, GlobalParams.MailOwner, $": users {user.Name} and {owner.Name} have the same group ID: {Text(user.Gid)}");
    }

    private static FatalException Both(MailConfig config, Param one, Param other, string what) => new($"file {config.File}: parameters {one.Name} and {other.Name}{what}");

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static UserAccount User(MailConfig config, Param<string> param)
    {
        string name = config.Get(param);
        var answer = Accounts.User(name, out var account);
        if (account == null)
            throw Wrong(config, param, answer == AccountAnswer.NotFound ? $"unknown user name value: {name}" : $"cannot look up user {name} now");
        if (account.Uid == 0)
            throw Wrong(config, param, $"user {name} has privileged user ID");
        return account.Gid != 0 ? account : throw Wrong(config, param, $"user {name} has privileged group ID");
    }

    private static int Group(MailConfig config, Param<string> param, string name)
    {
        var answer = Accounts.GroupId(name, out int gid);
        if (answer != AccountAnswer.Found)
            throw Wrong(config, param, answer == AccountAnswer.NotFound ? $"unknown group name: {name}" : $"cannot look up group {name} now");
        if (gid == 0)
            throw Wrong(config, param, $"group {name} has privileged group ID");
        return gid;
    }
}
