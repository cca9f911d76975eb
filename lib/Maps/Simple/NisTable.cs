namespace MailSuite.Maps;

/// <summary>
/// nis: as in alias_maps' default. On a host without a NIS domain (nearly all) the table is empty, as in Postfix; NIS itself is not spoken, so with
/// a domain set every lookup is answered TryLater.
/// </summary>
internal sealed class NisTable(string name) : LookupTable("nis", name)
{
    private const string DomainFile = "/proc/sys/kernel/domainname";
    private static bool? disabled;

    public override LookupResult Find(string key)
    {
        if (disabled is { } known)
            return known ? LookupResult.NotFound : LookupResult.TryLater;
        disabled = HostDomain() is "" or "(none)";
        Log.Warning(disabled.Value ? "dict_nis_init: NIS domain name not set - NIS lookups disabled" : $"{Name}: unsupported dictionary type: nis");
        return Find(key);
    }

    private static string HostDomain()
    {
        try
        {
            return Bytes.Text(Sys.ReadFile(DomainFile, 4096)).Trim();
        }
        catch (UnixException)
        {
            return "";   // no /proc in a jail: nobody there speaks NIS either
        }
    }
}
