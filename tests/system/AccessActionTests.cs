using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace MailSuite.Tests.Sys;

/// <summary>Every action of access(5) at every stage beside Debian's smtpd: the same replies, word for word, and the same log lines.</summary>
public sealed partial class AccessActionTests
{
    private static readonly string[] Actions =
    [
        "OK", "ok", "RELAY", "123", "1234567890", "450", "DUNNO", "dunno",
        "REJECT", "reject", "REJECT go away", "REJECT 5.7.9 go away", "REJECT 4.7.9 go away", "REJECT 5.1.1 go away", "REJECT 5.1.7 go away", "REJECT  two  blanks", "REJECT 5.7 short",
        "450 later", "450 4.2.9 later", "450 5.2.9 later", "550 gone", "550 5.3.9 gone", "550 4.3.9 gone", "550 5.1.8 gone", "599 x", "399 x", "600 x", "55 x", "5500 x",
        "421 bye", "521 bye", "421 4.7.0 bye",
        "DEFER", "DEFER later", "DEFER 4.5.9 later", "DEFER 5.5.9 later", "defer",
        "DEFER_IF_REJECT", "DEFER_IF_REJECT wait", "DEFER_IF_REJECT 4.2.9 wait", "DEFER_IF_REJECT 5.2.9 wait",
        "DEFER_IF_PERMIT", "DEFER_IF_PERMIT wait", "DEFER_IF_PERMIT 4.1.1 wait", "DEFER_IF_PERMIT 5.1.1 wait",
        "PREPEND X-A: b", "PREPEND bad", "PREPEND", "REDIRECT a@debian.example", "REDIRECT bad", "REDIRECT", "HOLD", "HOLD why", "DISCARD", "DISCARD why",
        "INFO", "INFO what", "WARN", "WARN what", "FILTER smtp:[127.0.0.1]:1", "FILTER bad", "FILTER",
        "permit", "reject_unauth_destination", "reject, permit", "permit reject", "warn_if_reject reject", "permit_mynetworks, reject", "strict", "lenient", "defer_if_permit", "defer_if_reject", "reject_plaintext_session",
    ];

    private static readonly string[] OfMessage = ["PREPEND", "REDIRECT", "HOLD", "DISCARD", "FILTER"];

    private static readonly string[] Stages = ["client", "helo", "sender", "recipient", "data", "end"];

    private static string Settings(string folder, bool delay) => $$"""
        myhostname = debian.example
        mynetworks = 192.0.2.1/32
        smtpd_authorized_xclient_hosts = 127.0.0.1
        smtpd_error_sleep_time = 0
        smtpd_soft_error_limit = 1000
        smtpd_hard_error_limit = 1000
        smtpd_delay_reject = {{(delay ? "yes" : "no")}}
        smtpd_tls_security_level = none
        smtpd_sasl_auth_enable = no
        relay_domains = regexp:{{folder}}/relay
        smtpd_restriction_classes = strict, lenient
        strict = reject
        lenient = permit
        smtpd_client_restrictions = check_client_access texthash:{{folder}}/client
        smtpd_helo_restrictions = check_helo_access texthash:{{folder}}/helo
        smtpd_sender_restrictions = check_sender_access texthash:{{folder}}/sender
        smtpd_relay_restrictions = reject_unauth_destination
        smtpd_recipient_restrictions = check_recipient_access texthash:{{folder}}/recipient
        smtpd_data_restrictions = check_helo_access texthash:{{folder}}/data
        smtpd_end_of_data_restrictions = check_helo_access texthash:{{folder}}/end
        """;

    // The whole reply; a last "closed" when the server hung up.
    private static List<string> Play(int port, string stage, int action)
    {
        string name = $"{stage}{action}.example";
        string helo = stage is "helo" or "data" or "end" ? name : "plain.example";
        using var client = new TcpClient("127.0.0.1", port) { ReceiveTimeout = 20_000, NoDelay = true };
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        var said = new List<string>();
        string? Reply()
        {
            string? line;
            var whole = new StringBuilder();
            do
            {
                try
                {
                    line = reader.ReadLine();
                }
                catch (IOException)
                {
                    line = null;
                }
                whole.Append(line ?? "closed").Append('/');
            } while (line is { Length: > 3 } && line[3] == '-');
            said.Add(QueueId().Replace(whole.ToString(), "ID"));
            return line;
        }
        Reply();
        string[] commands =
        [
            $"XCLIENT NAME={(stage == "client" ? name : "peer.example")} ADDR=192.0.2.9", "HELO " + helo, $"MAIL FROM:<x@{(stage == "sender" ? name : "b.example")}>",
            "RCPT TO:<x@elsewhere.example>", $"RCPT TO:<x@{(stage == "recipient" ? name : "relayed.example")}>", "DATA", "MAIL FROM:<x@b.example>", "RCPT TO:<x@relayed.example>", "RSET", "QUIT",
        ];
        foreach (string command in commands)
        {
            client.GetStream().Write(Encoding.Latin1.GetBytes(command + "\r\n"));
            string? reply = Reply();
            if (reply == null)
                break;
            if (!reply.StartsWith("354", StringComparison.Ordinal))
                continue;
            client.GetStream().Write("Subject: x\r\n\r\nbody\r\n.\r\n"u8);
            if (Reply() == null)
                break;
        }
        return said;
    }

    [GeneratedRegex(@"(?<=queued as )\w+")]
    private static partial Regex QueueId();

    [GeneratedRegex(@"smtpd\[\d+\]: (?:(?:NOQUEUE|\w{8,}): (\w+: .*)|(warning: access table.*))")]
    private static partial Regex Line();

    private static List<string> Lines(string log, string folder) => [.. Line().Matches(log).Select(m => (m.Groups[1].Value + m.Groups[2].Value).Replace(folder, "")).Where(static l => !l.StartsWith("client=", StringComparison.Ordinal))];

    [Needs("/usr/sbin/postfix", Root = true)]
    public void Replies_and_log_lines_of_each_action_at_each_stage_are_Debians() => Compare(delay: true);

    [Needs("/usr/sbin/postfix", Root = true)]
    public void Replies_and_log_lines_are_Debians_without_smtpd_delay_reject() => Compare(delay: false);

    private static void Compare(bool delay)
    {
        string folder = Directory.CreateTempSubdirectory("mailsuite-access-").FullName;
        try
        {
            Tool.Run("chmod", ["755", folder]).Well();
            foreach (string stage in Stages)
                File.WriteAllLines(Path.Combine(folder, stage), Actions.Select((a, i) => $"{stage}{i}.example {a}"));
            File.WriteAllText(Path.Combine(folder, "relay"), "/^(recipient[0-9]+|relayed)\\.example$/ yes\n");
            using var debian = new DebianPostfix();
            debian.Start("[127.0.0.1]:1", Settings(folder, delay));
            var settings = Settings(folder, delay).Split('\n', StringSplitOptions.TrimEntries).Select(static l => l.Split('=', 2, StringSplitOptions.TrimEntries)).ToDictionary(static s => s[0], static s => s[1]);
            settings["relayhost"] = "[127.0.0.1]:1";
            settings["mydestination"] = settings["virtual_mailbox_domains"] = "";
            settings["virtual_alias_domains"] = "debian.example";
            settings["virtual_alias_maps"] = "inline:{ { echo@debian.example = bob@virtual.example } }";
            settings["compatibility_level"] = "3.6";
            using var instance = new Instance(settings).Start();
            var differ = new List<string>();
            foreach (string stage in Stages)
                for (int i = 0; i < Actions.Length; i++)
                {
                    // Ours does for every message what a list said of the client or its HELO, Debian's nothing (docs/differences.md).
                    if (!delay && (stage is "client" or "helo") && OfMessage.Contains(Actions[i].Split(' ')[0]))
                        continue;
                    var theirs = Play(debian.Port, stage, i);
                    var ours = Play(instance.Smtp, stage, i);
                    for (int k = 0; k < Math.Max(theirs.Count, ours.Count); k++)
                    {
                        string t = k < theirs.Count ? theirs[k] : "-", o = k < ours.Count ? ours[k] : "-";
                        // Debian's 3.7 goes on with a transaction whose end was refused.
                        if (stage == "end" && t.StartsWith("503 5.5.1 Error: nested MAIL", StringComparison.Ordinal))
                            break;
                        if (t != o)
                            differ.Add($"{stage} \"{Actions[i]}\", reply {k}: Debian {t} ours {o}");
                    }
                }
            var theirLines = Lines(debian.Log, folder);
            var ourLines = Lines(instance.Log, folder);
            differ.AddRange(theirLines.Except(ourLines).Select(static l => "only Debian's log: " + l).Concat(ourLines.Except(theirLines).Select(static l => "only our log: " + l)));
            Assert.True(differ.Count == 0, string.Join('\n', differ));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
