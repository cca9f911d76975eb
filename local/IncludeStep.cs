namespace MailSuite.Local;

/// <summary>:include:/file in an alias or .forward. The list of a non-root file in root's aliases is obeyed with its owner's rights; else rights stay what they are.</summary>
internal sealed class IncludeStep(TopRecipient top, RecipientSwitch recipients)
{
    public void Deliver(Stage stage, UserRights? rights, string path)
    {
        if (!top.IsFirst($"include {rights?.Uid ?? 0} {path}"))
            return;
        if (stage.Level >= RecipientSwitch.MaxLevel)
            Refuse(stage, $":include: file {path}: nesting limit exceeded", Outcome.Bounced("5.4.6", ":include: nesting limit exceeded"));
        else if (path[0] != '/')
            Refuse(stage, $":include:{path} uses a relative path", Outcome.Bounced("5.3.5", "mail system configuration error"));
        else
            Expand(stage, rights, path);
    }

    // A file that is missing or wrong today is the administrator's mistake, not the sender's: it waits.
    private void Refuse(Stage stage, string warning, Outcome? outcome = null)
    {
        Log.Warning(warning);
        top.Note(stage, outcome ?? Outcome.Deferred("4.3.5", "mail system configuration error"));
    }

    private void Expand(Stage stage, UserRights? rights, string path)
    {
        List<string>? lines;
        string objection = "";
        try
        {
            int owner = 0;
            lines = rights == null ? ListFile.Read(path, null, out objection, out owner) : Sys.RunAs(rights.ForFiles, () => ListFile.Read(path, null, out objection));
            if (lines == null)
            {
                Refuse(stage, $":include: file {path} {objection}");
                return;
            }
            if (rights == null && owner != 0)
            {
                if (Accounts.User(owner, out var account) != AccountAnswer.Found)
                {
                    Refuse(stage, $":include: file {path}: cannot find username for uid {owner}");
                    return;
                }
                rights = new UserRights(account!);
            }
        }
        catch (UnixException e)
        {
            Refuse(stage, $"cannot open include file {path}: {e.Errno.Text()}");
            return;
        }
        var list = stage with
        {
            Level = stage.Level + 1, By = ExpandedBy.Include,
            Owner = stage.Owner.Length > 0 ? stage.Owner : stage.Address,
            Unmatched = (top.Tools.Propagate & ExpandedBy.Include) != 0 ? stage.Unmatched : "",
        };
        var addresses = new AddressStep(top, recipients);
        foreach (string line in lines)
            addresses.DeliverList(list, rights, line);
    }
}
