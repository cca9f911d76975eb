namespace MailSuite.Maps;

/// <summary>Finds keys in the pages of one kind of Berkeley DB file.</summary>
internal interface IBdbReader
{
    /// <summary>The value of a key, or null when the key is not there.</summary>
    byte[]? Find(ReadOnlySpan<byte> key);

    /// <summary>All entries in the file's order.</summary>
    IEnumerable<(byte[] Key, byte[] Value)> Entries();
}
