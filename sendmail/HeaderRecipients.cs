namespace MailSuite.Sendmail;

/// <summary>Recipients from a message's own headers (-t): To, Cc and Bcc; of a resent message the Resent- ones instead.</summary>
/// <param name="limit">Bytes of one header.</param>
internal sealed class HeaderRecipients(int limit)
{
    private static readonly string[] Plain = ["to", "cc", "bcc"], Resent = ["resent-to", "resent-cc", "resent-bcc"];
    private readonly List<string> plain = [], resent = [];
    private readonly System.Buffers.ArrayBufferWriter<byte> header = new(256);
    private bool isResent, ended, isCut;

    /// <summary>A header with recipients was longer than the limit: some of them were not seen.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>The address lists found.</summary>
    public IReadOnlyList<string> Found
    {
        get
        {
            Finish();
            return isResent ? resent : plain;
        }
    }

    /// <summary>Takes a line of the message, or a part of one.</summary>
    public void Line(ReadOnlySpan<byte> line, bool goesOn, bool more)
    {
        if (ended)
            return;
        bool continues = goesOn || line.Length > 0 && line[0] is (byte)' ' or (byte)'\t';
        if (!continues)
        {
            Finish();
            int colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].TrimEnd(" \t"u8).IndexOfAnyExceptInRange((byte)'!', (byte)'~') >= 0)
            {
                ended = true;
                return;
            }
        }
        isCut |= header.WrittenCount + line.Length > limit;
        if (!isCut)
        {
            line.CopyTo(header.GetSpan(line.Length + 1));
            header.Advance(line.Length);
        }
    }

    private void Finish()
    {
        var text = header.WrittenSpan;
        int colon = text.IndexOf((byte)':');
        if (colon > 0)
        {
            string name = Bytes.Text(text[..colon].TrimEnd(" \t"u8)).ToLowerInvariant();
            IsIncomplete |= isCut && (Array.IndexOf(Plain, name) >= 0 || Array.IndexOf(Resent, name) >= 0);
            isResent |= name.StartsWith("resent-", StringComparison.Ordinal);
            if (Array.IndexOf(Plain, name) >= 0)
                plain.Add(Bytes.Text(text[(colon + 1)..]));
            else if (Array.IndexOf(Resent, name) >= 0)
                resent.Add(Bytes.Text(text[(colon + 1)..]));
        }
        isCut = false;
        header.ResetWrittenCount();
    }
}
