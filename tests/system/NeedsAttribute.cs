namespace MailSuite.Tests.Sys;

/// <summary>A test that needs programs of the host. Where one is missing it is skipped, and says which package has it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsAttribute : FactAttribute
{
    // The Debian package of a program, where the names differ.
    private static readonly Dictionary<string, string> Packages = new(StringComparer.Ordinal)
    {
        ["bsd-mailx"] = "bsd-mailx",
        ["smtp-sink"] = "postfix",
        ["/usr/sbin/postfix"] = "postfix",
        ["/usr/sbin/dovecot"] = "dovecot-imapd dovecot-pop3d",
        ["/usr/lib/dovecot/lmtp"] = "dovecot-lmtpd",
        ["/usr/lib/postfix/postfix-lmdb.so"] = "postfix-lmdb",
        ["mariadbd"] = "mariadb-server",
        ["pg_ctlcluster"] = "postgresql",
        ["useradd"] = "passwd",
        ["runuser"] = "util-linux",
        ["chpasswd"] = "passwd",
        ["userdel"] = "passwd",
        ["script"] = "bsdutils",
        ["perl:Net::SSLeay"] = "libnet-ssleay-perl",
    };

    public NeedsAttribute(params string[] programs)
    {
        string[] missing = [.. programs.Where(static p => !IsHere(p))];
        if (!File.Exists(Path.Combine(Instance.Out, "sbin/postfix")))
            Skip = $"{Instance.Out}/sbin/postfix is not there: run make first, or set MAILSUITE_OUT";
        else if (missing.Length > 0)
            Skip = $"{string.Join(", ", missing)} is missing: apt-get install {string.Join(' ', missing.Select(static m => Packages.GetValueOrDefault(m, m)).Distinct())}";
    }

    // "perl:NAME" is a module, all else a program.
    private static bool IsHere(string need) =>
        need.StartsWith("perl:", StringComparison.Ordinal) ? Tool.Find("perl") != null && Tool.Run("perl", ["-M" + need[5..], "-e", "1"]).Exit == 0 : Tool.Find(need) != null;

    /// <summary>The test switches users or makes an account.</summary>
    public bool Root
    {
        get => false;
        set
        {
            if (value && Environment.UserName != "root")
                Skip ??= "needs root";
        }
    }
}
