using MailSuite.Mail;

namespace MailSuite.Smtp;

/// <summary>
/// Logins that a server has refused for good (smtp_sasl_auth_cache_name, ..._time): not tried again with the same password, so that a wrong entry in
/// our table does not have the account locked. Each process remembers its own.
/// </summary>
internal sealed class SaslFailures(TimeSpan keep, Clock clock)
{
    private const int MaxRemembered = 1000;

    private readonly Dictionary<(string Host, string User, string Password), (Dsn Why, long Until)> failed = [];

    /// <summary>Why the same login failed before; null when it did not, or long ago.</summary>
    internal Dsn? Of(string host, Credential credential) =>
        failed.TryGetValue((host, credential.User, credential.Password), out var entry) && clock.Milliseconds < entry.Until ? entry.Why : null;

    internal void Note(string host, Credential credential, Dsn why)
    {
        if (failed.Count >= MaxRemembered)
            failed.Clear();
        failed[(host, credential.User, credential.Password)] = (why, clock.Milliseconds + (long)keep.TotalMilliseconds);
    }
}
