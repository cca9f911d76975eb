using System.Text;

namespace MailSuite.Smtp;

/// <summary>A server's reply, safe for logs and notices: control characters are gone, its lines stand in one line, its size has a limit.</summary>
/// <param name="Code">Three digits; 0 when what came was no reply.</param>
/// <param name="Status">Enhanced status code, the server's own when it fits the code (RFC 2034), else "x.0.0".</param>
/// <param name="Text">All lines with their codes, joined by blanks.</param>
internal sealed record SmtpReply(int Code, string Status, string Text)
{
    internal bool IsPositive => Code is >= 200 and <= 299;
    internal bool IsIntermediate => Code is >= 300 and <= 399;
    internal bool IsPermanent => Code is >= 500 and <= 599;
}

/// <summary>Reads replies (RFC 5321 4.2). A server that never ends its reply, or its line, is cut off.</summary>
internal static class SmtpReplyReader
{
    private const int LineLimit = 2048, TextLimit = 8192, LineCountLimit = 500;

    /// <summary>
    /// Reads one reply. <paramref name="eachLine"/> gets the text of each line after its code (EHLO keywords);
    /// <paramref name="filter"/> may put another line in the place of each (smtp_reply_filter). Throws what the transport throws.
    /// </summary>
    internal static SmtpReply Read(LineStream stream, string peer, Action<string, int>? eachLine = null, Func<string, string>? filter = null)
    {
        var text = new StringBuilder();
        int skipped = 0;
        for (int number = 0; number < LineCountLimit; number++)
        {
            var end = stream.ReadLine(LineLimit, out var bytes);
            if (end == LineEnd.End)
                throw new PeerGoneException();
            string line = Bytes.Printable(Bytes.Text(bytes).TrimEnd());
            while (end == LineEnd.TooLong)
            {
                if (++skipped > 64)
                    return Bad(peer, text, line);
                end = stream.ReadLine(LineLimit, out _);
                if (end == LineEnd.End)
                    throw new PeerGoneException();
            }
            if (filter != null)
                line = Bytes.Printable(filter(line));
            if (text.Length < TextLimit)
                text.Append(text.Length > 0 ? " " : "").Append(line);
            int code = CodeOf(line);
            if (code == 0 || line.Length > 3 && line[3] is not (' ' or '-'))
                return Bad(peer, text, line);
            eachLine?.Invoke(line.Length > 4 ? line[4..] : "", number);
            if (line.Length == 3 || line[3] == ' ')
                return new SmtpReply(code, StatusOf(line, code), text.ToString());
        }
        return Bad(peer, text, "");
    }

    private static SmtpReply Bad(string peer, StringBuilder text, string line)
    {
        Log.Warning($"non-SMTP response from {peer}: {(line.Length > 100 ? line[..100] : line)}");
        return new SmtpReply(0, "4.5.0", text.ToString());
    }

    private static int CodeOf(string line) =>
        line.Length >= 3 && line[0] is >= '2' and <= '5' && char.IsAsciiDigit(line[1]) && char.IsAsciiDigit(line[2])
            ? (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0') : 0;

    /// <summary>The enhanced status code behind the reply code, when it is one and of the same class.</summary>
    private static string StatusOf(string line, int code)
    {
        string rest = line.Length > 4 ? line[4..] : "";
        int end = rest.IndexOf(' ');
        string word = end < 0 ? rest : rest[..end];
        var parts = word.Split('.');
        bool fits = parts.Length == 3 && parts[0].Length == 1 && parts[0][0] == '0' + code / 100
            && parts[1].Length is >= 1 and <= 3 && parts[2].Length is >= 1 and <= 3
            && parts[1].All(char.IsAsciiDigit) && parts[2].All(char.IsAsciiDigit);
        return fits && code / 100 != 3 ? word : $"{code / 100}.0.0";
    }
}
