using System.Net.Sockets;
using System.Text;

namespace MailSuite.Tests.Sys;

/// <summary>The SMTP state machine beside Debian's: random conversations, command by command, and each reply has the same code and the same enhanced status.</summary>
public sealed class SmtpStateTests
{
    // What a client may say; a body follows where there is one, and is sent whatever the reply was (BDAT) or only after 354 (DATA).
    private static readonly string[] Commands =
    [
        "HELO client.example", "EHLO client.example", "HELO", "EHLO", "HELO two words",
        "MAIL FROM:<alice@client.example>", "MAIL FROM:<>", "MAIL FROM:<alice@client.example> SIZE=100 BODY=8BITMIME", "MAIL FROM:<alice@client.example> SIZE=999999999999",
        "MAIL FROM:<alice@client.example> BODY=9BIT", "MAIL FROM:<alice@client.example> FOO=bar", "MAIL FROM: <alice@client.example>", "MAIL FROM:alice@client.example", "MAIL FROM:<alice",
        "MAIL FROM:<alice@client.example> RET=HDRS ENVID=x+20y", "MAIL FROM:<alice@client.example> RET=SOME", "MAIL", "MAIL TO:<x@y>", "mail from:<ALICE@client.example>",
        "RCPT TO:<echo@debian.example>", "RCPT TO:<echo@debian.example>", "RCPT TO:<echo@debian.example>", "RCPT TO:<unknown@debian.example>", "RCPT TO:<x@elsewhere.example>", "RCPT TO:<>", "RCPT TO:<echo@debian.example> NOTIFY=NEVER",
        "RCPT TO:<echo@debian.example> NOTIFY=NEVER,DELAY", "RCPT TO:<echo@debian.example> ORCPT=rfc822;x", "RCPT TO:<echo@debian.example> ORCPT=x", "RCPT TO:<echo@debian.example> FOO", "RCPT", "RCPT FROM:<x@y>", "RCPT TO:<@a.example:echo@debian.example>",
        "DATA", "DATA", "DATA now", "RSET", "RSET now", "NOOP", "NOOP x", "VRFY", "VRFY echo@debian.example", "VRFY unknown@debian.example", "EXPN list", "TURN", "XYZZY", "", "QUIT", "QUIT now",
        "STARTTLS", "AUTH PLAIN", "ETRN debian.example", "BDAT 7", "BDAT 7 LAST", "BDAT 0 LAST", "BDAT x", "BDAT", "BDAT 7 FIRST", "BDAT -1",
    ];

    private sealed class Session(int port) : IDisposable
    {
        private readonly TcpClient client = new("127.0.0.1", port) { ReceiveTimeout = 20_000, NoDelay = true };
        private readonly List<byte> waiting = [];
        private readonly byte[] buffer = new byte[8192];

        public void Send(string text) => client.GetStream().Write(Encoding.Latin1.GetBytes(text));

        private string? Line()
        {
            int end;
            while ((end = waiting.IndexOf((byte)'\n')) < 0)
            {
                int n = Read();
                if (n == 0)
                    return null;
                waiting.AddRange(buffer.AsSpan(0, n));
            }
            string line = Encoding.Latin1.GetString([.. waiting[..end]]).TrimEnd('\r');
            waiting.RemoveRange(0, end + 1);
            return line;
        }

        private int Read()
        {
            try
            {
                return client.GetStream().Read(buffer);
            }
            catch (IOException)
            {
                return 0;   // closed before all was read: a reset
            }
        }

        /// <summary>The code and enhanced status of the next reply; "closed" when there is none.</summary>
        public string Reply()
        {
            string? line;
            while ((line = Line()) is { Length: > 3 } && line[3] == '-')
            {
            }
            if (line == null)
                return "closed";
            string[] words = line.Split(' ', 3);
            return words.Length > 1 && words[1].Count(static c => c == '.') == 2 && words[1].All(static c => char.IsAsciiDigit(c) || c == '.') ? $"{words[0]} {words[1]}" : words[0];
        }

        public void Dispose() => client.Dispose();
    }

    private static List<string> Play(int port, IEnumerable<string> commands)
    {
        using var session = new Session(port);
        var replies = new List<string> { session.Reply() };
        foreach (string command in commands)
        {
            session.Send(command + "\r\n" + (command.StartsWith("BDAT 7", StringComparison.Ordinal) ? "S: x\r\n\n" : ""));
            string reply = session.Reply();
            if (reply == "354")
            {
                session.Send("Subject: x\r\n\r\nbody\r\n.\r\n");
                reply += " " + session.Reply();
            }
            replies.Add(reply);
            if (reply == "closed" || reply.StartsWith("221", StringComparison.Ordinal) || reply.StartsWith("421", StringComparison.Ordinal))
                break;
        }
        return replies;
    }

    private const string Same = """
        mynetworks = 192.0.2.1/32
        smtpd_error_sleep_time = 0
        smtpd_soft_error_limit = 1000
        smtpd_hard_error_limit = 1000
        smtpd_junk_command_limit = 1000
        smtpd_delay_reject = yes
        smtpd_relay_restrictions = reject_unauth_destination
        smtpd_recipient_restrictions =
        smtpd_tls_security_level = none
        smtpd_sasl_auth_enable = no
        fast_flush_domains =
        disable_vrfy_command = no
        """;

    [Needs("/usr/sbin/postfix", Root = true)]
    public void Random_conversations_get_the_replies_of_Debians_smtpd()
    {
        using var debian = new DebianPostfix();
        debian.Start("[127.0.0.1]:1", Same);
        var settings = Same.Split('\n', StringSplitOptions.TrimEntries).Select(static l => l.Split('=', 2, StringSplitOptions.TrimEntries)).ToDictionary(static s => s[0], static s => s[1]);
        settings["relayhost"] = "[127.0.0.1]:1";
        settings["mydestination"] = "";
        settings["virtual_mailbox_domains"] = "";
        settings["virtual_alias_domains"] = "debian.example";
        settings["virtual_alias_maps"] = "inline:{ { echo@debian.example = bob@virtual.example } }";
        using var instance = new Instance(settings).Start();
        int seed = int.Parse(Environment.GetEnvironmentVariable("MAILSUITE_SEED") ?? "1"), rounds = int.Parse(Environment.GetEnvironmentVariable("MAILSUITE_ROUNDS") ?? "1500");
        var random = new Random(seed);
        var differ = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int round = 0; round < rounds; round++)
        {
            string[] commands = [.. Enumerable.Range(0, random.Next(2, 9)).Select(_ => Commands[random.Next(Commands.Length)])];
            if (random.Next(4) > 0)
                commands = [random.Next(2) == 0 ? "EHLO client.example" : "HELO client.example", "MAIL FROM:<alice@client.example>", .. commands];
            var theirs = Play(debian.Port, commands);
            var ours = Play(instance.Smtp, commands);
            for (int i = 0; i < Math.Max(theirs.Count, ours.Count); i++)
            {
                string t = i < theirs.Count ? theirs[i] : "-", o = i < ours.Count ? ours[i] : "-";
                if (t == o)
                    continue;
                // Debian's 3.7 keeps the size that it has refused for the next MAIL without one.
                if (t == "552 5.3.4" && commands.Take(i - 1).Any(static c => c.Contains("SIZE=999999999999", StringComparison.Ordinal)))
                    break;
                string command = i == 0 ? "(connect)" : commands[i - 1];
                differ.TryAdd($"{command}: Debian {t}, ours {o}", string.Join(" | ", commands.Take(i)));
                break;
            }
        }
        Assert.True(differ.Count == 0, string.Join('\n', differ.Select(static d => $"{d.Key}    after: {d.Value}")));
    }
}
