namespace MailSuite.Maps;

/// <summary>What tables in files that postmap(1) builds have in common: keys with or without a closing NUL, and the look whether the file was replaced.</summary>
internal abstract class DatabaseTable(string type, string name, string suffix, MailConfig config, TableOptions options) : LookupTable(type, name)
{
    private readonly KeyFolding folding = new(options, config);
    private OncePerSecond looks;
    private bool changed;

    // Some writers end keys and values with a NUL and some do not; which one this file's did is learned from the first hit.
    private bool tryWithNul = (options & (TableOptions.WithNul | TableOptions.WithoutNul)) != TableOptions.WithoutNul;
    private bool tryWithoutNul = (options & (TableOptions.WithNul | TableOptions.WithoutNul)) != TableOptions.WithNul;

    public override string Title => Name + suffix;

    /// <summary>The value of exactly this key. Throws <see cref="IOException"/>.</summary>
    protected abstract byte[]? Get(ReadOnlySpan<byte> key);

    /// <summary>Looks the key up with <see cref="Either"/>; again, where another process may write the file meanwhile.</summary>
    protected virtual byte[]? Read(ReadOnlySpan<byte> keyAndNul) => Either(keyAndNul);

    /// <summary>Is the open file another one than its path's, or was it changed in a way that lookups do not notice?</summary>
    protected abstract bool WasReplaced();

    public sealed override LookupResult Find(string key)
    {
        key = folding.Fold(key);
        int size = Bytes.Count(key);
        Span<byte> bytes = size < 256 ? stackalloc byte[size + 1] : new byte[size + 1];
        Bytes.Write(key, bytes);
        bytes[size] = 0;
        try
        {
            return Read(bytes) is { } value ? LookupResult.Found(Text(value)) : LookupResult.NotFound;
        }
        catch (IOException e)
        {
            Log.Warning($"{Path}{suffix}: {e.Message}");
            return LookupResult.TryLater;
        }
    }

    /// <summary>The value of a key in the form that this file's writer used.</summary>
    protected byte[]? Either(ReadOnlySpan<byte> keyAndNul)
    {
        if (tryWithNul && Get(keyAndNul) is { } value)
        {
            tryWithoutNul = false;
            return value;
        }
        if (tryWithoutNul && Get(keyAndNul[..^1]) is { } other)
        {
            tryWithNul = false;
            return other;
        }
        return null;
    }

    /// <summary>A key or a value, without its closing NUL.</summary>
    protected static string Text(ReadOnlySpan<byte> value)
    {
        int nul = value.IndexOf((byte)0);
        return Bytes.Text(nul < 0 ? value : value[..nul]);
    }

    public sealed override bool HasChanged() => changed || looks.IsDue() && (changed = WasReplaced());
}
