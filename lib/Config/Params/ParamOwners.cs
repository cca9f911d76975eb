using System.Runtime.CompilerServices;

namespace MailSuite.Config;

/// <summary>All classes that declare parameters.</summary>
internal static class ParamOwners
{
    /// <summary>
    /// Declares the owner that a name tells by its first word, besides the common parameters; false when only declaring all of
    /// them would show whether there is such a parameter. A daemon that stays with a few owners saves some 30 pages of memory.
    /// </summary>
    internal static bool DeclareFor(string name)
    {
        RuntimeHelpers.RunClassConstructor(typeof(GlobalParams).TypeHandle);
        // The trimmer must see each class by name beside the call: no handle may be kept in a variable.
        switch (name.AsSpan(0, name.IndexOf('_') is >= 0 and var end ? end : name.Length))
        {
            case "smtpd" or "stress" or "unknown" or "unverified" or "reject":
                RuntimeHelpers.RunClassConstructor(typeof(SmtpdParams).TypeHandle);
                break;
            case "smtp":
                RuntimeHelpers.RunClassConstructor(typeof(SmtpParams).TypeHandle);
                break;
            case "lmtp":
                RuntimeHelpers.RunClassConstructor(typeof(LmtpParams).TypeHandle);
                break;
            case "alias" or "local" or "mailbox":
                RuntimeHelpers.RunClassConstructor(typeof(LocalParams).TypeHandle);
                break;
            case "virtual" when name.StartsWith("virtual_alias", StringComparison.Ordinal):
            case "header":
                RuntimeHelpers.RunClassConstructor(typeof(CleanupParams).TypeHandle);
                break;
            case "virtual":
                RuntimeHelpers.RunClassConstructor(typeof(VirtualParams).TypeHandle);
                break;
            case "multi":
                RuntimeHelpers.RunClassConstructor(typeof(MultiInstanceParams).TypeHandle);
                break;
            case "postscreen":
                RuntimeHelpers.RunClassConstructor(typeof(PostscreenParams).TypeHandle);
                break;
            case "tls":
                RuntimeHelpers.RunClassConstructor(typeof(TlsParams).TypeHandle);
                break;
            case "default":
                RuntimeHelpers.RunClassConstructor(typeof(QmgrParams).TypeHandle);
                break;
        }
        return IsFormerName(name);
    }

    /// <summary>Names that defaults still refer to so that an old main.cf keeps its meaning; nobody declares them.</summary>
    private static bool IsFormerName(string name) => name is
        "virtual_maps" or "fallback_relay" or "authorized_verp_clients" or "smtp_per_record_deadline" or "lmtp_per_record_deadline"
        or "smtpd_per_record_deadline" or "smtpd_client_connection_limit_exceptions" or "tlsproxy_client_policy" or "tlsproxy_client_level"
        or "postscreen_whitelist_interfaces" or "postscreen_blacklist_action" or "postscreen_dnsbl_whitelist_threshold" or "postscreen_dnsbl_ttl";

    internal static void DeclareAll()
    {
        RuntimeHelpers.RunClassConstructor(typeof(AnvilParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(AuthParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(BounceParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(CleanupParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(DnsblogParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(FlushParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(GlobalParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(ImapdParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(LmtpParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(LocalParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(MasterParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(MilterParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(MultiInstanceParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(NonBdbParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PickupParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PipeParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(Pop3dParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PostdropParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PostfixParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PostlogdParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PostmultiParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PostqueueParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PostscreenParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(ProxymapParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(QmgrParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(QmqpdParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(RewriteParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(ScacheParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(SendmailParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(SmtpParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(SmtpdParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(TlsParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(TlsmgrParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(TlsproxyParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(VerifyParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(VirtualParams).TypeHandle);
    }
}
