namespace MailSuite.Maps;

/// <summary>The lines of standard input, for "-q -" and "-d -".</summary>
public static class InputLines
{
    private const int Limit = 1 << 20;

    /// <summary>The lines without their ends; answers can be given before the input ends.</summary>
    /// <param name="wait">Called before each wait for more.</param>
    public static IEnumerable<string> Read(Action? wait = null)
    {
        var buffer = new byte[64 * 1024];
        int start = 0, end = 0;
        while (true)
        {
            int newline = Array.IndexOf(buffer, (byte)'\n', start, end - start);
            if (newline >= 0)
            {
                yield return Bytes.Text(buffer.AsSpan(start, newline - start));
                start = newline + 1;
                continue;
            }
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            if (end == buffer.Length)
            {
                if (end >= Limit)
                    throw new FatalException("input line too long");
                Array.Resize(ref buffer, end * 2);
            }
            wait?.Invoke();
            int n = Sys.Read(0, buffer.AsSpan(end));
            if (n == 0)
                break;
            end += n;
        }
        if (end > 0)
            yield return Bytes.Text(buffer.AsSpan(0, end));
    }
}
