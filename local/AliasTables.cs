using MailSuite.Maps;

namespace MailSuite.Local;

/// <summary>The tables of alias_maps, and whose they are: what an alias says is done with the rights of who owns its table.</summary>
internal sealed class AliasTables(MailConfig config)
{
    private const int OtherWrite = 2;
    private static readonly (string Type, string Suffix)[] Files =
        [("hash", ".db"), ("btree", ".db"), ("cdb", ".cdb"), ("lmdb", ".lmdb"), ("dbm", ".pag"), ("sdbm", ".pag"), ("texthash", ""), ("regexp", ""), ("pcre", ""), ("cidr", "")];

    private MapList maps = MapList.Of(LocalParams.AliasMaps, config, TableOptions.Paranoid);

    public MapList Maps => maps;

    /// <summary>Opens what newaliases has replaced.</summary>
    public void Refresh()
    {
        if (!maps.HasChanged())
            return;
        maps.Dispose();
        maps = MapList.Of(LocalParams.AliasMaps, config, TableOptions.Paranoid);
    }

    /// <summary>Who owns a table: 0 for root and for tables that are part of main.cf or of a server that it names; -1 when nobody can be held to it.</summary>
    public static int OwnerOf(LookupTable table)
    {
        string name = table.Name.StartsWith("proxy:", StringComparison.Ordinal) ? table.Name[6..] : table.Name;
        foreach (var (type, suffix) in Files)
            if (name.StartsWith(type + ":", StringComparison.Ordinal))
                return Sys.TryStat(name[(type.Length + 1)..] + suffix, out var status) != Errno.None || (status.Mode & OtherWrite) != 0 ? -1 : status.Uid;
        return 0;
    }
}
