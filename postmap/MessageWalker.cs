using System.Text;
using MailSuite.Protocol.Mime;

namespace MailSuite.Postmap;

/// <summary>
/// Goes through a message line by line as cleanup(8) does for its checks: whole header fields, then body lines; with MIME parsing also
/// the headers of attachments. States: in a header block (ended by an empty line or one that is no header), or in a body (ended by a
/// boundary of one of the enclosing multiparts).
/// </summary>
internal sealed class MessageWalker(MailConfig config, bool mime, Action<string> header, Action<string> body)
{
    private readonly int headerLimit = config.Get(GlobalParams.HeaderSizeLimit), depthLimit = config.Get(GlobalParams.MimeNestingLimit);
    private readonly int boundaryLimit = config.Get(GlobalParams.MimeBoundaryLengthLimit);
    private readonly List<string> boundaries = [];
    private readonly StringBuilder field = new();
    private string type = "", encoding = "";
    private bool inHeader = true;

    /// <summary>Goes through the lines.</summary>
    public void Walk(IEnumerable<string> lines)
    {
        foreach (string line in lines)
            if (!inHeader)
                Body(line);
            else if (field.Length > 0 && line.Length > 0 && line[0] is ' ' or '\t')
                Continue(line);
            else
            {
                EndField();
                if (IsHeader(line))
                    field.Append(line);
                else
                    EndHeader(line);
            }
        EndField();
    }

    private void Continue(string line)
    {
        if (field.Length < headerLimit)
            field.Append('\n').Append(line.AsSpan(0, Math.Min(line.Length, headerLimit)));
    }

    private static bool IsHeader(string line)
    {
        int colon = line.IndexOf(':');
        var name = line.AsSpan(0, Math.Max(colon, 0)).TrimEnd(" \t");
        return name.Length > 0 && name.IndexOfAnyInRange('\0', ' ') < 0 && name.IndexOf('\x7f') < 0;
    }

    private void EndField()
    {
        if (field.Length == 0)
            return;
        string text = field.ToString();
        field.Clear();
        int colon = text.IndexOf(':');
        string name = text[..colon].TrimEnd(' ', '\t');
        header(name + text[colon..]);
        if (Bytes.Same(name, "Content-Type"))
            type = text[(colon + 1)..].Trim();
        else if (Bytes.Same(name, "Content-Transfer-Encoding"))
            encoding = text[(colon + 1)..].Trim();
    }

    private void EndHeader(string line)
    {
        body("");   // what separates header and body, also when the message has no such line
        inHeader = mime && IsMessage();
        if (mime && type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            Push();
        type = encoding = "";
        if (line.Length > 0)
            Body(line);
    }

    private bool IsMessage() => type.StartsWith("message/rfc822", StringComparison.OrdinalIgnoreCase)
        && (encoding.Length == 0 || Bytes.Same(encoding, "7bit") || Bytes.Same(encoding, "8bit") || Bytes.Same(encoding, "binary"));

    private void Push()
    {
        MimeFields.ReadDisposition(Bytes.Of(type), out _, out var parameters);
        foreach (var (name, value) in parameters)
            if (Bytes.Same(name, "boundary"u8) && value.Length > 0 && boundaries.Count < depthLimit)
            {
                string boundary = Bytes.Text(value);
                boundaries.Add("--" + boundary[..Math.Min(boundary.Length, boundaryLimit)]);
                return;
            }
    }

    private void Body(string line)
    {
        inHeader = false;
        body(line);
        if (!line.StartsWith("--", StringComparison.Ordinal))
            return;
        int level = boundaries.FindLastIndex(b => line.StartsWith(b, StringComparison.Ordinal));
        if (level < 0)
            return;
        bool closes = line.AsSpan(boundaries[level].Length).StartsWith("--");
        int keep = closes ? level : level + 1;
        boundaries.RemoveRange(keep, boundaries.Count - keep);
        inHeader = !closes;
    }
}
