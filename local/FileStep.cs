namespace MailSuite.Local;

/// <summary>/file/name and /directory/ in an alias or .forward.</summary>
internal sealed class FileStep(TopRecipient top)
{
    public void Deliver(Stage stage, UserRights? rights, string path)
    {
        if (!top.IsFirst($"file {rights?.Uid ?? 0} {path}"))
            return;
        if ((top.Tools.ToFiles & stage.By) == 0)
            top.Note(stage, Outcome.Bounced("5.7.1", "mail to file is restricted"));
        else if (top.VerifyOnly)
            top.Note(stage, Outcome.Delivered($"delivers to file: {path}"));
        else
        {
            // Root's aliases and root's own .forward do not write files as root.
            var who = rights == null || rights.Uid == 0 ? top.Tools.DefaultRights : rights.ForFiles;
            if (path.EndsWith('/'))
                top.Drops.ToMaildir(top, stage, who, path);
            else
                top.Drops.ToFile(top, stage, who, path);
        }
    }
}
