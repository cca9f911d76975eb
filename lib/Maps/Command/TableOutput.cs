using System.Buffers;
using System.Globalization;
using System.Text;

namespace MailSuite.Maps;

/// <summary>What postmap and postalias print: "key TAB value" lines or JSON, gathered and written with the error checked.</summary>
public sealed class TableOutput(string separator, bool json)
{
    private readonly ArrayBufferWriter<byte> gathered = new(64 * 1024);

    /// <summary>Prints an entry.</summary>
    public void Entry(string key, string value)
    {
        if (json)
            Line($"{{{Json(key)}: {Json(value)}}}");
        else
            Line(key, separator, value);
    }

    /// <summary>Prints the answer to a single query.</summary>
    public void Answer(string key, string value)
    {
        if (json)
            Entry(key, value);
        else
            Line(value);
    }

    private void Line(params ReadOnlySpan<string> parts)
    {
        foreach (string part in parts)
            gathered.Advance(Bytes.Write(part, gathered.GetSpan(Bytes.Count(part))));
        gathered.GetSpan(1)[0] = (byte)'\n';
        gathered.Advance(1);
        if (gathered.WrittenCount > 60 * 1024)
            Flush();
    }

    /// <summary>Writes what is gathered.</summary>
    public void Flush()
    {
        try
        {
            Sys.Write(1, gathered.WrittenSpan);
        }
        catch (UnixException e)
        {
            throw new FatalException($"write error: {e.Errno.Text()}");
        }
        gathered.ResetWrittenCount();
    }

    private static string Json(string text)
    {
        var result = new StringBuilder("\"");
        foreach (char c in text)
            if (c is '"' or '\\')
                result.Append('\\').Append(c);
            else if (c < ' ' || c == '\x7f')
                result.Append(c switch { '\b' => "\\b", '\f' => "\\f", '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}") });
            else
                result.Append(c);
        return result.Append('"').ToString();
    }
}
