namespace MailSuite.ManualPages;

/// <summary>
/// Hand-written pages, in a form that reads well as it is (etc/man/pages/NAME.SECTION.txt): the first line is "name - summary"; "# TITLE" begins a section; lines with four
/// blanks in front stay as they are; two blanks and "term | text" make an entry; everything else is paragraphs with empty lines between them.
/// </summary>
internal static class Markup
{
    internal static string Page(string file, string version)
    {
        string[] name = Path.GetFileNameWithoutExtension(file).Split('.');
        var lines = File.ReadAllLines(file);
        var page = new Roff(name[0], int.Parse(name[1]), lines[0].Split(" - ", 2)[1], version);
        var paragraph = new List<string>();
        void End()
        {
            if (paragraph.Count > 0)
                page.Paragraph(string.Join(' ', paragraph));
            paragraph.Clear();
        }
        for (int i = 1; i < lines.Length; i++)
        {
            string line = lines[i];
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                End();
                page.Section(line[2..]);
            }
            else if (line.StartsWith("    ", StringComparison.Ordinal))
            {
                End();
                int first = i;
                while (i + 1 < lines.Length && lines[i + 1].StartsWith("    ", StringComparison.Ordinal))
                    i++;
                page.Literal(lines[first..(i + 1)].Select(static l => l[4..]));
            }
            else if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                End();
                string[] entry = line.Split(" | ", 2);
                page.Term(entry[0].Trim(), entry[1]);
            }
            else if (line.Length == 0)
                End();
            else
                paragraph.Add(line);
        }
        End();
        return page.ToString();
    }
}
