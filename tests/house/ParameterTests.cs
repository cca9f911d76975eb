using System.Text.RegularExpressions;

namespace MailSuite.Tests.House;

/// <summary>Nobody's main.cf produces silence: a parameter is read by some program, or it says ".NotYet()" and postfix check warns when it is set.</summary>
public partial class ParameterTests
{
    /// <summary>Parameters that inform people and scripts; no program has to act upon them.</summary>
    private static readonly HashSet<string> ForInformation =
    [
        "html_directory", "mail_release_date", "mailq_path", "manpage_directory", "meta_directory", "newaliases_path", "readme_directory",
        "sample_directory", "sendmail_path", "shlib_directory",
        // Each process computes these for itself.
        "config_directory", "process_id", "process_name", "service_name",
        // Read through the defaults of others: ${stress?...}.
        "stress",
        // Of the scheduler before 2.x (oqmgr): today's qmgr of Postfix knows the name and nothing more.
        "qmgr_fudge_factor",
        // A transport's own limits that have a default of their own.
        "local_destination_concurrency_limit", "local_destination_recipient_limit",
    ];

    /// <summary>Where names are put together: a prefix, and the folder whose string literals are the rest of the name.</summary>
    private static readonly (string Prefix, string Folder)[] Composed =
    [
        ("smtp_", "smtp/"), ("lmtp_", "smtp/"),
        ("smtpd_tls_", "lib/Net/Tls/"), ("smtpd_tls_d", "lib/Net/Tls/"), ("smtpd_tls_ec", "lib/Net/Tls/"),
        ("smtp_tls_", "lib/Net/Tls/"), ("smtp_tls_d", "lib/Net/Tls/"), ("smtp_tls_ec", "lib/Net/Tls/"),
        ("lmtp_tls_", "lib/Net/Tls/"), ("lmtp_tls_d", "lib/Net/Tls/"), ("lmtp_tls_ec", "lib/Net/Tls/"),
    ];

    private sealed record Row(string Identifier, string Name, string Default, bool NotYet);

    [GeneratedRegex(@"Param<\w+> (\w+) = Table\.\w+\(""([^""]+)"", ""((?:[^""\\]|\\.)*)""[^;\n]*?\)(\.NotYet\(\))?;")]
    private static partial Regex Declaration();

    private static readonly List<Row> Rows =
    [
        .. Repository.Files("*Params.cs").Where(static f => f.StartsWith("lib/Config/Params/", StringComparison.Ordinal)).SelectMany(static f =>
            Declaration().Matches(Read(f)).Select(m =>
                new Row($"{Path.GetFileNameWithoutExtension(f)}.{m.Groups[1].Value}", m.Groups[2].Value, m.Groups[3].Value, m.Groups[4].Success))),
    ];

    private static string Read(string file) => File.ReadAllText(Path.Join(Repository.Root, file));

    private static readonly List<(string File, string Text)> Code =
    [
        .. Repository.Files("*.cs").Where(static f => !f.StartsWith("tests/", StringComparison.Ordinal) && !f.StartsWith("lib/Config/Params/", StringComparison.Ordinal)
            && !f.StartsWith("postconf/", StringComparison.Ordinal) && f != "lib/Config/ServiceParams.cs").Select(static f => (f, Read(f))),
    ];

    private static HashSet<string> Words(string pattern, IEnumerable<string> texts) =>
        [.. texts.SelectMany(t => Regex.Matches(t, pattern).Select(static m => m.Groups[1].Value))];

    /// <summary>Names that programs mention: by identifier, as text, through ServiceParams, and by what their defaults refer to.</summary>
    private static HashSet<string> Used()
    {
        var identifiers = Words(@"\b(\w+Params\.\w+)\b", Code.Select(static c => c.Text));
        // A transport's own parameter stands for its default.
        foreach (Match m in Regex.Matches(Read("lib/Config/ServiceParams.cs"), @"ServiceParam<\w+> (\w+) =\s+new\(""\w+"", (\w+\.\w+)\)"))
            if (identifiers.Contains("ServiceParams." + m.Groups[1].Value))
                identifiers.Add(m.Groups[2].Value);
        var names = Words(@"""(\w+)""", Code.Select(static c => c.Text));
        var used = Rows.Where(r => identifiers.Contains(r.Identifier) || names.Contains(r.Name)).Select(static r => r.Name).ToHashSet();
        foreach (var (prefix, folder) in Composed)
        {
            var parts = Words(@"""(\w+)""", Code.Where(c => c.File.StartsWith(folder, StringComparison.Ordinal)).Select(static c => c.Text));
            used.UnionWith(Rows.Where(r => r.Name.StartsWith(prefix, StringComparison.Ordinal) && parts.Contains(r.Name[prefix.Length..])).Select(static r => r.Name));
        }
        for (int before = 0; before != used.Count;)
        {
            before = used.Count;
            foreach (var row in Rows.Where(r => used.Contains(r.Name)).ToList())
                used.UnionWith(Words(@"\$\{*(\w+)", [row.Default]));
        }
        return used;
    }

    [Fact]
    public void There_are_909() => Assert.Equal(909, Rows.Count);

    [Fact]
    public void Each_is_acted_upon_or_says_not_yet()
    {
        var used = Used();
        var silent = Rows.Where(r => !r.NotYet && !used.Contains(r.Name) && !ForInformation.Contains(r.Name)).Select(static r => r.Name).ToList();
        Assert.True(silent.Count == 0, "no program reads these, so their declarations need .NotYet(): " + string.Join(' ', silent));
    }

    [Fact]
    public void None_that_is_read_says_not_yet()
    {
        var identifiers = Words(@"\b(\w+Params\.\w+)\b", Code.Select(static c => c.Text));
        var stale = Rows.Where(r => r.NotYet && identifiers.Contains(r.Identifier)).Select(static r => r.Name).ToList();
        Assert.True(stale.Count == 0, "a program reads these by now, so .NotYet() is wrong: " + string.Join(' ', stale));
    }

    [Fact]
    public void Each_has_a_summary_that_says_something()
    {
        var empty = Rows.Where(r => Regex.IsMatch(Read($"lib/Config/Params/{r.Identifier.Split('.')[0]}.cs"), $"<summary>{Regex.Escape(r.Name)}</summary>")).ToList();
        Assert.True(empty.Count == 0, "the manual text is missing for: " + string.Join(' ', empty.Select(static r => r.Name)));
    }
}
