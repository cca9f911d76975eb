namespace MailSuite.Postkick;

/// <summary>What man(1) and the shell know of postkick.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("postkick", "wakes up a service",
        "postkick [-v] [-c config_dir] class service request")
    {
        Description =
        [
            "Sends the letters of the request to the service (public or private, and its name in master.cf), as the mail system does by itself: postkick public qmgr D.",
        ],
        Options =
        [
            ManualEntry.Configuration,
            ManualEntry.Verbose,
        ],
        ExitStatus = "0 when the service was reached, 1 otherwise.",
        SeeAlso = ["master(8)", "qmgr(8)", "pickup(8)"],
    };
}
