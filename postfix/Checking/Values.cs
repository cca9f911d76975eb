namespace MailSuite.Postfix.Checking;

/// <summary>Values that are none of their parameter's type, in main.cf and in "-o" of master.cf; parameters that are set and do nothing here.</summary>
internal static class Values
{
    public static void Check(Subject subject, Report report)
    {
        var config = subject.Config;
        foreach (var param in Table.All.Concat(Table.AllOwn))
            if (config.IsSet(param.Name) && param.Name is not ("process_name" or "service_name"))
                Judge(param, config, config.File, config.Where(param.Name), report);
        foreach (var service in subject.Services)
            foreach (var (name, _) in service.Overrides)
                if (Table.Find(name) is { } param)
                    Judge(param, service.Config, subject.Master.Path, $"{subject.Master.Path}: line {service.Entry.Line}: ", report);
        try
        {
            CommonChecks.Run(config);
        }
        catch (FatalException e)
        {
            subject.NothingStarts = true;
            report.Fatal(e.Message, "no program of the mail system starts", Cure(e.Message));
        }
    }

    private static void Judge(Param param, MailConfig config, string file, string where, Report report)
    {
        try
        {
            param.Check(param.Kind == ParamKind.Raw ? config.Raw(param.Name)! : config.Text(param.Name));
        }
        catch (FatalException e)
        {
            report.Fatal(e.Message.StartsWith(file, StringComparison.Ordinal) ? e.Message : where + e.Message, "programs that read it end at their start", Wanted(param));
        }
        if (!param.ActedUpon)
            report.Warning($"{where}parameter {param.Name} is set, and this version does not act upon it yet", "the setting is without effect", "remove it, or keep the service that needs it on Postfix");
    }

    private static string Wanted(Param param)
    {
        string range = (param.Min, param.Max) switch { (0, 0) => "", (var min, 0) => $", at least {min}", (0, var max) => $", at most {max}", var (min, max) => $", from {min} to {max}" };
        string type = param.Kind switch
        {
            ParamKind.Number or ParamKind.Long => "a whole number" + range,
            ParamKind.Time => "a number with a unit s, m, h, d or w" + range,
            ParamKind.YesNo => "yes or no",
            _ => "",
        };
        return type.Length == 0 ? $"postconf -d {param.Name} shows the default" : $"{type}; the default is {param.Default}";
    }

    private static string Cure(string message) =>
        message.Contains("unknown user", StringComparison.Ordinal) ? "create the account (useradd -r), or name one that exists"
        : message.Contains("unknown group", StringComparison.Ordinal) ? "create the group (groupadd -r), or name one that exists"
        : message.Contains("privileged", StringComparison.Ordinal) ? "name an account of its own, which nothing else uses" : "";
}
