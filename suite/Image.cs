namespace MailSuite.Suite;

/// <summary>One native image, many names (the way busybox does it): each program is a library, and this runs the one that was asked for.</summary>
public static class Image
{
    /// <summary>A program by the name it is started by. More than one name may lead to the same program.</summary>
    private static readonly (string Name, Func<string[], int> Main)[] Programs =
    [
        ("anvil", Anvil.Program.Main),
        ("auth", Auth.Program.Main),
        ("bounce", Bounce.Program.Main),
        ("cleanup", Cleanup.Program.Main),
        ("discard", Discard.Program.Main),
        ("error", Error.Program.Main),
        ("flush", Flush.Program.Main),
        ("imap-session", Imapd.Program.SessionMain),
        ("imapd", Imapd.Program.Main),
        ("local", Local.Program.Main),
        ("lmtp", Smtp.Program.Main),
        ("mailq", Sendmail.Program.Main),
        ("master", Master.Program.Main),
        ("newaliases", Sendmail.Program.Main),
        ("pickup", Pickup.Program.Main),
        ("pipe", Pipe.Program.Main),
        ("pop3d", Pop3d.Program.Main),
        ("postalias", Postalias.Program.Main),
        ("postcat", Postcat.Program.Main),
        ("postconf", Postconf.Program.Main),
        ("postdrop", Postdrop.Program.Main),
        ("postfix", Postfix.Program.Main),
        ("postkick", Postkick.Program.Main),
        ("postlock", Postlock.Program.Main),
        ("postlog", Postlog.Program.Main),
        ("postlogd", Postlogd.Program.Main),
        ("postmap", Postmap.Program.Main),
        ("postmulti", Postmulti.Program.Main),
        ("postqueue", Postqueue.Program.Main),
        ("postsuper", Postsuper.Program.Main),
        ("posttls-finger", PosttlsFinger.Program.Main),
        ("proxymap", Proxymap.Program.Main),
        ("qmgr", Qmgr.Program.Main),
        ("qshape", Qshape.Program.Main),
        ("sendmail", Sendmail.Program.Main),
        ("showq", Showq.Program.Main),
        ("smtp", Smtp.Program.Main),
        ("smtp-sink", SmtpSink.Program.Main),
        ("smtp-source", SmtpSource.Program.Main),
        ("smtpd", Smtpd.Program.Main),
        ("spawn", Spawn.Program.Main),
        ("trivial-rewrite", TrivialRewrite.Program.Main),
        ("verify", Verify.Program.Main),
        ("virtual", Virtual.Program.Main),
    ];

    /// <summary>Runs the program by which this image was started, or the one named first when it was started as "mailsuite".</summary>
    public static int Main(string[] args)
    {
        string name = Path.GetFileName(Invocation.Name);
        if (name.StartsWith("mailsuite", StringComparison.Ordinal) && args.Length > 0)
        {
            Invocation.Name = name = args[0];
            args = args[1..];
        }
        foreach (var (program, main) in Programs)
            if (program == name)
                return main(args);
        if (name == "--list" || args is ["--list"])
        {
            foreach (var (program, _) in Programs)
                Console.Out.WriteLine(program);
            return 0;
        }
        Console.Error.WriteLine($"mailsuite: no program of the name {name}");
        return 64;
    }
}
