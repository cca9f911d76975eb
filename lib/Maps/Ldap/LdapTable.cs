using System.Text;

namespace MailSuite.Maps;

/// <summary>ldap: attributes of the entries of a directory (ldap_table(5)), by OpenLDAP's library.</summary>
internal sealed class LdapTable : QueryTable
{
    private const string Here = "dict_ldap_lookup";
    private const int DeepestRecursion = 1000;   // each level is a level of our stack

    private readonly LdapAttributes attributes;
    private readonly LdapSession session;
    private readonly string searchBase, filter, resultFormat;
    private readonly bool baseDependsOnKey;
    private readonly int scope;

    private LdapTable(string name, TableSettings settings, MailConfig config, TableOptions options) : base("ldap", name, config, options)
    {
        scope = Scope(settings.Text("scope", "sub", 1));
        searchBase = settings.Text("search_base");
        filter = settings.Text("query_filter", "(mailacceptinggeneralid=%s)");
        resultFormat = settings.Optional("result_format") ?? settings.Text("result_filter", "%s", 1);
        if (!Templates.Note(filter, query: true))
            Log.Warning($"dict_ldap_open: {name}: Fixed query_filter {filter} is probably useless");
        baseDependsOnKey = Templates.Note(searchBase, query: true);
        Templates.Note(resultFormat, query: false);
        ReadDomains(settings, config);
        attributes = LdapAttributes.Read(settings);
        RecursionLimit = Math.Min(settings.Number("recursion_limit", 1000, 1), DeepestRecursion);
        ExpansionLimit = settings.Number("expansion_limit", 0);
        var login = LdapLogin.Read(settings, ExpansionLimit);
        SizeLimit = login.SizeLimit;
        session = LdapSession.For(login);
    }

    private int Scope(string text)
    {
        if (Bytes.Same(text, "base"))
            return 0;
        if (Bytes.Same(text, "one"))
            return 1;
        if (!Bytes.Same(text, "sub"))
            Log.Warning($"dict_ldap_open: {Path}: Unrecognized value {text} specified for scope; using sub");
        return 2;
    }

    public static LookupTable Open(string name, MailConfig config, TableOptions options)
    {
        ClientLibrary.Load("ldap", "libldap-2.5-0 (or libldap2)", LdapLibrary.Load);
        return new LdapTable(name, TableSettings.Open("ldap", name, config), config, options);
    }

    /// <summary>How deep special attributes are followed.</summary>
    public int RecursionLimit { get; }

    /// <summary>Most values; 0 for no limit.</summary>
    public int ExpansionLimit { get; }

    /// <summary>Most entries of one search; 0 for no limit.</summary>
    public int SizeLimit { get; }

    /// <summary>Adds a value in the table's result format; false when it gives none.</summary>
    public bool AddResult(string value, string key, StringBuilder result) => Templates.AddResult(resultFormat, value, key, result);

    protected override LookupResult Ask(string key)
    {
        if (Templates.Query(searchBase, key, LdapText.InName) is not { } from || Templates.Query(filter, key, LdapText.InFilter) is not { } what)
            return LookupResult.NotFound;
        return Search(key, from, what);
    }

    private LookupResult Search(string key, string from, string what)
    {
        for (bool again = false; ; again = true)
        {
            if (!session.Connect())
                return LookupResult.TryLater;
            var expansion = new LdapExpansion(this, session, attributes, key);
            int error = expansion.Search(from, scope, what, attributes.All);
            if (error == LdapLibrary.Success)
                return expansion.Failed ? LookupResult.TryLater : expansion.Result is { Length: > 0 } result ? LookupResult.Found(result) : LookupResult.NotFound;
            if (error == LdapLibrary.NoSuchObject)
            {
                // A base made of the key that is not there is a key that is not there.
                if (baseDependsOnKey)
                    return LookupResult.NotFound;
                Log.Warning($"{Here}: {Path}: Search base '{from}' not found: {error}: {LdapLibrary.ErrorText(error)}");
                return LookupResult.TryLater;
            }
            session.Close();
            if (error == LdapLibrary.ServerDown && !again)
                continue;   // the server has closed an idle connection, or was restarted
            Log.Warning($"{Here}: Search error {error}: {LdapLibrary.ErrorText(error)} ");
            return LookupResult.TryLater;
        }
    }

    protected override void Release() => session.Dispose();
}
