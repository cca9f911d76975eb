namespace MailSuite.Maps;

/// <summary>How a table is opened. The default is what every daemon wants.</summary>
[Flags]
public enum TableOptions
{
    /// <summary>Keys of fixed tables are folded to lower case; patterns are asked as the key is.</summary>
    None = 0,
    /// <summary>No key is folded (postmap -f).</summary>
    KeepCase = 1,
    /// <summary>The value decides over a file or a command (aliases): $number substitution from the key is refused.</summary>
    Paranoid = 2,
    /// <summary>Keys need not be UTF-8 (postmap -u).</summary>
    AnyBytes = 4,
    /// <summary>Keys and values of files are taken to have no closing NUL (postmap -n).</summary>
    WithoutNul = 16,
    /// <summary>Keys and values of files are taken to have a closing NUL (postmap -N).</summary>
    WithNul = 32,
    /// <summary>proxy: tables are opened in this process, which is proxymap itself.</summary>
    Direct = 64,
    /// <summary>Many keys are asked in a row: a lock may be kept until <see cref="LookupTable.Resting"/>.</summary>
    InARow = 128,
    /// <summary>Values are base64 of file content (postmap -F): decoded on lookup, file names in text sources.</summary>
    FileContent = 8,
}

/// <summary>
/// A table that answers keys with values (DATABASE_README). Keys and values are text in the sense of <see cref="Bytes"/>, so
/// no byte is lost. A table that fails logs the cause itself and answers <see cref="LookupResult.TryLater"/>.
/// </summary>
public abstract class LookupTable(string type, string name) : IDisposable
{
    /// <summary>The type: "hash".</summary>
    public string Type { get; } = type;

    /// <summary>Type and name: "hash:/etc/aliases".</summary>
    public string Name { get; } = $"{type}:{name}";

    /// <summary>The name in messages, which for a database file has its suffix: "hash:/etc/aliases.db".</summary>
    public virtual string Title => Name;

    /// <summary>
    /// What the last <see cref="LookupStatus.TryLater"/> was about, in the words that postmap(1) puts behind "query error: "; empty when the table itself is wrong.
    /// </summary>
    public string Trouble { get; protected set; } = OwnTrouble;

    /// <summary>The word for a failure that no system call has given a name.</summary>
    protected const string OwnTrouble = "Application error";

    /// <summary>The name without the type: "/etc/aliases".</summary>
    public string Path { get; } = name;

    /// <summary>The table matches patterns against the whole key: it is asked with the full key only, never with a part of an address or domain.</summary>
    public virtual bool IsPattern => false;

    /// <summary>The table as one whose entries can be changed one by one; null when it is none.</summary>
    public virtual IUpdatableTable? Updatable => this as IUpdatableTable;

    /// <summary>Looks a key up.</summary>
    public abstract LookupResult Find(string key);

    /// <summary>Was the table replaced or modified since it was opened? Asks the file system at most once a second.</summary>
    public virtual bool HasChanged() => false;

    /// <summary>All entries in the table's order, or null when the type cannot tell (postmap -s).</summary>
    public virtual IEnumerable<KeyValuePair<string, string>>? Entries() => null;

    /// <summary>The caller is about to wait for the next key (<see cref="TableOptions.InARow"/>).</summary>
    public virtual void Resting()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back files and memory.</summary>
    protected virtual void Release()
    {
    }
}
