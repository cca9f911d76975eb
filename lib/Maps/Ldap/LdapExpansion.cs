using System.Text;

namespace MailSuite.Maps;

/// <summary>The attributes of an ldap: table. The order matters: terminal, leaf, ordinary, special.</summary>
internal sealed record LdapAttributes(IReadOnlyList<string> All, int Terminal, int Leaf, int Ordinary)
{
    public static LdapAttributes Read(TableSettings settings)
    {
        string[] terminal = settings.List("terminal_result_attribute"), leaf = settings.List("leaf_result_attribute"),
            ordinary = settings.List("result_attribute", "maildrop"), special = settings.List("special_result_attribute");
        return new LdapAttributes([.. terminal, .. leaf, .. ordinary, .. special], terminal.Length, leaf.Length, ordinary.Length);
    }

    /// <summary>Where an attribute of an entry stands in the list; -1 when nobody asked for it.</summary>
    public int Find(string attribute)
    {
        for (int i = 0; i < All.Count; i++)
            if (LdapText.IsOf(All[i], attribute))
                return i;
        return -1;
    }

    public bool IsTerminal(int at) => at < Terminal;
    public bool IsLeaf(int at) => at >= Terminal && at < Terminal + Leaf;
    public bool IsSpecial(int at) => at >= Terminal + Leaf + Ordinary;
}

/// <summary>
/// One lookup: the values of the entries that were found, and of those that their special attributes name by DN or URL, and so on
/// (special_result_attribute). A group that contains itself ends at the recursion limit.
/// </summary>
internal sealed class LdapExpansion(LdapTable table, LdapSession session, LdapAttributes attributes, string key)
{
    private const string Here = "dict_ldap_get_values";
    private const int MostSearches = 10_000;   // groups in groups in groups, each named twice

    private readonly StringBuilder result = new();
    private int depth, expansions, searches;

    /// <summary>Was something in the way? Then there is no answer now.</summary>
    public bool Failed { get; private set; }

    /// <summary>The values, with a comma between them.</summary>
    public string Result => result.ToString();

    /// <summary>Searches, and expands what is found; the library's error number.</summary>
    public int Search(string searchBase, int scope, string filter, IReadOnlyList<string> wanted)
    {
        if (++searches > MostSearches)
            return Fail($"{Here}[{depth}]: {table.Path}: more than {MostSearches} searches for key: '{key}'");
        // Searches within a search, on one connection: first all entries of this one.
        var entries = new List<List<LdapAttribute>>();
        int error = session.Search(searchBase, scope, filter, wanted, entry =>
        {
            entries.Add(entry);
            return table.SizeLimit == 0 || entries.Count <= table.SizeLimit;
        });
        if (error != LdapLibrary.Success)
            return error;
        depth++;
        if (table.SizeLimit > 0 && entries.Count > table.SizeLimit)
            Fail($"{Here}[{depth}]: {table.Path}: Query size limit ({table.SizeLimit}) exceeded");
        foreach (var entry in entries)
            if (!Failed)
                Expand(entry);
        depth--;
        return error;
    }

    private int Fail(string warning)
    {
        Log.Warning(warning);
        Failed = true;
        return LdapLibrary.Success;
    }

    private void Expand(List<LdapAttribute> entry)
    {
        var known = entry.Where(static a => a.Values.Count > 0).Select(a => (Place: attributes.Find(a.Name), Attribute: a)).Where(static a => a.Place >= 0).ToList();
        bool terminal = known.Exists(a => attributes.IsTerminal(a.Place)), leaf = !known.Exists(a => attributes.IsSpecial(a.Place));
        foreach (var (place, attribute) in known)
        {
            if (Failed || terminal && !attributes.IsTerminal(place) || !leaf && attributes.IsLeaf(place))
                continue;
            if (!attributes.IsSpecial(place))
                Add(attribute);
            else if (depth < table.RecursionLimit)
                foreach (string value in attribute.Values)
                {
                    if (!Failed)
                        Follow(value);
                }
            else
                Fail($"{Here}[{depth}]: {table.Path}: Recursion limit exceeded for special attribute {attribute.Name}={attribute.Values[0]}");
        }
    }

    private void Add(LdapAttribute attribute)
    {
        foreach (string value in attribute.Values)
            if (table.AddResult(value, key, result) && table.ExpansionLimit > 0 && ++expansions > table.ExpansionLimit)
            {
                Fail($"{Here}[{depth}]: {table.Path}: Expansion limit exceeded for key: '{key}'");
                return;
            }
    }

    private void Follow(string value)
    {
        int error;
        if (!LdapUrl.Looks(value))
            error = Search(value, 0, "(objectclass=*)", attributes.All);
        else if ((error = LdapUrl.Parse(value, out var url)) != 0)
        {
            Fail($"{Here}[{depth}]: malformed URL {value}: {LdapLibrary.ErrorText(error)}({error})");
            return;
        }
        else if (LdapText.ForUrl(url!.Attributes, attributes.All) is { } wanted)
            error = Search(url.Base, url.Scope, url.Filter, wanted);
        else
            return;
        if (error == LdapLibrary.NoSuchObject)
            Log.Warning($"{Here}[{depth}]: DN {value} not found, skipping ");
        else if (error != LdapLibrary.Success)
            Fail($"{Here}[{depth}]: search error {error}: {LdapLibrary.ErrorText(error)} ");
    }
}
