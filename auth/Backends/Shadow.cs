using System.Globalization;
using MailSuite.Auth.Passwords;

namespace MailSuite.Auth.Backends;

/// <summary>The host's shadow file, read anew for each question: it is small, and a changed password counts at once.</summary>
internal sealed class Shadow(string path) : PasswordDatabase
{
    internal override string Name => "shadow";

    internal override Verdict Verify(Attempt attempt, ReadOnlySpan<byte> password)
    {
        string text;
        try
        {
            text = Bytes.Text(Sys.ReadFile(path));
        }
        catch (UnixException e)
        {
            Log.Warning(e.Message);
            return Verdict.TryLater;
        }
        string like = "";
        foreach (string line in text.Split('\n'))
        {
            string[] f = line.Split(':');
            if (f.Length < 2)
                continue;
            if (f[0] == attempt.User)
                return Verify(f, password);
            if (like.Length == 0 && f[1].StartsWith('$'))
                like = f[1];
        }
        // A name that is not there costs what one costs that is.
        if (like.Length > 0)
            Crypt.Verify(password, like);
        return Verdict.UnknownUser;
    }

    // name:hash:last change:min:max:warn:inactive:expire:
    private static Verdict Verify(string[] f, ReadOnlySpan<byte> password)
    {
        if (!Crypt.Verify(password, f[1]))
            return Verdict.Wrong;
        long today = Clock.System.UnixSeconds / 86400;
        bool accountOver = Days(f, 7) is { } expire && today >= expire;
        bool passwordOver = Days(f, 2) is { } changed && (changed == 0 || Days(f, 4) is { } max && max < 99999 && today > changed + max + (Days(f, 6) ?? 99999));
        return accountOver || passwordOver ? Verdict.Refused : Verdict.Right;
    }

    private static long? Days(string[] f, int at) =>
        at < f.Length && int.TryParse(f[at], NumberStyles.None, CultureInfo.InvariantCulture, out int days) ? days : null;
}
