namespace MailSuite.Maps;

/// <summary>A table whose entries are changed one by one by those who use it: a cache that several processes or hosts share.</summary>
public interface IUpdatableTable
{
    /// <summary>Adds or replaces an entry; false, after a warning, when that cannot be done now.</summary>
    bool Update(string key, string value);

    /// <summary>Deletes an entry: Found when there was one.</summary>
    LookupStatus Delete(string key);
}
