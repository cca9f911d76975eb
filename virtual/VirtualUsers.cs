using System.Globalization;
using MailSuite.Maps;

namespace MailSuite.Virtual;

/// <summary>
/// Finds virtual users in virtual_mailbox_maps, virtual_uid_maps and virtual_gid_maps. Users found are remembered while the tables are
/// unchanged; tables that were replaced are opened anew.
/// </summary>
internal sealed class VirtualUsers
{
    private const int MostRemembered = 20_000;
    private static readonly Outcome Misconfigured = Outcome.Deferred("4.3.5", "mail system configuration error");

    private readonly MailConfig config;
    private readonly string root;
    private readonly bool remember;
    private readonly Dictionary<string, VirtualUser> known = new(StringComparer.Ordinal);
    private readonly string suffix;
    private MapList mailboxes, uids, gids;

    public VirtualUsers(MailConfig config)
    {
        this.config = config;
        root = config.Get(VirtualParams.MailboxBase);
        if (root.Length > 0 && root[0] != '/')
            throw new FatalException($"do not specify relative pathname: {VirtualParams.MailboxBase.Name} = {root}");
        suffix = config.Get(VirtualParams.MaildirSuffix);
        (mailboxes, uids, gids) = Open();
        Quotas = new VirtualQuotas(config);
        remember = AllTell(mailboxes) && AllTell(uids) && AllTell(gids) && AllTell(Quotas.Limits);
    }

    /// <summary>How much users may keep.</summary>
    public VirtualQuotas Quotas { get; private set; }

    private (MapList, MapList, MapList) Open() =>
        (MapList.Of(VirtualParams.MailboxMaps, config, TableOptions.Paranoid), MapList.Of(VirtualParams.UidMaps, config, TableOptions.Paranoid), MapList.Of(VirtualParams.GidMaps, config, TableOptions.Paranoid));

    /// <summary>Only the answers of files that are replaced may be kept: a server does not tell when it changes, nor does a file that is changed in place (lmdb).</summary>
    private static bool AllTell(MapList maps)
    {
        foreach (var table in maps.Members)
            if (table.Type is not ("hash" or "btree" or "cdb" or "dbm" or "sdbm" or "texthash" or "static" or "inline" or "cidr" or "regexp" or "pcre"))
                return false;
        return true;
    }

    /// <summary>Opens what was replaced since.</summary>
    public void Refresh()
    {
        if (!mailboxes.HasChanged() && !uids.HasChanged() && !gids.HasChanged() && !Quotas.Limits.HasChanged())
            return;
        known.Clear();
        mailboxes.Dispose();
        uids.Dispose();
        gids.Dispose();
        Quotas.Dispose();
        (mailboxes, uids, gids) = Open();
        Quotas = new VirtualQuotas(config);
    }

    /// <summary>The user of an address, or how the delivery ends without one.</summary>
    public VirtualUser? Find(string address, out Outcome? otherwise)
    {
        otherwise = null;
        string name = address.ToLowerInvariant();
        if (known.TryGetValue(name, out var user))
            return user;
        var mailbox = mailboxes.FindAddress(name);
        if (mailbox.Status == LookupStatus.NotFound)
        {
            otherwise = Outcome.Bounced("5.1.1", $"unknown user: \"{name}\"");
            return null;
        }
        if (!mailbox.IsFound || Number(name, uids, "uid", config.Get(VirtualParams.MinimumUid)) is not { } uid || Number(name, gids, "gid", 1) is not { } gid
            || !Quotas.TryFind(name, out var quota))
        {
            otherwise = Misconfigured;
            return null;
        }
        string path = root.Length > 0 ? $"{root}/{mailbox.Value}" : mailbox.Value;
        user = new VirtualUser(path.EndsWith('/') ? path + suffix : path, uid, gid) { Quota = quota };
        if (!remember)
            return user;
        if (known.Count >= MostRemembered)
            known.Clear();
        return known[name] = user;
    }

    private static int? Number(string name, MapList maps, string kind, int least)
    {
        var found = maps.FindAddress(name);
        if (found.Status == LookupStatus.TryLater)
            return null;
        if (!found.IsFound)
            Log.Warning($"recipient {name}: not found in {(kind == "uid" ? VirtualParams.UidMaps : VirtualParams.GidMaps).Name}");
        else if (int.TryParse(found.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least)
            return number;
        else
            Log.Warning($"recipient {name}: bad {kind} {found.Value} in {(kind == "uid" ? VirtualParams.UidMaps : VirtualParams.GidMaps).Name}");
        return null;
    }
}
