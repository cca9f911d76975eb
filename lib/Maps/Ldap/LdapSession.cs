using System.Runtime.InteropServices;
using static MailSuite.Maps.LdapLibrary;

namespace MailSuite.Maps;

/// <summary>An attribute of an entry with its values.</summary>
internal sealed record LdapAttribute(string Name, List<string> Values);

/// <summary>The connection to the servers of an ldap: table, opened when first needed, and shared by tables with the same login.</summary>
internal sealed unsafe class LdapSession : IDisposable
{
    private const int MostEntries = 100_000;   // of one search without a size_limit; more is a mistake in the filter
    private static readonly Dictionary<LdapLogin, LdapSession> Shared = [];

    private readonly LdapLogin login;
    private int users;
    private void* ld;

    private LdapSession(LdapLogin login) => this.login = login;

    /// <summary>The session for a login.</summary>
    public static LdapSession For(LdapLogin login)
    {
        if (!Shared.TryGetValue(login, out var session))
            Shared[login] = session = new LdapSession(login);
        session.users++;
        return session;
    }

    /// <summary>Connects and binds, unless that is done; false, after a warning, when it cannot be.</summary>
    public bool Connect()
    {
        if (ld != null)
            return true;
        if (Prepare())
            return true;
        Close();
        return false;
    }

    private bool Prepare()
    {
        const string Here = "dict_ldap_connect";
        if (login.DebugLevel > 0)
            Set(null, OptDebugLevel, login.DebugLevel);
        void* made;
        if (ldap_initialize(&made, ClientLibrary.CString(login.Servers)) != Success)
        {
            Log.Warning($"{Here}: Unable to init LDAP server {login.Servers}");
            return false;
        }
        ld = made;
        var time = new Seconds(login.Seconds);
        ldap_set_option(ld, OptNetworkTimeout, &time);
        ldap_set_option(ld, OptTimeout, &time);
        if (Set(ld, OptProtocolVersion, login.Version) != Success)
            Log.Warning($"{Here}: Unable to set LDAP protocol version");
        if (login.SizeLimit > 0)
            Set(ld, OptSizeLimit, login.SizeLimit);
        Set(ld, OptDeref, login.Dereference);
        ldap_set_option(ld, OptReferrals, login.Referrals ? (void*)1 : null);
        if (!login.IsTls && login.Bind != LdapBind.Sasl)
            return Bind();
        LdapPatience.Watch(ld);
        return LdapPatience.Limit(login.Seconds, () => (!login.IsTls || PrepareTls()) && Bind());
    }

    private static int Set(void* to, int option, int value) => ldap_set_option(to, option, &value);

    private bool PrepareTls()
    {
        (int Option, string Name, string Value)[] files =
        [
            (TlsRandomFile, "tls_random_file", login.RandomFile), (TlsCaCertFile, "tls_ca_cert_file", login.CaFile), (TlsCaCertDir, "tls_ca_cert_dir", login.CaDirectory),
            (TlsCertFile, "tls_cert", login.Certificate), (TlsKeyFile, "tls_key", login.Key), (TlsCipherSuite, "tls_cipher_suite", login.Ciphers),
        ];
        foreach (var (option, name, value) in files)
        {
            if (value.Length == 0)
                continue;
            int set;
            fixed (byte* text = ClientLibrary.CString(value))
                set = ldap_set_option(ld, option, text);
            if (set == Success)
                continue;
            Log.Warning($"dict_ldap_set_tls_options: Unable to set {name} to {value}: {set}: {ErrorText(set)}");
            return false;
        }
        int error = Set(ld, TlsRequireCert, login.RequireCertificate ? TlsDemand : TlsNever);
        if (error == Success)
            error = Set(ld, TlsNewContext, 0);
        if (error != Success)
        {
            Log.Warning($"dict_ldap_set_tls_options: Unable to allocate new TLS context {error}: {ErrorText(error)}");
            return false;
        }
        if (login.StartTls && (error = ldap_start_tls_s(ld, null, null)) != Success)
        {
            Log.Error($"dict_ldap_connect: Unable to set STARTTLS: {error}: {ErrorText(error)}");
            return false;
        }
        return true;
    }

    private bool Bind()
    {
        if (login.Bind == LdapBind.None)
            return true;
        int error;
        if (login.Bind == LdapBind.Sasl)
            error = BindBySasl();
        else
        {
            var password = ClientLibrary.CString(login.Password)!;
            fixed (byte* p = password)
            {
                var credentials = new Value { Length = (nuint)(password.Length - 1), Data = p };
                error = ldap_sasl_bind_s(ld, ClientLibrary.CString(login.Dn), null, &credentials, null, null, null);
            }
        }
        if (error == Success)
            return true;
        Log.Warning($"dict_ldap_connect: Unable to bind to server {login.Servers} with dn {(login.Dn.Length > 0 ? login.Dn : "empty or implicit")}: {error} ({ErrorText(error)})");
        return false;
    }

    private int BindBySasl()
    {
        if (login.SaslMinimumSsf > 0)
            fixed (byte* properties = ClientLibrary.CString($"minssf={login.SaslMinimumSsf}"))
                ldap_set_option(ld, SaslSecurityProperties, properties);
        fixed (byte* name = ClientLibrary.CString(login.Dn), password = ClientLibrary.CString(login.Password), realm = ClientLibrary.CString(login.SaslRealm),
            authorization = ClientLibrary.CString(login.SaslAuthorization))
        {
            byte** answers = stackalloc byte*[4];
            answers[0] = authorization;
            answers[1] = name;
            answers[2] = password;
            answers[3] = realm;
            return ldap_sasl_interactive_bind_s(ld, null, ClientLibrary.CString(login.SaslMechanisms.Length > 0 ? login.SaslMechanisms : null), null, null, SaslQuiet, &Answer, answers);
        }
    }

    // struct sasl_interact { unsigned long id; char *challenge, *prompt, *defresult; void *result; unsigned len; }, up to the id 0.
    [UnmanagedCallersOnly]
    private static int Answer(void* session, uint flags, void* answers, void* questions)
    {
        for (nint* question = (nint*)questions; question[0] != 0; question += 6)
        {
            int which = (int)question[0] switch { 0x4001 => 0, 0x4002 => 1, 0x4004 => 2, 0x4008 => 3, _ => -1 };   // SASL_CB_USER, AUTHNAME, PASS, GETREALM
            byte* text = which < 0 ? null : ((byte**)answers)[which];
            if (text == null || *text == 0)
                text = (byte*)question[3];
            question[4] = (nint)text;
            *(uint*)(question + 5) = text == null ? 0 : (uint)MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text).Length;
        }
        return Success;
    }

    /// <summary>Searches. Each entry is given as the attributes it has; <paramref name="take"/> says false when it has had enough.</summary>
    public int Search(string searchBase, int scope, string filter, IReadOnlyList<string> attributes, Func<List<LdapAttribute>, bool> take)
    {
        var names = attributes.Select(static a => ClientLibrary.CString(a)!).ToArray();
        var pins = new GCHandle[names.Length];
        byte** list = stackalloc byte*[names.Length + 1];
        for (int i = 0; i < names.Length; i++)
        {
            pins[i] = GCHandle.Alloc(names[i], GCHandleType.Pinned);
            list[i] = (byte*)pins[i].AddrOfPinnedObject();
        }
        list[names.Length] = null;
        var time = new Seconds(login.Seconds);
        int message;
        int error = ldap_search_ext(ld, ClientLibrary.CString(searchBase), scope, ClientLibrary.CString(filter), list, 0, null, null, &time, -1, &message);
        foreach (var pin in pins)
            pin.Free();
        return error == Success ? Results(message, take) : error;
    }

    private int Results(int message, Func<List<LdapAttribute>, bool> take)
    {
        long deadline = Clock.System.Milliseconds + login.Seconds * 1000L;
        for (int entries = 0; ; )
        {
            long left = Math.Max(deadline - Clock.System.Milliseconds, 0);
            var time = new Seconds(0) { Whole = left / 1000, Micros = left % 1000 * 1000 };
            void* result;
            int kind = ldap_result(ld, message, MessageOne, &time, &result);
            if (kind <= 0)
            {
                int error = TimeoutError;
                if (kind < 0)
                    ldap_get_option(ld, OptResultCode, &error);
                ldap_abandon_ext(ld, message, null, null);
                return error == Success ? LocalError : error;
            }
            if (kind == ResDone)
            {
                int error;
                int parsed = ldap_parse_result(ld, result, &error, null, null, null, null, 1);
                return error != Success ? error : parsed;
            }
            bool goOn = kind != ResEntry || ++entries <= MostEntries && take(Attributes(result));
            ldap_msgfree(result);
            if (goOn)
                continue;
            ldap_abandon_ext(ld, message, null, null);
            return entries > MostEntries ? 4 : Success;   // LDAP_SIZELIMIT_EXCEEDED
        }
    }

    private List<LdapAttribute> Attributes(void* entry)
    {
        var attributes = new List<LdapAttribute>();
        void* ber = null;
        for (byte* name = ldap_first_attribute(ld, entry, &ber); name != null; name = ldap_next_attribute(ld, entry, ber))
        {
            var values = new List<string>();
            Value** found = ldap_get_values_len(ld, entry, name);
            for (int i = 0, n = found == null ? 0 : ldap_count_values_len(found); i < n; i++)
            {
                var bytes = new ReadOnlySpan<byte>(found[i]->Data, (int)found[i]->Length);
                int nul = bytes.IndexOf((byte)0);
                values.Add(Bytes.Text(nul < 0 ? bytes : bytes[..nul]));
            }
            if (found != null)
                ldap_value_free_len(found);
            attributes.Add(new LdapAttribute(ClientLibrary.Text(name), values));
            ldap_memfree(name);
        }
        if (ber != null)
            ber_free(ber, 0);
        return attributes;
    }

    /// <summary>Gives the connection up; the next lookup makes another.</summary>
    public void Close()
    {
        if (ld != null)
            ldap_unbind_ext_s(ld, null, null);
        ld = null;
    }

    public void Dispose()
    {
        if (--users > 0)
            return;
        Shared.Remove(login);
        Close();
    }
}
