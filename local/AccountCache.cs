namespace MailSuite.Local;

/// <summary>
/// Accounts looked up a moment ago: one delivery asks twice, and mail for one user comes in bursts. Only accounts that exist are remembered, for
/// seconds, so a new user is known at once and a removed one soon gone.
/// </summary>
internal sealed class AccountCache(Clock clock)
{
    private const long KeptMillis = 2000;
    private const int MostKept = 1000;

    private readonly Dictionary<string, (UserAccount Account, long Until)> known = new(StringComparer.Ordinal);

    public AccountAnswer Find(string name, out UserAccount? account)
    {
        if (known.TryGetValue(name, out var entry) && clock.Milliseconds < entry.Until)
        {
            account = entry.Account;
            return AccountAnswer.Found;
        }
        var answer = Accounts.User(name, out account);
        if (answer != AccountAnswer.Found)
            return answer;
        if (known.Count >= MostKept)
            known.Clear();
        known[name] = (account!, clock.Milliseconds + KeptMillis);
        return answer;
    }
}
