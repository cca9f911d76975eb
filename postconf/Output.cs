using System.Text;
using System.Text.Json;

namespace MailSuite.Postconf;

/// <summary>What goes to standard output (<paramref name="write"/>): "name = value" with each run of blanks squeezed to one, folded on request, or JSON lines.</summary>
internal sealed class Output(Options options, Action<string> write)
{
    /// <summary>A word that would reach this column starts a new line.</summary>
    public const int LineLimit = 80;
    public const string Indent = "    ";

    private readonly StringBuilder text = new();

    /// <summary>One setting: both parts, or one of them, as the options say.</summary>
    public void Pair(string name, string value, bool asWritten = false)
    {
        if (options.Has('j'))
        {
            Json(name, value);
            return;
        }
        string line = options.Has('h') ? value : options.Has('H') ? name : $"{name} = {value}";
        if (asWritten)
            Line(line);
        else
            Words(line);
    }

    public void Json(string name, string value) => text.Append('{').Append(Quote(name)).Append(": ").Append(Quote(Squeeze(value))).Append("}\n");

    public void Line(string line) => text.Append(line).Append('\n');

    private void Words(string line)
    {
        int column = 0;
        foreach (string word in Split(line))
        {
            if (column > 0 && options.Has('f') && column + word.Length >= LineLimit)
            {
                text.Append('\n').Append(Indent);
                column = Indent.Length;
            }
            else if (column > 0)
            {
                text.Append(' ');
                column++;
            }
            text.Append(word);
            column += word.Length;
        }
        text.Append('\n');
    }

    private static string[] Split(string line) => line.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    public static string Squeeze(string value) => string.Join(' ', Split(value));

    /// <summary>A JSON string. Bytes that are not UTF-8 cannot stand in one: each becomes U+FFFD.</summary>
    private static string Quote(string value) =>
        $"\"{JsonEncodedText.Encode(string.Concat(value.Select(c => c is >= '\uDC80' and <= '\uDCFF' ? '\uFFFD' : c)), System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    /// <summary>Writes what has gathered, so that warnings stand where they belong.</summary>
    public void Flush()
    {
        write(text.ToString());
        text.Clear();
    }
}
