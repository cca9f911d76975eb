namespace MailSuite.Postfix;

/// <summary>What man(1) and the shell know of postfix.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("postfix", "starts, stops, checks and explains the mail system",
        "postfix [-Dv] [-c config_dir] command\npostfix explain [-j] [--client address] [--sender address] [--sasl-user name] [--helo name] [--service name] [--ask] address")
    {
        Description =
        [
            "start and reload refuse a configuration that check calls fatal; a running system goes on with the one that it has.",
            "explain tells how an address is rewritten, what virtual aliases make of it, its class, transport and next hop, the servers that would be tried with which TLS, and what each restriction of smtpd says to the client: with the table and the key that decided. The programs themselves tell it, with the options of their lines in master.cf. Nothing is sent, and nobody but DNS is asked.",
            "tls has words of its own: enable-client; enable-server, new-server-key and new-server-cert [-a rsa|ecdsa] [-b bits] [host ...]; deploy-server-cert certificate key; output-server-csr [-k key] "
                + "[host ...]; output-server-tlsa [-h host] [key ...]; all-default-client and all-default-server, whose exit status is 0 when no TLS setting has been made.",
        ],
        Commands = [.. Program.Commands.Where(static c => c.Help.Length > 0).Select(static c => new ManualEntry(c.Name, char.ToUpperInvariant(c.Help[0]) + c.Help[1..] + "."))],
        Options =
        [
            ManualEntry.Configuration,
            new("-D", "With start: each daemon runs the debugger_command."),
            ManualEntry.Verbose,
            new("-j", "explain: print JSON."),
            new("--ask", "explain: ask policy servers, DNS lists and the verify service, too."),
            new("--client address", "explain: the client, 192.0.2.7 or name[192.0.2.7]; the default is a stranger."),
            new("--helo name", "explain: what the client says in HELO."),
            new("--sasl-user name", "explain: who is logged in."),
            new("--sender address", "explain: the envelope sender; the default is the null sender."),
            new("--service service", "explain: the smtpd service of master.cf; the default is the first one."),
        ],
        SeeAlso = ["master(8)", "postconf(1)", "postconf(5)", "master(5)"],
    };
}
