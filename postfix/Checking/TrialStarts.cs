namespace MailSuite.Postfix.Checking;

/// <summary>
/// Each daemon that reads much configuration is started with the options of its line in master.cf and "-T": it opens its tables, keys and lists as it always does at its
/// start, says what is wrong, and ends. So a restriction that does not exist, a pair of key and certificate that do not belong together, or a table type that is not
/// there is found by the very code that would stumble over it.
/// </summary>
internal static class TrialStarts
{
    private static readonly string[] Programs =
        ["bounce", "cleanup", "discard", "error", "imapd", "lmtp", "local", "pipe", "pop3d", "smtp", "smtpd", "spawn", "trivial-rewrite", "virtual"];

    private static readonly string[] Vital = ["bounce", "cleanup", "smtp", "smtpd", "trivial-rewrite"];

    public static void Check(Subject subject, Report report)
    {
        if (subject.NothingStarts)
            return;
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var service in subject.Services)
        {
            var s = service.Entry;
            string path = s.Command.StartsWith('/') ? s.Command : $"{subject.Instance.DaemonDirectory}/{s.Command}";
            // Without an executable there is nothing to try, and that has been said.
            if (!Array.Exists(Programs, p => p == service.Program) || Sys.TryAccess(path, 1) != Errno.None || IsUnused(service, subject) || !done.Add(Same(service)))
                continue;
            string[] arguments = [service.Program, "-T", "-n", s.Name, "-t", s.Type, .. s.Arguments];
            var lines = Child.Errors(subject.Instance, path, arguments, out var status);
            string where = $"{subject.Master.Path}: line {s.Line}: service \"{s.Name}\"";
            // Without these no mail comes in or goes on; what other services do not do, they alone do not do.
            Action<string, string, string> grave = Array.Exists(Vital, p => p == service.Program) ? report.Fatal : report.Warning;
            bool said = false;
            foreach (string line in lines)
            {
                int colon = line.IndexOf(": ", StringComparison.Ordinal);
                string text = colon < 0 ? line : line[(colon + 2)..];
                if (text.Contains("overriding earlier entry", StringComparison.Ordinal))
                    continue;   // said at the very start
                if (text.StartsWith("warning: ", StringComparison.Ordinal))
                    report.Warning(text["warning: ".Length..]);
                else if (text.StartsWith("error: ", StringComparison.Ordinal))
                    report.Warning($"{where}: {text["error: ".Length..]}");
                else if (said |= text.StartsWith("fatal: ", StringComparison.Ordinal))
                    grave($"{where}: {text["fatal: ".Length..]}", "the service cannot start: it answers nobody, and mail that needs it waits", "");
            }
            if (!status.Success && !said)
                grave($"{where} cannot start", string.Join(" | ", lines), "");
        }
    }

    /// <summary>Lines that stand in every master.cf: virtual is asked by nobody when there are no virtual mailboxes, nor is a command that no transport names.</summary>
    private static bool IsUnused(CheckedService s, Subject subject) => s.Program switch
    {
        "virtual" => s.Config.Get(VirtualParams.MailboxDomains).Length == 0 && !s.Config.IsSet(VirtualParams.MailboxBase.Name),
        "pipe" => !subject.UsedTransports.Contains(s.Entry.Name),
        _ => false,
    };

    /// <summary>Services that differ in their names and sockets only say the same things.</summary>
    private static string Same(CheckedService s) => string.Join('\0', [s.Program is "bounce" ? s.Entry.Name : "", s.Program, s.Entry.Type, .. s.Entry.Arguments]);
}
