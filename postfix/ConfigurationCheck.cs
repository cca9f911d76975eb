namespace MailSuite.Postfix;

/// <summary>
/// postfix check: what is wrong with the configuration is said before it bites. Errors keep the system from starting; warnings
/// name what is set and does not act here.
/// </summary>
internal static class ConfigurationCheck
{
    internal static bool Run(Instance instance)
    {
        bool good = Values(instance.Config);
        return Services(instance) && good;
    }

    private static bool Values(MailConfig config)
    {
        bool good = true;
        foreach (var param in Table.All)
        {
            if (!config.IsSet(param.Name) || param.Name is "process_name" or "service_name")
                continue;
            try
            {
                param.Check(param.Kind == ParamKind.Raw ? config.Raw(param.Name)! : config.Text(param.Name));
            }
            catch (FatalException e)
            {
                Log.Error(e.Message.StartsWith(config.File, StringComparison.Ordinal) ? e.Message : config.Where(param.Name) + e.Message);
                good = false;
            }
            if (!param.ActedUpon)
                Log.Warning($"{config.Directory}/main.cf: parameter {param.Name} is set, and this version does not act upon it yet");
        }
        return Common(config) && good;
    }

    private static bool Common(MailConfig config)
    {
        try
        {
            CommonChecks.Run(config);
            return true;
        }
        catch (FatalException e)
        {
            Log.Error(e.Message);
            return false;
        }
    }

    private static bool Services(Instance instance)
    {
        var file = MasterCf.Load(instance.Config);
        var names = new HashSet<string>();
        foreach (var s in file.Services)
        {
            if (s.IsNeedless)
                continue;
            string program = $"{instance.DaemonDirectory}/{s.Command}";
            if (Sys.TryAccess(program, 1) is var e and not Errno.None)
                Log.Warning($"{file.Path}: line {s.Line}: service \"{s.Name}\" will not be started: {program}: {e.Text()}");
            else
                names.Add(s.Key);
        }
        foreach (string needed in (string[])["cleanup/unix", "pickup/unix", "qmgr/unix", "bounce/unix", "defer/unix"])
            if (!names.Contains(needed))
                Log.Warning($"{file.Path}: the service \"{needed[..needed.IndexOf('/')]}\" is not there: mail will not flow");
        if (instance.Config.Get(GlobalParams.MaillogFile).Length > 0 && !names.Contains("postlog/unix-dgram"))
            Log.Warning($"{file.Path}: maillog_file is set, and the service \"postlog\" is not there: nothing will be logged");
        return true;
    }
}
