namespace MailSuite.Maps;

/// <summary>The entries of a table that is being written, as parts by the low bits of the keys' hashes: one part in memory, or many on disk of which one at a time is in memory.</summary>
internal interface IEntries
{
    /// <summary>The number of low bits of a hash that are the number of its part.</summary>
    int PartBits { get; }

    /// <summary>The room that keys and values need in a Berkeley DB hash file; duplicates may be counted.</summary>
    long HashFileBytes { get; }

    /// <summary>The entries of a part, valid until the next call.</summary>
    EntryStore Part(int number);
}
