namespace MailSuite.Protocol.Mime;

/// <summary>
/// The fields of a header, one after the other, as they stand there: for foreach. A line that is no field is given with an empty name;
/// the empty line at the end is not given.
/// </summary>
public ref struct HeaderFields
{
    private ReadOnlySpan<byte> rest;

    /// <summary>Over a header, with CRLF or LF line ends.</summary>
    public HeaderFields(ReadOnlySpan<byte> header) => rest = header;

    /// <summary>The whole field with its folding and its last line end.</summary>
    public ReadOnlySpan<byte> Raw { get; private set; }

    /// <summary>The field's name.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>What stands behind the colon, folding included.</summary>
    public readonly ReadOnlySpan<byte> Value => Name.IsEmpty ? Raw : Raw[(Raw.IndexOf((byte)':') + 1)..];

    /// <summary>Goes to the next field; false at the end of the header.</summary>
    public bool MoveNext()
    {
        if (rest.IsEmpty || rest is [(byte)'\n', ..] or [(byte)'\r', (byte)'\n', ..])
            return false;
        int end = 0;
        do
        {
            int at = rest[end..].IndexOf((byte)'\n');
            end = at < 0 ? rest.Length : end + at + 1;
        }
        while (end < rest.Length && rest[end] is (byte)' ' or (byte)'\t');
        Raw = rest[..end];
        rest = rest[end..];
        int colon = Raw.IndexOf((byte)':'), line = Raw.IndexOf((byte)'\n');
        Name = colon > 0 && (line < 0 || colon < line) && Raw[0] is not ((byte)' ' or (byte)'\t') ? Raw[..colon].TrimEnd(" \t"u8) : default;
        return true;
    }

    /// <summary>A value without its line ends, and without white space around it.</summary>
    public static byte[] Unfold(ReadOnlySpan<byte> value)
    {
        var result = new byte[value.Length];
        int count = 0;
        foreach (byte b in value)
            if (b is not ((byte)'\r' or (byte)'\n'))
                result[count++] = b;
        return result.AsSpan(0, count).Trim(" \t"u8).ToArray();
    }
}
