using System.Runtime.InteropServices;

namespace MailSuite.Maps;

/// <summary>The calls of OpenLDAP's libldap that ldap: tables need.</summary>
internal static unsafe partial class LdapLibrary
{
    // 2.5 is Debian 12's; 2.6 has the same calls under a name without its number.
    private const string Library = "libldap-2.5.so.0", Lber = "liblber-2.5.so.0", NewerLibrary = "libldap.so.2", NewerLber = "liblber.so.2";

    public const int Success = 0, NoSuchObject = 0x20, ServerDown = -1, LocalError = -2, TimeoutError = -5;
    public const int MessageOne = 0, ResEntry = 0x64, ResDone = 0x65;
    public const int OptDeref = 2, OptSizeLimit = 3, OptReferrals = 8, OptProtocolVersion = 0x11, OptResultCode = 0x31, OptDebugLevel = 0x5001, OptTimeout = 0x5002, OptNetworkTimeout = 0x5005, OptConnectCallbacks = 0x5011;
    public const int TlsCaCertFile = 0x6002, TlsCaCertDir = 0x6003, TlsCertFile = 0x6004, TlsKeyFile = 0x6005, TlsRequireCert = 0x6006, TlsCipherSuite = 0x6008, TlsRandomFile = 0x6009,
        TlsNewContext = 0x600f;
    public const int SaslSecurityProperties = 0x6106;
    public const int TlsNever = 0, TlsDemand = 2;
    public const uint SaslQuiet = 2;

    /// <summary>struct timeval.</summary>
    public struct Seconds(int seconds)
    {
        public long Whole = seconds, Micros;
    }

    /// <summary>struct berval.</summary>
    public struct Value
    {
        public nuint Length;
        public byte* Data;
    }

    [LibraryImport(Library)] public static partial byte* ldap_err2string(int error);
    [LibraryImport(Library)] public static partial int ldap_initialize(void** ld, byte[]? uris);
    [LibraryImport(Library)] public static partial int ldap_set_option(void* ld, int option, void* value);
    [LibraryImport(Library)] public static partial int ldap_get_option(void* ld, int option, void* value);
    [LibraryImport(Library)] public static partial int ldap_start_tls_s(void* ld, void* serverControls, void* clientControls);
    [LibraryImport(Library)] public static partial int ldap_sasl_bind_s(void* ld, byte[]? dn, byte* mechanism, Value* credentials, void* serverControls, void* clientControls, void** answer);
    [LibraryImport(Library)]
    public static partial int ldap_sasl_interactive_bind_s(void* ld, byte[]? dn, byte[]? mechanisms, void* serverControls, void* clientControls, uint flags,
        delegate* unmanaged<void*, uint, void*, void*, int> interact, void* defaults);
    [LibraryImport(Library)] public static partial int ldap_unbind_ext_s(void* ld, void* serverControls, void* clientControls);
    [LibraryImport(Library)]
    public static partial int ldap_search_ext(void* ld, byte[]? searchBase, int scope, byte[]? filter, byte** attributes, int typesOnly, void* serverControls, void* clientControls,
        Seconds* timeout, int sizeLimit, int* message);
    [LibraryImport(Library)] public static partial int ldap_result(void* ld, int message, int all, Seconds* timeout, void** result);
    [LibraryImport(Library)] public static partial int ldap_abandon_ext(void* ld, int message, void* serverControls, void* clientControls);
    [LibraryImport(Library)]
    public static partial int ldap_parse_result(void* ld, void* result, int* error, byte** matched, byte** text, byte*** referrals, void*** controls, int free);
    [LibraryImport(Library)] public static partial int ldap_msgfree(void* message);
    [LibraryImport(Library)] public static partial byte* ldap_first_attribute(void* ld, void* entry, void** ber);
    [LibraryImport(Library)] public static partial byte* ldap_next_attribute(void* ld, void* entry, void* ber);
    [LibraryImport(Library)] public static partial Value** ldap_get_values_len(void* ld, void* entry, byte* attribute);
    [LibraryImport(Library)] public static partial int ldap_count_values_len(Value** values);
    [LibraryImport(Library)] public static partial void ldap_value_free_len(Value** values);
    [LibraryImport(Library)] public static partial void ldap_memfree(void* memory);
    [LibraryImport(Library)] public static partial int ldap_is_ldap_url(byte[]? url);
    [LibraryImport(Library)] public static partial int ldap_url_parse(byte[]? url, byte*** parsed);
    [LibraryImport(Library)] public static partial void ldap_free_urldesc(byte** url);
    [LibraryImport(Lber)] public static partial int ber_sockbuf_ctrl(void* socket, int option, void* value);
    [LibraryImport(Lber)] public static partial void ber_free(void* ber, int freeBuffer);

    /// <summary>Loads the library, whichever of its names the host has.</summary>
    public static void Load()
    {
        if (!resolved)
            NativeLibrary.SetDllImportResolver(typeof(LdapLibrary).Assembly, static (name, assembly, path) =>
                name is not (Library or Lber) || NativeLibrary.TryLoad(name, assembly, path, out nint handle) ? 0
                : NativeLibrary.TryLoad(name == Library ? NewerLibrary : NewerLber, assembly, path, out handle) ? handle : 0);
        resolved = true;
        ldap_err2string(0);
    }

    private static bool resolved;

    /// <summary>An error number in words.</summary>
    public static string ErrorText(int error) => ClientLibrary.Text(ldap_err2string(error));
}
