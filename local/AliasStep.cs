using MailSuite.Maps;

namespace MailSuite.Local;

/// <summary>Aliases (aliases(5)): the tables in order, each alias with the rights of who owns its table.</summary>
internal sealed class AliasStep(TopRecipient top, RecipientSwitch recipients)
{
    private readonly MapList maps = top.Tools.Aliases.Maps;

    /// <summary>Delivers by an alias of the name; false when there is none.</summary>
    public bool Deliver(Stage stage, string name, UserRights? rights)
    {
        if (stage.By == ExpandedBy.Alias && stage.Alias == name)
            return false;
        foreach (var table in maps.Members)
        {
            var result = AliasDatabase.Find(table, name);
            if (result.Status == LookupStatus.NotFound)
                continue;
            if (result.Status == LookupStatus.TryLater)
            {
                Log.Warning($"{table.Name}: lookup of '{name}' failed");
                top.Note(stage, Outcome.Deferred("4.3.0", "alias database unavailable"));
            }
            else if (stage.Level > RecipientSwitch.MaxLevel)
            {
                Log.Warning($"alias database loop for {name}");
                top.Note(stage, Outcome.Bounced("5.4.6", $"alias database loop for {name}"));
            }
            else if (top.VerifyOnly)
                top.Note(stage, Outcome.Delivered($"aliased to {result.Value}"));
            else if (RightsOf(table, stage, out var owner))
                Expand(stage, name, owner, result.Value);
            return true;
        }
        return false;
    }

    /// <summary>The rights for what the alias names; null for root's aliases. False when they cannot be known, which waits.</summary>
    private bool RightsOf(LookupTable table, Stage stage, out UserRights? rights)
    {
        rights = null;
        int uid = AliasTables.OwnerOf(table);
        if (uid == 0)
            return true;
        if (uid < 0)
        {
            Log.Warning($"{top.Message.Request.QueueId}: no owner UID for alias database {table.Name}");
            top.Note(stage, Outcome.Deferred("4.3.0", "mail system configuration error"));
            return false;
        }
        if (Accounts.User(uid, out var account) != AccountAnswer.Found)
        {
            Log.Warning($"cannot find alias database owner for {table.Name}");
            top.Note(stage, Outcome.Deferred("4.3.0", "cannot find alias database owner"));
            return false;
        }
        rights = new UserRights(account!);
        return true;
    }

    private void Expand(Stage stage, string name, UserRights? rights, string text)
    {
        var config = top.Tools.Config;
        string ownerName = config.Get(GlobalParams.OwnerRequestSpecial) ? "owner-" + name : "";
        var owner = ownerName.Length > 0 ? maps.Find(ownerName) : LookupResult.NotFound;
        if (owner.Status == LookupStatus.TryLater)
        {
            top.Note(stage, Outcome.Deferred("4.3.0", "alias database unavailable"));
            return;
        }
        if (owner.IsFound)
        {
            string address = top.Tools.Rewriter.RewriteExternal(config.Get(LocalParams.ExpandOwnerAlias) ? owner.Value : ownerName);
            stage = stage with { Sender = Protocol.MailAddress.Unquote(address), Owner = Protocol.MailAddress.Unquote(address), IsListMember = true };
        }
        else if (config.Get(LocalParams.ResetOwnerAlias))
            stage = stage with { Owner = "" };
        if (!config.Get(LocalParams.FrozenDeliveredTo))
            stage = stage with { Delivered = stage.Address };
        top.Expands(isList: owner.IsFound);
        if (new AddressStep(top, recipients).DeliverList(stage with { By = ExpandedBy.Alias, Alias = name }, rights, text) > 0)
            return;
        Log.Warning($"no recipient in alias lookup result for {name}");
        top.Note(stage, Outcome.Deferred("4.3.5", "mail system configuration error"));
    }
}
