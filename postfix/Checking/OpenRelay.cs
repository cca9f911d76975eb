using MailSuite.Maps;

namespace MailSuite.Postfix.Checking;

/// <summary>
/// Services by which a stranger could send mail to strangers. Each list that is asked at RCPT is read the way smtpd runs it: what lets everybody pass before something
/// that refuses ends the list. What depends on a table or on a server is taken not to let pass; so this finds the plain mistakes, and postfix explain the others.
/// </summary>
internal static class OpenRelay
{
    private const int MaxDepth = 20;

    /// <summary>The lists of restrictions; the first five decide at RCPT.</summary>
    internal static readonly string[] Lists =
    [
        "smtpd_client_restrictions", "smtpd_helo_restrictions", "smtpd_sender_restrictions", "smtpd_relay_restrictions", "smtpd_recipient_restrictions", "smtpd_data_restrictions",
        "smtpd_end_of_data_restrictions", "smtpd_etrn_restrictions",
    ];

    internal enum Result { Passes, Refuses, GoesOn }

    public static void Check(Subject subject, Report report)
    {
        foreach (var s in subject.Services.Where(static s => s.Program == "smtpd"))
        {
            if (Lists.Take(5).Any(list => Run(s.Config.Text(list), s.Config) == Result.Refuses))
                continue;
            string where = $"{subject.Master.Path}: line {s.Entry.Line}: service \"{s.Entry.Name}\"";
            report.Warning($"{where}: open relay: smtpd_relay_restrictions = {s.Config.Text("smtpd_relay_restrictions")}; smtpd_recipient_restrictions = {s.Config.Text("smtpd_recipient_restrictions")}",
                "everybody may send mail to anybody through this service; it is abused within hours, and other servers refuse mail from here",
                "smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination");
        }
    }

    /// <summary>What a list says to a stranger who writes to a stranger.</summary>
    internal static Result Run(string list, MailConfig config, int depth = 0)
    {
        var words = Braces.Words(list);
        bool onlyWarns = false;
        for (int i = 0; i < words.Count && depth < MaxDepth; i++)
        {
            string word = words[i].ToLowerInvariant();
            bool warned = onlyWarns;
            onlyWarns = word == "warn_if_reject";
            switch (word)
            {
                case "permit":
                    return Result.Passes;
                case "reject" or "defer" or "reject_unauth_destination" or "defer_unauth_destination" or "defer_if_permit" when !warned:
                    return Result.Refuses;
                case "static:ok" or "static:permit" or "static:relay":
                    return Result.Passes;
                case "static:reject" when !warned:
                    return Result.Refuses;
            }
            if (Braces.Words(config.Get(SmtpdParams.RestrictionClasses)).Contains(words[i]) && Run(config.Text(words[i]), config, depth + 1) is var result and not Result.GoesOn
                && (result == Result.Passes || !warned))
                return result;
        }
        return Result.GoesOn;
    }
}
