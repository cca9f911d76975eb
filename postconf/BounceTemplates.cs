namespace MailSuite.Postconf;

/// <summary>-b and -t: the bounce daemon, which knows the templates, shows them.</summary>
internal static class BounceTemplates
{
    public static void Show(Options options, string directory)
    {
        if (options.Operands.Count > 1)
            throw new FatalException($"-{options.Mode} requires at most one template file");
        var config = MailConfig.Load(directory);
        string program = Path.Join(config.Get(GlobalParams.DaemonDirectory), "bounce");
        List<string> arguments = [program, "-SVn" + (options.Mode == 'b' ? "expand_templates" : "dump_templates")];
        if (options.Operands is [var file])
            arguments.AddRange(["-o", $"bounce_template_file={file}"]);
        arguments.AddRange(["-o", "queue_directory=."]);
        var status = Sys.Run(new SpawnRequest
        {
            Path = program,
            Arguments = arguments,
            Environment = [$"MAIL_CONFIG={directory}", $"PATH={Sys.GetEnvironment("PATH")}"],
            Descriptors = SpawnRequest.Standard,
        });
        if (!status.Success)
            throw new FatalException($"{program}: command failed", status.Exited ? status.Code : 1);
    }
}
