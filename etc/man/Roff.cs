using System.Text;

namespace MailSuite.ManualPages;

/// <summary>A manual page in the language of man(7).</summary>
internal sealed class Roff
{
    private readonly StringBuilder text = new();

    internal Roff(string name, int section, string summary, string version)
    {
        text.Append(".\\\" Written by etc/man; do not edit.\n");
        text.Append($".TH {name.ToUpperInvariant()} {section} \"\" \"mail suite {version}\"\n");
        // Names of parameters are long: to stretch the blanks between them reads badly.
        text.Append(".ad l\n");
        Section("NAME");
        text.Append(Escaped(name)).Append(" \\- ").Append(Escaped(summary)).Append('\n');
    }

    internal void Section(string title) => text.Append($".SH {title}\n");

    internal void Paragraph(string words) => text.Append(".PP\n").Append(Line(words)).Append('\n');

    /// <summary>A term, with what is said of it indented below.</summary>
    internal void Term(string term, params ReadOnlySpan<string> words)
    {
        text.Append(".TP\n\\fB").Append(Escaped(term)).Append("\\fR\n");
        bool first = true;
        foreach (string paragraph in words)
        {
            if (paragraph.Length == 0)
                continue;
            text.Append(first ? "" : ".IP\n").Append(Line(paragraph)).Append('\n');
            first = false;
        }
    }

    /// <summary>Lines as they are.</summary>
    internal void Literal(IEnumerable<string> lines)
    {
        text.Append(".PP\n.nf\n");
        foreach (string line in lines)
            text.Append(Line(line)).Append('\n');
        text.Append(".fi\n");
    }

    /// <summary>An option with its value: the option bold, the value in italics.</summary>
    internal void Entry(ManualEntry entry)
    {
        text.Append(".TP\n\\fB").Append(Escaped(entry.Option)).Append("\\fR");
        if (entry.Value.Length > 0)
            text.Append(" \\fI").Append(Escaped(entry.Value)).Append("\\fR");
        text.Append('\n').Append(Line(entry.Text)).Append('\n');
    }

    private static string Line(string words) => Escaped(words) is var line && (line.StartsWith('.') || line.StartsWith('\'')) ? "\\&" + line : line;

    // A hyphen that people copy into a shell must be the one of ASCII.
    private static string Escaped(string words) => string.Join(' ', words.Split(' ', '\n').Select(static w => w.Length > 30 ? Breakable(Safe(w)) : Safe(w)));

    /// <summary>Long words (lists of ciphers, names in names) may be broken behind these.</summary>
    private static string Breakable(string word) => string.Concat(word.Select(static c => "_/,:}|=".Contains(c) ? c + "\\:" : c.ToString()));

    private static string Safe(string words) => words.Replace("\\", "\\e").Replace("-", "\\-").Replace("'", "\\(aq").Replace("`", "\\(ga").Replace("^", "\\(ha").Replace("~", "\\(ti");

    public override string ToString() => text.ToString();
}
