using System.Globalization;

namespace MailSuite.Protocol.Pop3;

/// <summary>Reads one command line of POP3 from left to right: a keyword, then arguments separated by one space; remembers the first misfit.</summary>
public ref struct Pop3Line
{
    private ReadOnlySpan<byte> rest;

    /// <summary>Over a line without its end.</summary>
    public Pop3Line(ReadOnlySpan<byte> line)
    {
        int at = line.IndexOf((byte)' ');
        Keyword = at < 0 ? line : line[..at];
        rest = at < 0 ? default : line[(at + 1)..];
        Ok = true;
    }

    /// <summary>The first word.</summary>
    public ReadOnlySpan<byte> Keyword { get; }

    /// <summary>Was everything so far as it should be?</summary>
    public bool Ok { get; private set; }

    /// <summary>Is there no further argument?</summary>
    public readonly bool AtEnd => rest.Trim((byte)' ').IsEmpty;

    /// <summary>A decimal number, up to the next space.</summary>
    public int Number()
    {
        rest = rest.TrimStart((byte)' ');
        int end = rest.IndexOf((byte)' ');
        var word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        if (word.Length is > 0 and <= 10 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            return number;
        Ok = false;
        return 0;
    }

    /// <summary>One word, up to the next space.</summary>
    public string Word()
    {
        rest = rest.TrimStart((byte)' ');
        int end = rest.IndexOf((byte)' ');
        var word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        Ok &= !word.IsEmpty;
        return Bytes.Text(word);
    }

    /// <summary>All that is left, blanks included: a password may hold them.</summary>
    public ReadOnlySpan<byte> Rest()
    {
        var all = rest;
        rest = default;
        Ok &= !all.IsEmpty;
        return all;
    }

    /// <summary>Nothing may follow.</summary>
    public void End() => Ok &= AtEnd;
}
