using MailSuite.Daemon;
using MailSuite.Net;
using MailSuite.Protocol.Pop3;

namespace MailSuite.Pop3d;

/// <summary>The two roles of pop3d in one program: the door, and the process of a mailbox.</summary>
internal sealed class Pop3dService : SingleService
{
    private Door? door;
    private MailboxRole? mailbox;

    /// <summary>The process of a mailbox is given connections by the doors alone.</summary>
    public override Peers AllowedPeers => Peers.MailSystem;

    public override bool MayServeAgain => mailbox is not { HasBecomeUser: true };

    public override void PreJail()
    {
        var format = UidlFormat.Parse(Config.Get(Pop3dParams.UidlFormat)) ?? throw new FatalException($"bad parameter value: pop3d_uidl_format = {Config.Get(Pop3dParams.UidlFormat)}");
        bool behindTheDoor = !Context.Options.StandAlone && Context.Options.Transport == "unix";
        var users = new MailboxRole(Config, format);
        if (behindTheDoor)
            mailbox = users;
        else
            door = new Door(Config, Tls(), Config.Get(Pop3dParams.SessionPath).Length == 0 ? users : null);
    }

    private TlsServerContext? Tls()
    {
        bool wrapper = Config.Get(Pop3dParams.TlsWrapperMode);
        string level = Config.Get(Pop3dParams.TlsLevel);
        if (level is not ("none" or "may" or "encrypt"))
            throw new FatalException($"parameter pop3d_tls_security_level: unknown level: {level}");
        if (level == "none" && !wrapper)
            return null;
        // pop3d's own certificate where there is one; all else as smtpd's.
        string Text(string name) => name switch
        {
            "smtpd_tls_cert_file" => Config.Get(Pop3dParams.TlsCertFile),
            "smtpd_tls_key_file" => Config.Get(Pop3dParams.TlsKeyFile),
            "smtpd_tls_chain_files" => Config.Get(Pop3dParams.TlsChainFiles),
            _ => Config.Text(name),
        };
        return TlsServerSettings.From(Text, mandatory: wrapper || level == "encrypt") is { } settings
            ? TlsServerContext.Create(settings with { Service = "pop3", AskCertificate = false, ApplicationProtocols = ["pop3"] })
            : null;
    }

    public override void Serve(Client client)
    {
        if (door != null)
            door.Serve(client);
        else
            mailbox!.Serve(client);
    }
}
