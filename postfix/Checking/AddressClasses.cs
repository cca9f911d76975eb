using MailSuite.Maps;

namespace MailSuite.Postfix.Checking;

/// <summary>Domains that are in two address classes: the first of them takes all mail, and the settings of the other are without effect.</summary>
internal static class AddressClasses
{
    private const int MostEntries = 100_000;

    /// <summary>In the order in which the resolver asks. A relay domain that is also in mydestination is Postfix's own default.</summary>
    private static readonly (Param<string> First, Param<string> Second)[] Pairs =
    [
        (GlobalParams.Mydestination, CleanupParams.VirtualAliasDomains), (GlobalParams.Mydestination, VirtualParams.MailboxDomains),
        (CleanupParams.VirtualAliasDomains, VirtualParams.MailboxDomains), (CleanupParams.VirtualAliasDomains, GlobalParams.RelayDomains),
        (VirtualParams.MailboxDomains, GlobalParams.RelayDomains),
    ];

    public static void Check(Subject subject, Report report)
    {
        var config = subject.Config;
        foreach (var (first, second) in Pairs)
        {
            string a = Reachable(config.Get(first)), b = Reachable(config.Get(second));
            // virtual_alias_domains is $virtual_alias_maps by default: its keys are addresses as well as domains.
            var (inA, inB) = (StringList.Parse(a, config, first.Name), StringList.Parse(b, config, second.Name));
            foreach (string domain in Domains(a, config).Concat(Domains(b, config)).Distinct(StringComparer.OrdinalIgnoreCase))
                if (inA.Contains(domain) == LookupStatus.Found && inB.Contains(domain) == LookupStatus.Found)
                    report.Warning($"do not list domain {domain} in BOTH {first.Name} and {second.Name}", $"{first.Name} wins; what {second.Name} says of it is without effect",
                        $"take {domain} out of one of them");
        }
    }

    /// <summary>Without tables that are behind a server, or not there.</summary>
    private static string Reachable(string list) => string.Join(' ', Braces.Words(list).Where(static w => !TableFiles.IsRemote(w) && !TableFiles.IsMissing(w) && !IsLostFile(w)));

    private static bool IsLostFile(string word) => word.StartsWith('/') && Sys.TryAccess(word, 4) != Errno.None;

    private static IEnumerable<string> Domains(string list, MailConfig config)
    {
        foreach (string word in Braces.Words(list))
        {
            if (word.StartsWith('/'))
            {
                foreach (var (_, line) in LogicalLines.Of(Bytes.Text(Sys.ReadFile(word))))
                    foreach (string inner in Braces.Words(line).Where(static w => !w.Contains(':')))
                        yield return inner;
            }
            else if (!word.Contains(':'))
                yield return word;
            else
            {
                using var table = Tables.Open(word, config);
                foreach (var (key, _) in (table.Entries() ?? []).Take(MostEntries))
                    if (!key.Contains('@'))
                        yield return key;
            }
        }
    }
}
