using System.Xml.Linq;

namespace MailSuite.Tests.House;

/// <summary>The floors of the house: a project may stand only on what is drawn below it.</summary>
public class ArrowTests
{
    private static readonly Dictionary<string, string[]> Drawn = new()
    {
        ["Base"] = [],
        ["Config"] = ["Base"],
        ["Protocol"] = ["Base"],
        ["Net"] = ["Base"],
        ["Maps"] = ["Base", "Config"],
        ["Mail"] = ["Base", "Config", "Maps", "Protocol"],
        ["Store"] = ["Base", "Protocol"],
        ["Daemon"] = ["Base", "Config"],
    };

    public static TheoryData<string> Projects => [.. Repository.Files("*.csproj").Where(static p => !p.StartsWith("tests/", StringComparison.Ordinal) && p is not ("suite/suite.csproj" or "etc/man/man.csproj"))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_stands_on_the_floors_below_it(string project)
    {
        string name = Path.GetFileNameWithoutExtension(project);
        bool isLibrary = project.StartsWith("lib/", StringComparison.Ordinal);
        string[] allowed = isLibrary ? Drawn[name] : [.. Drawn.Keys];
        foreach (string reference in References(project, "ProjectReference"))
            Assert.True(reference.Contains("/lib/", StringComparison.Ordinal) && allowed.Contains(Path.GetFileNameWithoutExtension(reference)),
                $"{project} may not use {reference}");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_package_is_used_only_where_a_decision_names_it(string project)
    {
        foreach (string package in References(project, "PackageReference"))
            Assert.True(Repository.Files("*.md").Any(f => f.StartsWith("docs/decisions/", StringComparison.Ordinal)
                && File.ReadAllText(Path.Join(Repository.Root, f)).Contains(package, StringComparison.OrdinalIgnoreCase)), $"{project}: no decision names {package}");
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Path.Join(Repository.Root, project)).Descendants(kind).Select(static r => (string)r.Attribute("Include")!).ToList();

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_program_is_a_row_of_the_image_and_of_the_Makefile(string project)
    {
        string folder = Path.GetDirectoryName(project)!;
        if (folder.StartsWith("lib/", StringComparison.Ordinal))
            return;
        Assert.Contains($"(\"{folder}\", ", File.ReadAllText(Path.Join(Repository.Root, "suite/Image.cs")), StringComparison.Ordinal);
        Assert.Matches($@"(?m)^(SBIN|LIBEXEC)\s+:=.*\b{folder}\b", File.ReadAllText(Path.Join(Repository.Root, "Makefile")));
    }
}
