namespace MailSuite.Maps;

/// <summary>A list of words without domain rules ($mydestination, virtual_mailbox_domains, propagate_unmatched_extensions): equal, or a key of a table.</summary>
public sealed class StringList
{
    private readonly PatternList list;

    private StringList(PatternList list) => this.list = list;

    /// <summary>Reads a list. <paramref name="parameter"/> is the name for warnings.</summary>
    public static StringList Parse(string list, MailConfig config, string parameter) => new(new PatternList(list, config, parameter));

    /// <summary>The list of a parameter.</summary>
    public static StringList Of(Param<string> parameter, MailConfig config) => Parse(config.Get(parameter), config, parameter.Name);

    /// <summary>Are there no words?</summary>
    public bool IsEmpty => list.IsEmpty;

    /// <summary>Is the text listed? Case does not matter.</summary>
    public LookupStatus Contains(string text) => list.Match(pattern => pattern.Table is { } table ? table.Find(text).Status
        : Bytes.Same(text, pattern.Text) ? LookupStatus.Found : LookupStatus.NotFound);

    /// <summary>Was a table behind it changed?</summary>
    public bool HasChanged() => list.HasChanged();
}
