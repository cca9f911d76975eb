using System.Buffers;

namespace MailSuite.Protocol.Mime;

/// <summary>Structured MIME header fields: Content-Type, Content-Disposition, Content-Language (RFC 2045 5.1, RFC 2183). Reads what people send, not only what they should.</summary>
public static class MimeFields
{
    private const int ParameterLimit = 200;

    internal static bool ReadType(ReadOnlySpan<byte> value, MimePart part)
    {
        var r = new FieldReader(value);
        var type = r.Token();
        if (type.Length == 0 || !r.Take('/'))
            return false;
        var subtype = r.Token();
        if (subtype.Length == 0)
            return false;
        (part.Type, part.Subtype, part.Parameters) = (type, subtype, Parameters(ref r));
        return true;
    }

    /// <summary>A Content-Type value; a type without subtype is one, too.</summary>
    public static bool ReadContentType(ReadOnlySpan<byte> value, out byte[] type, out byte[] subtype, out IReadOnlyList<MimeParameter> parameters)
    {
        var r = new FieldReader(value);
        type = r.Token();
        subtype = r.Take('/') ? r.Token() : [];
        parameters = type.Length > 0 ? Parameters(ref r) : [];
        return type.Length > 0;
    }

    /// <summary>A value with parameters, such as Content-Disposition's; false when there is no value.</summary>
    public static bool ReadDisposition(ReadOnlySpan<byte> value, out byte[] word, out IReadOnlyList<MimeParameter> parameters)
    {
        var r = new FieldReader(value);
        word = r.Token();
        parameters = word.Length > 0 ? Parameters(ref r) : [];
        return word.Length > 0;
    }

    /// <summary>A list of words with commas between them (Content-Language).</summary>
    public static IReadOnlyList<byte[]> ReadList(ReadOnlySpan<byte> value)
    {
        var r = new FieldReader(value);
        var words = new List<byte[]>();
        do
        {
            if (r.Token() is { Length: > 0 } word && words.Count < ParameterLimit)
                words.Add(word);
        }
        while (r.Take(','));
        return words;
    }

    /// <summary>The first word of a value (Content-Transfer-Encoding).</summary>
    public static byte[] ReadWord(ReadOnlySpan<byte> value) => new FieldReader(value).Token();

    private static List<MimeParameter> Parameters(ref FieldReader r)
    {
        var list = new List<MimeParameter>();
        while (r.SkipTo(';') && list.Count < ParameterLimit)
        {
            var name = r.Token();
            if (name.Length > 0 && r.Take('='))
                list.Add(new MimeParameter(name, r.Value()));
        }
        return list;
    }

    /// <summary>Reads a field from left to right; comments and white space between tokens are passed over, without recursion.</summary>
    private ref struct FieldReader(ReadOnlySpan<byte> text)
    {
        private static readonly SearchValues<byte> NoToken = SearchValues.Create("()<>@,;:\\\"/[]?= \t\r\n\0"u8);
        private static readonly SearchValues<byte> NoValue = SearchValues.Create("();\"\\ \t\r\n\0"u8);
        private ReadOnlySpan<byte> rest = text;

        private void SkipSpace()
        {
            while (true)
            {
                rest = rest.TrimStart(" \t\r\n"u8);
                if (rest is not [(byte)'(', ..])
                    return;
                int depth = 0, i = 0;
                for (; i < rest.Length; i++)
                    if (rest[i] == '\\')
                        i++;
                    else if (rest[i] == '(')
                        depth++;
                    else if (rest[i] == ')' && --depth == 0)
                        break;
                rest = rest[Math.Min(i + 1, rest.Length)..];
            }
        }

        internal byte[] Token() => Run(NoToken);

        private byte[] Run(SearchValues<byte> ends)
        {
            SkipSpace();
            int end = rest.IndexOfAny(ends);
            var token = end < 0 ? rest : rest[..end];
            rest = rest[token.Length..];
            return token.ToArray();
        }

        internal bool Take(char c)
        {
            SkipSpace();
            if (rest.IsEmpty || rest[0] != c)
                return false;
            rest = rest[1..];
            return true;
        }

        // To what comes behind the next such character; garbage in front of it is passed over, quoted strings as a whole.
        internal bool SkipTo(char c)
        {
            while (true)
            {
                SkipSpace();
                if (rest.IsEmpty)
                    return false;
                if (rest[0] == '"')
                    Value();
                else
                {
                    bool found = rest[0] == c;
                    rest = rest[1..];
                    if (found)
                        return true;
                }
            }
        }

        internal byte[] Value()
        {
            SkipSpace();
            if (rest is not [(byte)'"', ..])
                return Run(NoValue);
            var text = new ArrayBufferWriter<byte>(32);
            int i = 1;
            for (; i < rest.Length && rest[i] != '"'; i++)
            {
                if (rest[i] == '\\' && i + 1 < rest.Length)
                    i++;
                text.GetSpan(1)[0] = rest[i];
                text.Advance(1);
            }
            rest = rest[Math.Min(i + 1, rest.Length)..];
            return text.WrittenSpan.ToArray();
        }
    }
}
