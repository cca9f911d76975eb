namespace MailSuite.Smtpd;

/// <summary>What a stranger calls itself, fit for logs, headers and attributes: nothing that is special there is left in it.</summary>
internal static class SafeText
{
    private const string Special = " <>()\\\";@";

    public static string Of(string text)
    {
        text = Bytes.Printable(text);
        return text.AsSpan().IndexOfAny(Special) < 0 ? text : string.Create(text.Length, text, static (to, from) =>
        {
            for (int i = 0; i < to.Length; i++)
                to[i] = Special.Contains(from[i]) ? '?' : from[i];
        });
    }
}
