using System.Globalization;

namespace MailSuite.Store.Maildir;

/// <summary>
/// The last UIDVALIDITY given out in an account: hex in "dovecot-uidvalidity" and, so that two processes cannot give out the same one, in the name of an
/// empty file "dovecot-uidvalidity.(hex)" that is renamed from value to value.
/// </summary>
internal static class UidValidityFile
{
    private const string Name = "dovecot-uidvalidity";

    /// <summary>A value greater than any before, and no less than the time.</summary>
    internal static uint Next(string root, Clock clock)
    {
        string path = $"{root}/{Name}";
        for (int attempt = 0; attempt < 20; attempt++)
        {
            uint last = Last(root);
            uint next = (uint)Math.Max(clock.UnixSeconds, last + 1L);
            string target = $"{path}.{next:x8}";
            var e = last == 0 ? Make(target) : Sys.TryRename($"{path}.{last:x8}", target);
            if (e == Errno.NOENT && last != 0)
                continue;   // somebody was faster
            if (e != Errno.None)
                throw new UnixException(e, target);
            Sys.ReplaceFile(path, Bytes.Of($"{next:x8}"), 0x180);
            return next;
        }
        throw new MailboxBusyException(path);
    }

    private static uint Last(string root)
    {
        uint last = 0;
        foreach (var name in Sys.List(root))
            if (name.Length == Name.Length + 9 && name.StartsWith(Name + ".", StringComparison.Ordinal)
                && uint.TryParse(name.AsSpan(Name.Length + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value))
                last = Math.Max(last, value);
        return last;
    }

    private static Errno Make(string path)
    {
        var e = Sys.TryOpen(path, Sys.WrOnly | Sys.Creat | Sys.Excl | Sys.NoFollow, 0x124, out int fd);
        Sys.CloseQuietly(fd);
        return e;
    }
}
