using System.Buffers.Text;

namespace MailSuite.Mail;

/// <summary>The numbers of a Size, Time or like record, separated by blanks.</summary>
public static class RecordNumbers
{
    /// <summary>Those up to the first thing that is no number; <paramref name="whole"/> tells whether there was none.</summary>
    /// <param name="payload">The record.</param>
    /// <param name="to">Room for them; what is beyond is not looked at.</param>
    /// <param name="whole">Nothing but numbers was there.</param>
    public static ReadOnlySpan<long> Parse(ReadOnlySpan<byte> payload, Span<long> to, out bool whole)
    {
        int count = 0;
        whole = true;
        for (payload = payload.Trim((byte)' '); !payload.IsEmpty && count < to.Length; payload = payload.TrimStart((byte)' '))
        {
            whole = Utf8Parser.TryParse(payload, out long number, out int used) && (used == payload.Length || payload[used] == ' ');
            if (!whole)
                break;
            to[count++] = number;
            payload = payload[used..];
        }
        return to[..count];
    }
}
