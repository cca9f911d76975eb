using System.Security.Cryptography;
using MailSuite.Auth.Backends;
using MailSuite.Protocol.Sasl;

namespace MailSuite.Auth;

/// <summary>All password databases as one: asked in order until one accepts. Runs on worker threads.</summary>
internal sealed class LoginCheck(IReadOnlyList<PasswordDatabase> databases)
{
    /// <summary>Right when a database accepts; TryLater when none does and one could not be asked; else Wrong. The password is wiped.</summary>
    internal Verdict Verify(Attempt attempt, byte[] password)
    {
        try
        {
            bool later = false;
            foreach (var database in databases)
            {
                var verdict = IsPossible(attempt.User) ? database.Verify(attempt, password) : Verdict.UnknownUser;
                if (verdict == Verdict.Right)
                    return verdict;
                later |= verdict == Verdict.TryLater;
                Tell(database, attempt, verdict);
            }
            return later ? Verdict.TryLater : Verdict.Wrong;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }

    /// <summary>The stored secret of a user, from the first database that has one.</summary>
    internal Verdict Fetch(Attempt attempt, out StoredSecret? secret)
    {
        secret = null;
        bool later = false;
        foreach (var database in databases)
        {
            var verdict = IsPossible(attempt.User) ? database.Fetch(attempt, out secret) : Verdict.UnknownUser;
            if (verdict == Verdict.Right)
                return verdict;
            later |= verdict == Verdict.TryLater;
        }
        return later ? Verdict.TryLater : Verdict.UnknownUser;
    }

    // A name is a key, never a path, a pattern or a field: what could be read as another thing belongs to nobody.
    private static bool IsPossible(string user) =>
        !user.AsSpan().ContainsAny(":/%$'\"") && user is not ("." or "..") && !user.StartsWith('-') && Bytes.Printable(user) == user;

    private static void Tell(PasswordDatabase database, Attempt attempt, Verdict verdict)
    {
        switch (verdict)
        {
            case Verdict.Wrong: Log.Info(LogLines.Wrong(database.Name, attempt)); break;
            case Verdict.UnknownUser: Log.Info(LogLines.Unknown(database.Name, attempt)); break;
            case Verdict.Refused: Log.Info(LogLines.Refused(database.Name, attempt)); break;
        }
    }
}
