using System.Globalization;

namespace MailSuite.Maps;

/// <summary>What proxymap(8) answers, by its number on the wire.</summary>
public enum ProxyStatus
{
    /// <summary>Done; for a lookup, the value follows.</summary>
    Ok,
    /// <summary>There is no such key.</summary>
    NoKey,
    /// <summary>The table cannot be asked now.</summary>
    Retry,
    /// <summary>The request makes no sense.</summary>
    Bad,
    /// <summary>The table is not approved (proxy_read_maps, proxy_write_maps).</summary>
    Deny,
    /// <summary>The table itself is wrong.</summary>
    Config,
}

/// <summary>
/// The words of Postfix's proxymap protocol, so that either side may be Postfix's: the server says "protocol=proxymap_protocol" first; a request and
/// its answer are attribute lists (name NUL value NUL ... NUL), and each request names the table anew, because both ends may be restarted at any time.
/// </summary>
public static class ProxyProtocol
{
    /// <summary>The value of the greeting.</summary>
    public const string Name = "proxymap_protocol";

    // Bits of the attribute "flags" that mean something here (dict.h of Postfix).
    private const int DuplicateWarn = 1 << 0, WithoutNul = 1 << 2, WithNul = 1 << 3, Fixed = 1 << 4, Pattern = 1 << 5, Lock = 1 << 6, NoSubstitution = 1 << 11, Fold = 1 << 14,
        Utf8 = 1 << 19, FileContent = 1 << 21;

    /// <summary>The most bytes that an attribute list may have.</summary>
    public const int Limit = 1 << 20;

    /// <summary>The flags of a request for a table. The client folds keys itself: it knows from the answer to "open" whether the table is one of patterns.</summary>
    public static int FlagsOf(TableOptions options, bool utf8) => DuplicateWarn | Lock | (utf8 ? Utf8 : 0) | InstanceFlagsOf(options);

    /// <summary>The flags of "open".</summary>
    public static int InstanceFlagsOf(TableOptions options) => ((options & TableOptions.WithoutNul) != 0 ? WithoutNul : 0) | ((options & TableOptions.WithNul) != 0 ? WithNul : 0)
        | ((options & TableOptions.FileContent) != 0 ? FileContent : 0) | ((options & TableOptions.Paranoid) != 0 ? NoSubstitution : 0);

    /// <summary>How the server opens a table for a request.</summary>
    public static TableOptions OptionsOf(int flags) => TableOptions.Direct | ((flags & Fold) == 0 ? TableOptions.KeepCase : 0) | ((flags & Utf8) == 0 ? TableOptions.AnyBytes : 0)
        | ((flags & WithoutNul) != 0 ? TableOptions.WithoutNul : 0) | ((flags & WithNul) != 0 ? TableOptions.WithNul : 0)
        | ((flags & FileContent) != 0 ? TableOptions.FileContent : 0) | ((flags & NoSubstitution) != 0 ? TableOptions.Paranoid : 0);

    /// <summary>The flags of a table that was opened, for the answer to "open".</summary>
    public static int FlagsOf(LookupTable table, int requested) => (requested & (WithoutNul | WithNul | FileContent)) | (table.IsPattern ? Pattern : Fixed) | Lock;

    /// <summary>A value as it travels: content of files as base64, which the client decodes.</summary>
    public static string ForWire(string value, int flags) => (flags & FileContent) != 0 ? Convert.ToBase64String(Bytes.Of(value)) : value;

    /// <summary>Does the table behind these flags match patterns?</summary>
    public static bool IsPattern(int flags) => (flags & Pattern) != 0;

    /// <summary>An attribute list as bytes. A NUL ends its attribute early, as it does in Postfix.</summary>
    public static byte[] Write(params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var text = new System.Text.StringBuilder();
        foreach (var (name, value) in attributes)
            text.Append(name).Append('\0').Append(value.IndexOf('\0') is >= 0 and var nul ? value.AsSpan(0, nul) : value).Append('\0');
        return Bytes.Of(text.Append('\0').ToString());
    }

    /// <summary>A number as an attribute's value.</summary>
    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Reads the attribute list at the start of the bytes: how many it takes, or 0 when its end has not come yet. <see cref="Limit"/> is the caller's to watch.
    /// </summary>
    public static int Read(ReadOnlySpan<byte> bytes, List<(string Name, string Value)> attributes)
    {
        attributes.Clear();
        int at = 0;
        while (true)
        {
            int name = bytes[at..].IndexOf((byte)0);
            if (name == 0)
                return at + 1;
            int value = name < 0 ? -1 : bytes[(at + name + 1)..].IndexOf((byte)0);
            if (value < 0)
                return 0;
            attributes.Add((Bytes.Text(bytes.Slice(at, name)), Bytes.Text(bytes.Slice(at + name + 1, value))));
            at += name + value + 2;
        }
    }
}
