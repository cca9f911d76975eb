namespace MailSuite.Maps;

/// <summary>Shows each question to a table and what a list found fitting, to somebody who explains decisions (postfix explain). Daemons leave it alone.</summary>
public static class LookupTrace
{
    /// <summary>Is told the table ("hash:/etc/aliases") or the list ("mynetworks"), the key, and the answer; null when nobody listens.</summary>
    public static Action<string, string, LookupResult>? Told { get; set; }
}
