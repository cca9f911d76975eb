namespace MailSuite.Maps;

/// <summary>A table whose values are base64 of file content, answered decoded (postmap -F, tls_server_sni_maps).</summary>
internal sealed class FileContentTable(LookupTable inner) : LookupTable(inner.Type, inner.Path)
{
    public override string Title => inner.Title;
    public override bool IsPattern => inner.IsPattern;

    public override LookupResult Find(string key)
    {
        var result = inner.Find(key);
        Trouble = inner.Trouble;
        if (!result.IsFound)
            return result;
        if (FileContent.Decode(result.Value) is { } content)
            return LookupResult.Found(content);
        Malformed(key, result.Value);
        Trouble = "";
        return LookupResult.TryLater;
    }

    public override bool HasChanged() => inner.HasChanged();
    public override void Resting() => inner.Resting();

    private void Malformed(string key, string value) => Log.Warning($"table {Title}: key {key}: malformed BASE64 value: {value}");

    public override IEnumerable<KeyValuePair<string, string>>? Entries() => inner.Entries() is { } entries ? Decoded(entries) : null;

    private IEnumerable<KeyValuePair<string, string>> Decoded(IEnumerable<KeyValuePair<string, string>> entries)
    {
        foreach (var (key, value) in entries)
            if (FileContent.Decode(value) is { } content)
                yield return new(key, content);
            else
                Malformed(key, value);
    }

    protected override void Release() => inner.Dispose();
}
