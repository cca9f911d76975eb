using MailSuite.Maps;

namespace MailSuite.Local;

/// <summary>
/// What becomes of one address: alias, .forward, mailbox, or nobody's. Depth is bounded by <see cref="MaxLevel"/>, breadth by the duplicate filter.
/// </summary>
internal sealed class RecipientSwitch(TopRecipient top)
{
    /// <summary>Nesting of aliases, .forward and :include: files.</summary>
    public const int MaxLevel = 100;

    private readonly LocalTools tools = top.Tools;

    /// <summary>Delivers to a local address; <paramref name="rights"/> are those of the expansion that named it.</summary>
    public void Deliver(Stage stage, UserRights? rights)
    {
        if (stage.Level > MaxLevel + 1)
        {
            top.Note(stage, Outcome.Bounced("5.4.6", "recipient nesting limit exceeded"));
            return;
        }
        if (!top.IsFirst($"recipient {stage.Level} {stage.Address}"))
            return;
        if (top.Message.HasPassed(stage.Address))
        {
            top.Note(stage, Outcome.Bounced("5.4.6", $"mail forwarding loop for {stage.Address}"));
            return;
        }
        int at = stage.Address.LastIndexOf('@');
        string local = (at < 0 ? stage.Address : stage.Address[..at]).ToLowerInvariant();
        var (user, extension) = AddressExtension.Split(local, tools.Config);
        if (extension.Contains('/'))
        {
            Log.Warning($"{top.Message.Request.QueueId}: address with illegal extension: {local}");
            extension = "";
        }
        stage = stage with
        {
            Delivered = stage.Delivered.Length > 0 ? stage.Delivered : stage.Address,
            Local = local, User = user, Extension = extension, Unmatched = "", Domain = at < 0 ? "" : stage.Address[(at + 1)..],
        };
        if (user.Length == 0)
            top.Note(stage, Outcome.Bounced("5.1.3", $"null username in \"{stage.Address}\""));
        else
            Switch(stage, rights);
    }

    private void Switch(Stage stage, UserRights? rights)
    {
        if (!stage.Direct)
        {
            var aliases = new AliasStep(top, this);
            if (aliases.Deliver(stage, stage.Local, rights))
                return;
            bool propagates = (tools.Propagate & ExpandedBy.Alias) != 0;
            if (stage.Extension.Length > 0 && aliases.Deliver(stage with { Unmatched = propagates ? stage.Extension : "" }, stage.User, rights))
                return;
        }
        stage = stage with { Unmatched = stage.Extension };
        // Somebody else's mailbox in a list that has an owner, and anything in an :include: file, gets a message and status of its own.
        if (stage.Owner.Length > 0 && !Bytes.Same(stage.Owner, stage.User) || stage.By == ExpandedBy.Include)
        {
            top.Forward(stage);
            return;
        }
        if (!HomeIsThere(stage) || !stage.Direct && new ForwardStep(top, this).Deliver(stage))
            return;
        if (!new MailboxStep(top).Deliver(stage, rights))
            Unknown(stage, rights);
    }

    /// <summary>require_home_directory: a home that is not mounted now may hold a .forward that says otherwise.</summary>
    private bool HomeIsThere(Stage stage)
    {
        if (!tools.Config.Get(LocalParams.RequireHomeDirectory) || tools.Accounts.Find(stage.User, out var account) != AccountAnswer.Found)
            return true;
        var e = Sys.TryStat(account!.Home, out _);
        if (e == Errno.None)
            return true;
        top.Note(stage, Outcome.Deferred("4.3.0", $"cannot access home directory {account.Home}: {e.Text()}"));
        return false;
    }

    /// <summary>Nobody of that name.</summary>
    private void Unknown(Stage stage, UserRights? rights)
    {
        var byMap = tools.FallbackTransports.Find(stage.User);
        string fallback = tools.Config.Get(LocalParams.FallbackTransport), relay = tools.Config.Get(LocalParams.LuserRelay);
        if (byMap.Status == LookupStatus.TryLater)
            top.Note(stage, Outcome.Deferred("4.3.0", "table lookup failure"));
        else if (byMap.IsFound || fallback.Length > 0)
            top.Pass(stage, byMap.IsFound ? byMap.Value : fallback);
        else if (relay.Length > 0 && top.IsFirst("luser " + stage.Address))
            new AddressStep(top, this).Deliver(stage with { Unmatched = "" }, rights, LocalMacros.Expand(relay, stage, rights, filter: null, out _));
        else if (stage.User is "mailer-daemon" or "postmaster")
        {
            Log.Warning($"required alias not found: {stage.Local}");
            top.Note(stage, Outcome.Delivered("discarded"));
        }
        else
            top.Note(stage, Outcome.Bounced("5.1.1", $"unknown user: \"{stage.User}\""));
    }
}
