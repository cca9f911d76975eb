namespace MailSuite.Maps;

/// <summary>What fixed tables do to a key before they compare it.</summary>
internal readonly struct KeyFolding
{
    private readonly bool fold, utf8;

    public KeyFolding(TableOptions options, MailConfig config)
    {
        fold = (options & TableOptions.KeepCase) == 0;
        utf8 = (options & TableOptions.AnyBytes) == 0 && config.Get(GlobalParams.Smtputf8Enable);
    }

    /// <summary>Is UTF-8 demanded of keys and values?</summary>
    public bool DemandsUtf8 => utf8;

    /// <summary>
    /// Folded case of all letters (<see cref="CaseFolding"/>) when the suite speaks SMTPUTF8, else of ASCII letters only: folding bytes above 127 of an
    /// unknown encoding would make other addresses of them.
    /// </summary>
    public string Fold(string key) => !fold ? key : utf8 ? CaseFolding.Of(key) : LowerAscii(key);

    /// <summary>The same for the bytes of a source. ASCII, the rule, is folded without making text of it.</summary>
    public ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> key, ref byte[] buffer)
    {
        if (!fold)
            return key;
        if (buffer.Length < key.Length)
            buffer = new byte[key.Length * 2];
        if (!utf8 || System.Text.Ascii.IsValid(key))
        {
            for (int i = 0; i < key.Length; i++)
                buffer[i] = key[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(key[i] | 0x20) : key[i];
            return buffer.AsSpan(0, key.Length);
        }
        return Bytes.Of(Fold(Bytes.Text(key)));
    }

    /// <summary>Has the text no byte that is not UTF-8?</summary>
    public static bool IsUtf8(string text)
    {
        int at = text.AsSpan().IndexOfAnyInRange('\uDC80', '\uDCFF');
        for (; at >= 0; at++)
        {
            if (at == 0 || !char.IsHighSurrogate(text[at - 1]))
                return false;
            int next = text.AsSpan(at + 1).IndexOfAnyInRange('\uDC80', '\uDCFF');
            if (next < 0)
                return true;
            at += next;
        }
        return true;
    }

    /// <summary>Lower case of the letters A to Z.</summary>
    public static string LowerAscii(string key) => key.AsSpan().IndexOfAnyInRange('A', 'Z') < 0 ? key : string.Create(key.Length, key, static (to, from) =>
    {
        for (int i = 0; i < to.Length; i++)
            to[i] = from[i] is >= 'A' and <= 'Z' ? (char)(from[i] | 0x20) : from[i];
    });
}
