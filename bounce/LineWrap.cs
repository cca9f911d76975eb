namespace MailSuite.Bounce;

/// <summary>Breaks text between words for people to read; what has no blank stays whole.</summary>
internal static class LineWrap
{
    private const int Width = 79, Indent = 4;

    internal static IEnumerable<string> Of(string text)
    {
        for (int start = 0, room = Width; start < text.Length; room = Width - Indent)
        {
            int end = start;
            for (int word = start; word < text.Length;)
            {
                int after = text.AsSpan(word).IndexOfAny(' ', '\t') is >= 0 and var at ? word + at : text.Length;
                if (after - start > room && end > start)
                    break;
                end = after;
                word = after + 1;
            }
            yield return (start == 0 ? "" : new string(' ', Indent)) + text[start..end].TrimEnd();
            start = end + 1;
        }
    }
}
