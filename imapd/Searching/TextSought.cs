using System.Text;

namespace MailSuite.Imapd.Searching;

/// <summary>A text to find regardless of case.</summary>
internal sealed class TextSought(byte[] text)
{
    private readonly string folded = Encoding.UTF8.GetString(text).ToUpperInvariant();

    internal bool IsEmpty => folded.Length == 0;
    internal int Length => folded.Length;

    internal bool IsIn(string decoded) => decoded.ToUpperInvariant().Contains(folded, StringComparison.Ordinal);

    internal bool IsIn(ReadOnlySpan<char> upper) => upper.Contains(folded, StringComparison.Ordinal);
}
