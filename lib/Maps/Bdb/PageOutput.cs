namespace MailSuite.Maps;

/// <summary>Pages of a file that mostly follow one another, gathered into large writes.</summary>
internal sealed class PageOutput(int fd)
{
    private readonly byte[] gathered = new byte[256 * BdbFormat.PageSize];
    private uint first;
    private int count;

    /// <summary>Writes a page at its place.</summary>
    public void Put(uint number, ReadOnlySpan<byte> page)
    {
        if (number != first + count || count * BdbFormat.PageSize == gathered.Length)
        {
            Flush();
            first = number;
        }
        page.CopyTo(gathered.AsSpan(count * BdbFormat.PageSize));
        count++;
    }

    /// <summary>Writes what is gathered.</summary>
    public void Flush()
    {
        Sys.WriteAt(fd, gathered.AsSpan(0, count * BdbFormat.PageSize), (long)first * BdbFormat.PageSize);
        count = 0;
    }
}
