namespace MailSuite.Mail;

/// <summary>An enhanced status code in front of text that an administrator wrote (RFC 3463: "5.7.1 text").</summary>
public static class DsnText
{
    /// <summary>The code and the text behind it; where the text has no code, the given one.</summary>
    public static (string Dsn, string Text) Split(string otherwise, string text)
    {
        int end = text.AsSpan().IndexOfAny(' ', '\t');
        var word = end < 0 ? text : text[..end];
        return IsCode(word) ? (word, end < 0 ? "" : text[end..].TrimStart()) : (otherwise, text);
    }

    /// <summary>Is it "d.ddd.ddd" with the class 2, 4 or 5?</summary>
    public static bool IsCode(ReadOnlySpan<char> word)
    {
        if (word.Length is < 5 or > 9 || word[0] is not ('2' or '4' or '5') || word[1] != '.')
            return false;
        int dot = word[2..].IndexOf('.');
        return dot is >= 1 and <= 3 && IsNumber(word[2..(dot + 2)]) && IsNumber(word[(dot + 3)..]);
    }

    private static bool IsNumber(ReadOnlySpan<char> digits) => digits.Length is >= 1 and <= 3 && digits.IndexOfAnyExceptInRange('0', '9') < 0;
}
