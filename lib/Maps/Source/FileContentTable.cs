namespace MailSuite.Maps;

/// <summary>A table whose values are base64 of file content, answered decoded (postmap -F, tls_server_sni_maps).</summary>
internal sealed class FileContentTable(LookupTable inner) : LookupTable(inner.Type, inner.Path)
{
    public override bool IsPattern => inner.IsPattern;

    public override LookupResult Find(string key)
    {
        var result = inner.Find(key);
        if (!result.IsFound)
            return result;
        if (FileContent.Decode(result.Value) is { } content)
            return LookupResult.Found(content);
        Log.Warning($"table {Name}: key {key}: malformed BASE64 value: {result.Value}");
        return LookupResult.TryLater;
    }

    public override bool HasChanged() => inner.HasChanged();

    public override IEnumerable<KeyValuePair<string, string>>? Entries() =>
        inner.Entries()?.Select(static e => new KeyValuePair<string, string>(e.Key, FileContent.Decode(e.Value) ?? e.Value));

    protected override void Release() => inner.Dispose();
}
