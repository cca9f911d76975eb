using System.Globalization;
using System.Text;

namespace MailSuite.Qshape;

/// <summary>The table: a line a domain, right-aligned columns as wide as their totals need, the rest of the line for the name.</summary>
internal sealed class ShapeTable(Shape shape, int width, int leastSubdomains)
{
    private const int LeastNameWidth = 18;

    /// <summary>The whole table, or with <paramref name="top"/> the total and so many domains.</summary>
    internal string Text(int top)
    {
        string[] heads = [.. shape.Heads()];
        int[] widths = [.. heads.Select((h, i) => Math.Max(h.Length, Figure(shape.Totals[i]).Length)).Select(static l => l > 2 ? l + 1 : 3)];
        int nameWidth = Math.Max(LeastNameWidth, width - widths.Sum());
        var text = new StringBuilder();
        Line(text, "", heads, widths, nameWidth);
        var rows = shape.Rows(leastSubdomains);
        foreach (var (domain, counts) in top > 0 ? rows.Take(top + 1) : rows)
            Line(text, domain, counts.Select(Figure), widths, nameWidth);
        return text.ToString();
    }

    private static string Figure(int n) => n.ToString(CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string domain, IEnumerable<string> cells, int[] widths, int nameWidth)
    {
        // Of a name that is too long its end counts.
        if (domain.Length <= nameWidth)
            text.Append(' ', nameWidth - domain.Length).Append(domain);
        else if (domain[0] == '.')
            text.Append(".+").Append(domain, domain.Length - nameWidth + 2, nameWidth - 2);
        else
            text.Append('+').Append(domain, domain.Length - nameWidth + 1, nameWidth - 1);
        int i = 0;
        foreach (string cell in cells)
            text.Append(cell.PadLeft(widths[i++]));
        text.Append('\n');
    }
}
