namespace MailSuite.Base;

/// <summary>Text with the escapes of C: \a \b \f \n \r \t \v \ddd (octal) \\.</summary>
public static class CEscapes
{
    /// <summary>The bytes that the text stands for; an escape that C does not know stands for the character behind the backslash.</summary>
    public static byte[] Read(string text)
    {
        byte[] from = Bytes.Of(text);
        var result = new List<byte>(from.Length);
        for (int i = 0; i < from.Length; i++)
        {
            if (from[i] != '\\' || i + 1 == from.Length)
            {
                result.Add(from[i]);
                continue;
            }
            i++;
            if (from[i] is >= (byte)'0' and <= (byte)'7')
            {
                int value = 0;
                for (int digits = 0; digits < 3 && i < from.Length && from[i] is >= (byte)'0' and <= (byte)'7'; digits++)
                    value = value * 8 + (from[i++] - '0');
                i--;
                result.Add((byte)(value & 0xff));
            }
            else
                result.Add(from[i] switch
                {
                    (byte)'a' => 7, (byte)'b' => 8, (byte)'f' => 12, (byte)'n' => 10, (byte)'r' => 13, (byte)'t' => 9, (byte)'v' => 11,
                    var other => other,
                });
        }
        return [.. result];
    }
}
