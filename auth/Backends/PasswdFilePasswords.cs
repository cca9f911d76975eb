using System.Net;
using MailSuite.Auth.Passwords;
using MailSuite.Protocol.Sasl;

namespace MailSuite.Auth.Backends;

/// <summary>The passwords of a passwd-file.</summary>
internal sealed class PasswdFilePasswords(PasswdFile file) : PasswordDatabase
{
    internal override string Name => "passwd-file";

    internal override Verdict Verify(Attempt attempt, ReadOnlySpan<byte> password)
    {
        var answer = file.Find(attempt.User, out var user);
        if (answer == AccountAnswer.TryLater)
            return Verdict.TryLater;
        if (user == null)
        {
            PasswordScheme.Verify(PasswordScheme.Split(file.AnyPassword()), password, out _);
            return Verdict.UnknownUser;
        }
        // An empty field lets nobody in; "nopassword", which in Dovecot lets everybody in, is not granted.
        if (user.Password.Length == 0 || !IsAllowedFrom(user, attempt.RemoteAddress))
            return Verdict.Refused;
        var secret = PasswordScheme.Split(user.Password);
        bool right = PasswordScheme.Verify(secret, password, out bool unknown);
        if (unknown)
            Log.Warning(LogLines.UnknownScheme(Name, attempt, secret.Scheme));
        return right ? Verdict.Right : unknown ? Verdict.Refused : Verdict.Wrong;
    }

    internal override Verdict Fetch(Attempt attempt, out StoredSecret? secret)
    {
        secret = null;
        var answer = file.Find(attempt.User, out var user);
        if (answer != AccountAnswer.Found)
            return answer == AccountAnswer.TryLater ? Verdict.TryLater : Verdict.UnknownUser;
        if (user!.Password.Length == 0 || !IsAllowedFrom(user, attempt.RemoteAddress))
            return Verdict.Refused;
        secret = PasswordScheme.Split(user.Password);
        return Verdict.Right;
    }

    // allow_nets=192.0.2.0/24,2001:db8::1
    private static bool IsAllowedFrom(PasswdFileUser user, string address)
    {
        if (!user.Extra.TryGetValue("allow_nets", out var nets))
            return true;
        if (!IPAddress.TryParse(address, out var client))
            return false;
        foreach (string net in nets.Split(',', StringSplitOptions.RemoveEmptyEntries))
            if (IPNetwork.TryParse(net, out var network) ? network.Contains(client) : IPAddress.TryParse(net, out var single) && single.Equals(client))
                return true;
        return false;
    }
}
