namespace MailSuite.Tests.Sys;

/// <summary>Debian's own Postfix, in a folder of its own: the peer that our mail goes to and comes from, and a client of our auth.</summary>
public sealed class DebianPostfix : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), "mailsuite-peer-" + Guid.NewGuid().ToString("N")[..10]);
    private bool started;

    public DebianPostfix() => Port = Instance.FreePort();

    public int Port { get; }

    /// <summary>Its queue directory.</summary>
    public string Spool => Path.Combine(folder, "spool");

    /// <summary>Its configuration, for commands that are told of it by MAIL_CONFIG.</summary>
    public string ConfigFolder => Path.Combine(folder, "etc");

    /// <summary>Runs a program of /usr/sbin on it.</summary>
    public Ran Run(string program, params string[] args) => Tool.Run("/usr/sbin/" + program, ["-c", Path.Combine(folder, "etc"), .. args]);

    public void Stop()
    {
        if (started)
            Run("postfix", "stop");
        started = false;
    }

    /// <summary>Starts it: mail for echo@debian.example goes on to bob@virtual.example by way of the relay host.</summary>
    public void Start(string relayHost, string more = "")
    {
        foreach (string sub in (string[])["etc", "spool", "data"])
            Directory.CreateDirectory(Path.Combine(folder, sub));
        Tool.Run("chown", ["postfix", Path.Combine(folder, "data")]).Well();
        Tool.Run("chmod", ["755", folder]).Well();
        File.WriteAllText(Path.Combine(folder, "etc/main.cf"), $$"""
            compatibility_level = 3.6
            queue_directory = {{folder}}/spool
            data_directory = {{folder}}/data
            maillog_file = {{folder}}/mail.log
            maillog_file_prefixes = /
            myhostname = debian.example
            mydestination = 
            virtual_alias_domains = debian.example
            virtual_alias_maps = inline:{ { echo@debian.example = bob@virtual.example } }
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            relayhost = {{relayHost}}
            {{more}}
            """);
        File.WriteAllText(Path.Combine(folder, "etc/master.cf"), $"""
            127.0.0.1:{Port} inet n - n - - smtpd
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            anvil unix - - n - 1 anvil
            proxymap unix - - n - - proxymap
            smtp unix - - n - - smtp
            error unix - - n - - error
            retry unix - - n - - error
            showq unix n - n - - showq
            postlog unix-dgram n - n - 1 postlogd

            """);
        var ran = Tool.Run("/usr/sbin/postfix", ["-c", Path.Combine(folder, "etc"), "start"]);
        started = true;
        Assert.True(Tool.Until(() => Instance.Answers(Port), 30), ran.All + Log);
    }

    public string Log => File.Exists(Path.Combine(folder, "mail.log")) ? File.ReadAllText(Path.Combine(folder, "mail.log")) : "(no log)";

    public void Dispose()
    {
        Stop();
        Tool.Run("rm", ["-rf", folder]);
    }
}
