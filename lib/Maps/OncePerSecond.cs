namespace MailSuite.Maps;

/// <summary>Looks at the file system that are worth one system call a second, not one for each lookup.</summary>
internal struct OncePerSecond
{
    private long last;

    /// <summary>Has a second passed since this was last true?</summary>
    public bool IsDue()
    {
        long now = Clock.System.Milliseconds;
        if (now - last < 1000)
            return false;
        last = now;
        return true;
    }
}
