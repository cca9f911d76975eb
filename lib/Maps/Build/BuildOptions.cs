namespace MailSuite.Maps;

/// <summary>What happens to the second entry of a key.</summary>
public enum DuplicateRule
{
    /// <summary>A warning; the first entry stays.</summary>
    Warn,
    /// <summary>It replaces the first (postmap -r).</summary>
    Replace,
    /// <summary>The first entry stays, silently (postmap -w).</summary>
    Ignore,
}

/// <summary>How postmap and postalias write a table.</summary>
public sealed record BuildOptions
{
    /// <summary>What happens to duplicates.</summary>
    public DuplicateRule Duplicates { get; init; }

    /// <summary>Key folding, UTF-8 checks, file content.</summary>
    public TableOptions Table { get; init; }

    /// <summary>Do keys and values end with a NUL (postmap -N: yes, -n: no)? Null is what Postfix does for the type.</summary>
    public bool? EndWithNul => (Table & TableOptions.WithoutNul) != 0 ? false : (Table & TableOptions.WithNul) != 0 ? true : null;

    /// <summary>Entries come on standard input and are added to the table that is there (postmap -i).</summary>
    public bool Incremental { get; init; }

    /// <summary>As root, write as root and not as the owner of the source (postmap -o).</summary>
    public bool KeepPrivileges { get; init; }

    /// <summary>lmdb_map_size, when the table is of that type.</summary>
    public long LmdbMapSize { get; init; }

    /// <summary>The table is readable by all, whatever the source's mode (postmap -p).</summary>
    public bool IgnoreSourceMode { get; init; }
}
