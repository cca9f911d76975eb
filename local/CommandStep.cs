namespace MailSuite.Local;

/// <summary>|command in an alias or .forward, and mailbox_command: with the user's rights, a clean environment, and a limit of time.</summary>
internal sealed class CommandStep(TopRecipient top)
{
    private readonly LocalTools tools = top.Tools;

    public void Deliver(Stage stage, UserRights? rights, string command)
    {
        if (!top.IsFirst($"command {rights?.Uid ?? 0} {command}"))
            return;
        if ((tools.ToCommands & stage.By) == 0)
            top.Note(stage, Outcome.Bounced("5.7.1", "mail to command is restricted"));
        else if (top.VerifyOnly)
            top.Note(stage, Outcome.Delivered($"delivers to command: {command}"));
        else
            Start(stage, rights, command);
    }

    private void Start(Stage stage, UserRights? rights, string command)
    {
        bool named = rights != null && rights.Uid != 0;
        var who = named ? Accounts.CredentialsOf(rights!.Account) : tools.DefaultRights;
        if (Sys.EffectiveUid != 0 && Sys.EffectiveUid != who.Uid)
        {
            top.Note(stage, MailboxDrops.NotOurs(who.Uid));
            return;
        }
        string directory = LocalMacros.Expand(tools.Config.Get(LocalParams.CommandExecutionDirectory), stage, rights, tools.Config.Get(LocalParams.ExecutionDirectoryExpansionFilter), out _);
        var headers = CopyHeaders.MboxFrom | CopyHeaders.ReturnPath | CopyHeaders.OriginalTo | (tools.DeliveredToCommands ? CopyHeaders.DeliveredTo : 0);
        var request = top.Message.Request;
        var run = new DeliveryCommand(ShellCommand.Of(command, tools.Config.Get(LocalParams.CommandShell)), who, tools.Config.Get(LocalParams.CommandTimeLimit))
        {
            Name = command, Starter = "local: fatal: ", Success = _ => $"delivered to command: {command}",
            Environment = CommandEnvironment.Of(tools.Config, stage, top.Recipient, request, rights?.Account),
            Directory = directory.Length > 0 ? directory : null,
            Attempts = tools.Config.Get(GlobalParams.ForkAttempts), Delay = tools.Config.Get(GlobalParams.ForkDelay),
        };
        var (fd, clock, original) = (top.Message.Fd, tools.Clock, top.Recipient.Original);
        top.Start(stage, () => run.Deliver(request.DataSize, buffer =>
            new MessageCopy(clock).Copy(fd, request.DataOffset, headers, stage.Sender, original, stage.Delivered, buffer)));
    }
}
