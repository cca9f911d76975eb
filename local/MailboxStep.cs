using MailSuite.Maps;

namespace MailSuite.Local;

/// <summary>A user's mailbox: another transport, a command, a Maildir or an mbox, as main.cf says.</summary>
internal sealed class MailboxStep(TopRecipient top)
{
    private readonly LocalTools tools = top.Tools;
    private MailConfig Config => tools.Config;

    /// <summary>False when there is no such user.</summary>
    public bool Deliver(Stage stage, UserRights? named)
    {
        if (!top.IsFirst("mailbox " + stage.Local))
            return true;
        var transport = tools.MailboxTransports.Find(stage.User);
        if (transport.Status == LookupStatus.TryLater)
            return Note(stage, Outcome.Deferred("4.3.0", "table lookup failure"));
        string service = transport.IsFound ? transport.Value : Config.Get(LocalParams.MailboxTransport);
        if (service.Length > 0)
        {
            top.Pass(stage, service);
            return true;
        }
        switch (tools.Accounts.Find(stage.User, out var account))
        {
            case AccountAnswer.TryLater:
                Log.Warning($"error looking up passwd info for {stage.User}");
                return Note(stage, Outcome.Deferred("4.0.0", "user lookup error"));
            case AccountAnswer.NotFound:
                return false;
        }
        ToUser(stage with { By = ExpandedBy.Configuration }, new UserRights(account!));
        return true;
    }

    private bool Note(Stage stage, Outcome outcome)
    {
        top.Note(stage, outcome);
        return true;
    }

    private void ToUser(Stage stage, UserRights rights)
    {
        var byMap = tools.MailboxCommands.Find(stage.User);
        if (byMap.Status == LookupStatus.TryLater)
        {
            top.Note(stage, Outcome.Deferred("4.3.0", "table lookup failure"));
            return;
        }
        string command = byMap.IsFound ? byMap.Value : Config.Get(LocalParams.MailboxCommand);
        if (command.Length > 0)
        {
            new CommandStep(top).Deliver(stage, rights, command);
            return;
        }
        string home = Config.Get(LocalParams.HomeMailbox), spool = Config.Get(LocalParams.MailSpoolDirectory);
        bool atHome = home.Length > 0;
        string path = atHome ? $"{rights.Account.Home}/{home}" : spool.EndsWith('/') ? $"{spool}{stage.User}/" : $"{spool}/{stage.User}";
        bool maildir = path.EndsWith('/');
        if (top.VerifyOnly)
            top.Note(stage, Outcome.Delivered(maildir ? "delivers to maildir" : "delivers to mailbox"));
        else if (maildir)
            top.Drops.ToMaildir(top, stage with { Delivered = stage.Address }, rights.ForFiles, path);
        else
            top.Drops.ToMailbox(top, stage with { Delivered = stage.Address }, rights, path, atHome ? null : spool);
    }
}
