namespace MailSuite.Postfix.Checking;

/// <summary>postfix check: what is wrong is said before it bites, with its effect and its cure. Fatal findings keep the system from starting and from being reloaded.</summary>
internal static class ConfigurationCheck
{
    /// <summary>One row per subject; what comes first may be the reason for what comes later.</summary>
    private static readonly Action<Subject, Report>[] Checks =
    [
        Values.Check, Names.Check, ServiceReferences.Check, AddressClasses.Check, TableFiles.Check, Networks.Check, OpenRelay.Check, KeyFiles.Check, Jail.Check,
        Ownership.Check, QueueDisk.Check, TrialStarts.Check,
    ];

    internal static bool Run(Instance instance)
    {
        var report = new Report();
        Subject subject;
        try
        {
            subject = new Subject(instance);
        }
        catch (FatalException e)
        {
            report.Fatal(e.Message, "master cannot read its list of services");
            return false;
        }
        foreach (var check in Checks)
            try
            {
                check(subject, report);
            }
            catch (FatalException e)
            {
                report.Fatal(e.Message);
            }
        return report.IsGood;
    }
}
