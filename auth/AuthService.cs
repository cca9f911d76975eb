using System.Globalization;
using MailSuite.Auth.Backends;
using MailSuite.Auth.Wire;
using MailSuite.Daemon;

namespace MailSuite.Auth;

/// <summary>What all connections of the authentication server share.</summary>
internal sealed class AuthService : EventService
{
    private int connections, underWay;

    /// <summary>Postfix's smtpd, our own door processes, and whoever the socket's directory admits.</summary>
    public override Peers AllowedPeers => Peers.Anyone;

    /// <summary>Tickets of logins live in this process.</summary>
    public override bool LivesForever => true;

    internal IReadOnlyList<Mechanism> Mechanisms { get; private set; } = [];
    internal LoginCheck Logins { get; private set; } = null!;
    internal UserDatabase Users { get; private set; } = null!;
    internal PasswdFile File { get; private set; } = null!;
    internal Workers Workers { get; private set; } = null!;
    internal Tickets Tickets { get; private set; } = null!;
    internal Penalties Penalties { get; private set; } = null!;
    internal TimeSpan Timeout { get; private set; }

    public override void PreJail()
    {
        Mechanisms = Mechanism.Of(Config);
        File = new PasswdFile(Config.Get(AuthParams.PasswdFile), mayBeMissing: !Config.IsSet(AuthParams.PasswdFile.Name));
        Logins = new LoginCheck(PasswordDatabase.Of(Config, File));
        Users = new UserDatabase(Config, File);
        Timeout = Config.Get(AuthParams.Timeout);
        Tickets = new Tickets(Loop, Config.Get(AuthParams.TicketLifetime));
        Penalties = new Penalties(Context.Clock, Config.Get(AuthParams.FailureDelay), Config.Get(AuthParams.PenaltyLimit));
        Sys.HideMemory();
    }

    public override void PostJail() => Workers = new Workers(Loop, Config.Get(AuthParams.Workers), Config.Get(AuthParams.QueueLimit));

    public override void Accepted(Client client) => _ = new AuthConnection(this, client, (++connections).ToString(CultureInfo.InvariantCulture));

    public override bool MayEnd() => underWay == 0;

    /// <summary>A password check or a delayed answer begins (+1) or ends (-1): the process does not end in between.</summary>
    internal void UnderWay(int change) => underWay += change;

    internal void Gone() => ClientGone();
}
