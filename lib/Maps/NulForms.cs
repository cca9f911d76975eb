namespace MailSuite.Maps;

/// <summary>Whether keys of a file are asked with a closing NUL, without, or in both forms until a hit tells which one the writer of the file used.</summary>
internal static class NulForms
{
    /// <summary>What the options demand.</summary>
    public static (bool With, bool Without) Of(TableOptions options) => (options & (TableOptions.WithNul | TableOptions.WithoutNul)) switch
    {
        TableOptions.WithNul => (true, false),
        TableOptions.WithoutNul => (false, true),
        _ => (true, true),
    };
}
