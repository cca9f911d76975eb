using MailSuite.Net;
using MailSuite.Protocol.Imap;

namespace MailSuite.Imapd.Commands;

/// <summary>Commands of clients that have not logged in.</summary>
internal static class Door
{
    internal static ImapReply Capability(DoorSession s, ref ImapReader r)
    {
        r.End();
        if (r.Ok)
            s.Write($"* CAPABILITY {s.Capabilities}\r\n");
        return ImapReply.Done("Capability");
    }

    internal static ImapReply Noop(DoorSession s, ref ImapReader r)
    {
        r.End();
        return ImapReply.Done("NOOP");
    }

    internal static ImapReply Logout(DoorSession s, ref ImapReader r)
    {
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;
        s.Ended = true;
        s.Write(Replies.ByeLogout);
        return ImapReply.Done("Logout");
    }

    internal static ImapReply Id(DoorSession s, ref ImapReader r)
    {
        General.ReadId(ref r);
        if (r.Ok)
            s.Write(General.IdLine);
        return ImapReply.Done("ID");
    }

    internal static ImapReply StartTls(DoorSession s, ref ImapReader r)
    {
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;

        if (s.IsInsideTls)
            return Replies.TlsActive;
        if (!s.OffersTls)
            return Replies.TlsUnavailable;

        s.Write(ImapReply.Ok("", "Begin TLS negotiation now.").Line(s.Tag));
        s.BeginTls();
        return ImapReply.Silent;
    }

    internal static ImapReply Login(DoorSession s, ref ImapReader r)
    {
        r.Sp();
        var user = r.AString("a user name");
        r.Sp();
        var password = r.AString("a password");
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;

        // Refused without a look at the password (T-05).
        if (!s.MaySendPasswords)
            return Replies.NotOutsideTls;

        return s.LogIn("PLAIN", Convert.ToBase64String([0, .. user, 0, .. password]), static _ => null);
    }

    internal static ImapReply Authenticate(DoorSession s, ref ImapReader r)
    {
        r.Sp();
        var mechanism = Bytes.Text(r.Atom("a mechanism")).ToUpperInvariant();
        string? initial = null;
        if (r.TryTake(' '))
        {
            initial = Bytes.Text(r.Rest);
            if (initial == "=")
                initial = "";
            else if (initial.Length == 0 || !AuthLine.IsBase64(initial))
                r.Misfit("base64");
        }
        if (!r.Ok)
            return ImapReply.Silent;

        if (!s.MaySendPasswords)
            return Replies.NotOutsideTls;
        if (!s.Mechanisms.Contains(mechanism))
            return s.AuthIsAway ? Replies.AuthenticationLater : Replies.NoMechanism;

        return s.LogIn(mechanism, initial, challenge =>
        {
            s.Write($"+ {challenge}\r\n");
            var end = s.Stream.ReadLine(AuthLine.MaxLength, out var line);
            if (end is LineEnd.End or LineEnd.TooLong)
                throw new PeerGoneException();
            return line.SequenceEqual("*"u8) ? null : Bytes.Text(line);
        });
    }
}
