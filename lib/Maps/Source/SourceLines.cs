namespace MailSuite.Maps;

/// <summary>
/// The logical lines of a table's source text (postmap(1), aliases(5)): comments and blank lines are skipped, and a line
/// that starts with white space continues the one before. Read in pieces, so a source of a million lines costs one buffer.
/// </summary>
public sealed class SourceLines(int fd, string path)
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private byte[] logical = new byte[256];
    private int at, end, used, physical;
    private bool ended;

    /// <summary>The file's name, for messages.</summary>
    public string Path { get; } = path;

    /// <summary>The number of the physical line on which the current logical line starts.</summary>
    public int Line { get; private set; }

    /// <summary>The next logical line, valid until the next call; false at the end. A NUL byte ends a line's text, as for Postfix.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        while (NextLogical(out line))
        {
            if (line.IsEmpty || !IsSpace(line[0]))
                return true;
            Log.Warning($"{Path}: logical line must not start with whitespace: \"{Shorten(line)}\"");
        }
        return false;
    }

    private bool NextLogical(out ReadOnlySpan<byte> line)
    {
        used = 0;
        do
        {
            int start = used;
            if (!ReadPhysical())
                break;
            physical++;
            var added = logical.AsSpan(start, used - start);
            int text = FirstNonSpace(added);
            if (text == added.Length || added[text] == '#')
                used = start;
            else if (start == 0)
                Line = physical;
        }
        while (used == 0 || Peek() is var next && (next == '#' || next >= 0 && IsSpace((byte)next)));
        line = logical.AsSpan(0, used);
        int nul = line.IndexOf((byte)0);
        if (nul >= 0)
            line = line[..nul];
        return used > 0;
    }

    private bool ReadPhysical()
    {
        if (!Fill())
            return false;
        do
        {
            int newline = buffer.AsSpan(at, end - at).IndexOf((byte)'\n');
            int count = newline < 0 ? end - at : newline;
            Append(buffer.AsSpan(at, count));
            at += count;
            if (newline >= 0)
            {
                at++;
                return true;
            }
        }
        while (Fill());
        return true;
    }

    private bool Fill()
    {
        if (at < end)
            return true;
        if (ended)
            return false;
        at = 0;
        try
        {
            end = Sys.Read(fd, buffer);
        }
        catch (UnixException e)
        {
            throw new UnixException(e.Errno, "read " + Path);
        }
        ended = end == 0;
        return !ended;
    }

    private int Peek() => Fill() ? buffer[at] : -1;

    private void Append(ReadOnlySpan<byte> piece)
    {
        if (logical.Length - used < piece.Length)
            Array.Resize(ref logical, Math.Max(logical.Length * 2, used + piece.Length));
        piece.CopyTo(logical.AsSpan(used));
        used += piece.Length;
    }

    private static string Shorten(ReadOnlySpan<byte> line) => Bytes.Text(line.Length > 30 ? line[..30] : line) + (line.Length > 30 ? "..." : "");

    internal static bool IsSpace(byte c) => c is (byte)' ' or >= 9 and <= 13;

    internal static int FirstNonSpace(ReadOnlySpan<byte> text)
    {
        int i = 0;
        while (i < text.Length && IsSpace(text[i]))
            i++;
        return i;
    }

    internal static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        text = text[FirstNonSpace(text)..];
        while (text.Length > 0 && IsSpace(text[^1]))
            text = text[..^1];
        return text;
    }
}
