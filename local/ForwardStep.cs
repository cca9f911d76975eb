namespace MailSuite.Local;

/// <summary>A user's .forward file: the first of forward_path that exists, with the user's rights, if it is the user's own.</summary>
internal sealed class ForwardStep(TopRecipient top, RecipientSwitch recipients)
{
    private readonly LocalTools tools = top.Tools;

    /// <summary>True when the file has taken care of the message.</summary>
    public bool Deliver(Stage stage)
    {
        string forwardPath = tools.Config.Get(LocalParams.ForwardPath);
        if (forwardPath.Length == 0)
            return false;
        var answer = tools.Accounts.Find(stage.User, out var account);
        if (answer == AccountAnswer.TryLater)
        {
            Log.Warning($"error looking up passwd info for {stage.User}");
            top.Note(stage, Outcome.Deferred("4.0.0", "user lookup error"));
            return true;
        }
        if (answer == AccountAnswer.NotFound)
            return false;
        var rights = new UserRights(account!);
        if (!tools.Config.Get(LocalParams.FrozenDeliveredTo))
            stage = stage with { Delivered = stage.Address };
        stage = stage with { By = ExpandedBy.Forward, Owner = stage.User };
        try
        {
            return Sys.EffectiveUid == 0 || Sys.EffectiveUid == rights.Uid ? Search(stage, rights, forwardPath) : Unreadable(stage, rights);
        }
        catch (UnixException e)
        {
            // A home directory that cannot be looked at now (NFS) may hold a .forward: it waits.
            top.Note(stage, Outcome.Deferred("4.3.0", e.Message));
            return true;
        }
    }

    private bool Unreadable(Stage stage, UserRights rights)
    {
        top.Note(stage, MailboxDrops.NotOurs(rights.Uid));
        return true;
    }

    private bool Search(Stage stage, UserRights rights, string forwardPath)
    {
        string filter = tools.Config.Get(LocalParams.ForwardExpansionFilter);
        foreach (string pattern in forwardPath.Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            string path = LocalMacros.Expand(pattern, stage, rights, filter, out bool undefined);
            if (undefined)
                continue;
            if (tools.NoForward.Contains(path))
                continue;
            var e = LookAt(path, rights, out var status);
            if (e is Errno.NOENT or Errno.NOTDIR or Errno.ACCES)
            {
                tools.NoForward.Add(path);
                continue;
            }
            if (e != Errno.None)
                throw new UnixException(e, "look at " + path);
            bool matched = pattern.Contains("extension", StringComparison.Ordinal) || (tools.Propagate & ExpandedBy.Forward) == 0;
            return Obey(matched ? stage with { Unmatched = "" } : stage, rights, path, status);
        }
        return false;
    }

    /// <summary>
    /// What there is, seen with the user's rights. Nearly always there is nothing: root sees that in one system call, and learns nothing else by it.
    /// </summary>
    private static Errno LookAt(string path, UserRights rights, out FileStatus status)
    {
        if (Sys.EffectiveUid == 0 && Sys.TryLstat(path, out status) is var e and (Errno.NOENT or Errno.NOTDIR))
            return e;
        FileStatus found = default;
        e = Sys.RunAs(rights.ForFiles, () => Sys.TryLstat(path, out found));
        status = found;
        return e;
    }

    private bool Obey(Stage stage, UserRights rights, string path, FileStatus status)
    {
        if (top.VerifyOnly)
        {
            top.Note(stage, Outcome.Delivered($"forward via file: {path}"));
            return true;
        }
        // The user's own address in the file, met inside the expansion, means the mailbox.
        if (!top.IsFirst("forward " + path))
            return top.WasDone("forward-done " + path);
        string objection = ListFile.Objection(status, rights.Uid);
        List<string>? lines = null;
        if (objection.Length == 0)
        {
            try
            {
                lines = Sys.RunAs(rights.ForFiles, () => ListFile.Read(path, rights.Uid, out objection));
            }
            catch (UnixException e)
            {
                Log.Warning($"cannot open file {path}: {e.Errno.Text()}");
                if (e.Errno is Errno.ACCES or Errno.NOENT or Errno.LOOP)
                    return false;
                top.Note(stage, Outcome.Deferred("4.3.0", $"cannot open file {path}: {e.Errno.Text()}"));
                return true;
            }
        }
        if (lines == null)
        {
            Log.Warning($"file {path} {objection}");
            return false;
        }
        top.Expands(isList: false);
        int count = 0;
        var addresses = new AddressStep(top, recipients);
        foreach (string line in lines)
            count += addresses.DeliverList(stage, rights, line);
        if (count == 0)
            return false;
        top.IsFirst("forward-done " + path);
        return true;
    }
}
