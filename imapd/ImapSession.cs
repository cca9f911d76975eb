using MailSuite.Config;
using MailSuite.Protocol.Imap;
using MailSuite.Store;

namespace MailSuite.Imapd;

/// <summary>
/// A logged-in client. States: nothing selected; a mailbox selected (<see cref="Selected"/>). SELECT, EXAMINE, CLOSE and UNSELECT change it, through
/// <see cref="Select"/> alone. LOGOUT, the client's leaving, its silence or too many mistakes end it.
/// </summary>
internal sealed class ImapSession
{
    private readonly MailConfig config;
    private readonly CommandReader reader;
    private int errors;

    internal ImapSession(MailConfig config, LineStream stream, MailStore store, string user, string client)
    {
        this.config = config;
        (Stream, Store, User, Client) = (stream, store, user, client);
        reader = new CommandReader(stream, config.Get(ImapdParams.CommandLimit));
        stream.Transport.SetTimeout(config.Get(ImapdParams.Timeout));
    }

    internal LineStream Stream { get; }
    internal MailStore Store { get; }
    internal string User { get; }
    internal string Client { get; }
    internal MailConfig Config => config;
    internal SessionCounts Counts { get; } = new();
    internal CommandReader Reader => reader;

    /// <summary>The mailbox that the client works on; null when none is selected.</summary>
    internal SelectedMailbox? Selected { get; private set; }

    /// <summary>The client has said LOGOUT, or cannot be understood any more.</summary>
    internal bool Ended { get; set; }

    /// <summary>The tag of the command under way.</summary>
    internal string Tag { get; private set; } = "*";

    /// <summary>Changes what is selected.</summary>
    internal void Select(SelectedMailbox? mailbox)
    {
        Selected?.Dispose();
        Selected = mailbox;
    }

    internal void Write(string line) => Stream.Write(line);

    /// <summary>Serves the client to the end; what ended it, for the log.</summary>
    internal string Run()
    {
        try
        {
            while (!Ended)
            {
                var end = reader.Read();
                if (end == CommandEnd.Closed)
                    return "lost connection";
                if (end == CommandEnd.TooLong)
                {
                    Write(Replies.ByeTooLong);
                    Stream.Flush();
                    return "command too long";
                }
                Obey(end);
                if (errors > config.Get(ImapdParams.ErrorLimit))
                {
                    Write(Replies.ByeErrors);
                    Stream.Flush();
                    return "too many errors";
                }
            }
            Stream.Flush();
            return "logout";
        }
        catch (PeerGoneException)
        {
            return "lost connection";
        }
        catch (PeerTimeoutException)
        {
            return Farewell(Replies.ByeIdle, "timeout");
        }
        catch (ServiceStoppingException)
        {
            return Farewell(Replies.ByeStopping, "server is stopping");
        }
        finally
        {
            Select(null);
        }
    }

    private string Farewell(string bye, string reason)
    {
        try
        {
            Write(bye);
            Stream.Flush();
        }
        catch (Exception e) when (e is PeerGoneException or PeerTimeoutException or ServiceStoppingException)
        {
            // Nobody listens any more.
        }
        return reason;
    }

    private void Obey(CommandEnd end)
    {
        var r = new ImapReader(reader.Command);
        Tag = ReadTag(ref r);
        string name = Tag.Length > 0 ? ReadName(ref r) : "";
        if (name.Length == 0)
        {
            errors++;
            Counts.Commands++;
            Write(Replies.NoTag.Line(Tag.Length > 0 ? Tag : "*"));
            return;
        }
        var command = ImapCommands.Find(name);
        var reply = end == CommandEnd.LiteralRefused ? Replies.LiteralTooBig
            : command == null ? Replies.Unknown
            : (command.When & When.Selected) != 0 && Selected == null ? Replies.NoMailboxSelected
            : Run(command, ref r);
        Counts.Commands++;
        if (reply.IsBad)
            errors++;
        if (command != null && (command.When & When.NoSync) == 0 && !Ended)
            TellNews(command);
        if (!reply.IsSilent)
            Write(reply.Line(Tag));
    }

    private static string ReadTag(ref ImapReader r)
    {
        int space = r.Rest.IndexOf((byte)' ');
        if (space is < 1 or > 100)
            return "";
        var tag = Bytes.Text(r.Rest[..space]);
        foreach (char c in tag)
            if (c is <= ' ' or > '~' or '(' or ')' or '{' or '%' or '*' or '"' or '\\' or '+')
                return "";
        r = new ImapReader(r.Rest[(space + 1)..]);
        return tag;
    }

    private static string ReadName(ref ImapReader r)
    {
        var name = Bytes.Text(r.Word("a command")).ToUpperInvariant();
        if (name == "UID" && r.TryTake(' '))
            name = "UID " + Bytes.Text(r.Word("a command")).ToUpperInvariant();
        // The blank behind the name belongs to the arguments; a command without arguments has none.
        return r.Ok ? name : "";
    }

    private ImapReply Run(ImapCommand command, ref ImapReader r)
    {
        try
        {
            var reply = command.Run(this, ref r);
            return r.Ok ? reply : Replies.Misfit(command.Name, r.Wanted);
        }
        catch (MailboxBusyException e)
        {
            Log.Warning(LogLines.Trouble(this, command.Name, e.Message));
            return Replies.Busy;
        }
        catch (UnixException e)
        {
            Log.Warning(LogLines.Trouble(this, command.Name, e.Message));
            return e.Errno is Errno.NOSPC or Errno.DQUOT or Errno.FBIG ? Replies.Full : Replies.Trouble;
        }
    }

    /// <summary>Looks at the selected mailbox and tells what is new.</summary>
    internal void TellNews(ImapCommand command)
    {
        if (Selected is not { } mailbox)
            return;
        try
        {
            mailbox.Sync();
            mailbox.Tell(Stream, mayExpunge: (command.When & When.KeepsNumbers) == 0, withUid: (command.When & When.Uid) != 0);
        }
        catch (Exception e) when (e is UnixException or MailboxBusyException)
        {
            Log.Warning(LogLines.Trouble(this, "sync", e.Message));
        }
    }
}

/// <summary>What a session has done, for its last log line.</summary>
internal sealed class SessionCounts
{
    internal int Commands { get; set; }
    internal long Fetched { get; set; }
    internal long FetchedBytes { get; set; }
    internal int Appended { get; set; }
    internal int Copied { get; set; }
    internal int Expunged { get; set; }
}
