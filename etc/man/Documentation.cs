using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MailSuite.ManualPages;

/// <summary>The summaries that stand above declarations: the compiler writes them beside each assembly.</summary>
internal sealed partial class Documentation
{
    private readonly Dictionary<string, string> summaries = new(StringComparer.Ordinal);

    internal Documentation(string folder)
    {
        foreach (string file in Directory.GetFiles(folder, "*.xml"))
            foreach (var member in XDocument.Load(file).Descendants("member"))
                if (member.Element("summary") is { } summary)
                    summaries[(string)member.Attribute("name")!] = Plain(summary);
    }

    /// <summary>The summary of a field.</summary>
    internal string Of(FieldInfo field) => summaries.GetValueOrDefault($"F:{field.DeclaringType!.FullName!.Replace('+', '.')}.{field.Name}", "");

    /// <summary>The summary of a type.</summary>
    internal string Of(Type type) => summaries.GetValueOrDefault($"T:{type.FullName!.Replace('+', '.')}", "");

    private static string Plain(XElement summary)
    {
        foreach (var reference in summary.Descendants().Where(static e => e.Attribute("cref") != null || e.Attribute("name") != null).ToList())
            reference.ReplaceWith(((string?)reference.Attribute("cref") ?? (string)reference.Attribute("name")!).Split('.', ':')[^1]);
        return Blanks().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
