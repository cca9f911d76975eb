namespace MailSuite.Postcat;

/// <summary>What to show of a file, and how.</summary>
internal sealed record Show(bool Envelope, bool Header, bool Body, bool Labels, bool Offsets, bool Types, bool FileNames, bool FileOrder);

/// <summary>Standard output, bytes as they are.</summary>
internal sealed class Output
{
    private readonly System.Buffers.ArrayBufferWriter<byte> gathered = new(65536);

    internal void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(gathered.GetSpan(bytes.Length));
        gathered.Advance(bytes.Length);
        if (gathered.WrittenCount > 65000)
            Flush();
    }

    internal void Write(string text) => Write(Bytes.Of(text));

    internal void Flush()
    {
        Sys.Write(1, gathered.WrittenSpan);
        gathered.ResetWrittenCount();
    }
}
