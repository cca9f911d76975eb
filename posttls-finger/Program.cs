namespace MailSuite.PosttlsFinger;

/// <summary>posttls-finger(1): connects to a mail server and tells what its TLS is like. Everything it says goes to standard output.</summary>
public static class Program
{
    private const string Usage = """
        usage: posttls-finger [-acCfSvw] [-t conn_tmout] [-T cmd_tmout] [-L logopts] \
        	[-h host_lookup] [-l level] [-d mdalg] [-g grade] [-p protocols] \
        	[-A tafile] [-F CAfile.pem] [-P CApath/] [-s servername] \
        	[ [-H chainfiles] | [-k certfile [-K keyfile]] ] \
        	[-m count] [-r delay] [-o name=value] destination [match ...]

        """;

    /// <summary>Exit status 0 whatever the server is like; 1 when the question makes no sense.</summary>
    public static int Main(string[] args) => CommandStart.Run(Invocation.BaseName, () =>
    {
        Log.To(new StandardOutputLog(Invocation.BaseName));
        var options = new GetOpt(args, "+a:A:cCd:fF:g:h:H:k:K:l:L:m:M:o:p:P:r:Rs:St:T:vwxX");
        if (options.Problem is { } problem)
            Sys.WriteOnce(2, Bytes.Of($"{Invocation.BaseName}: {problem}\n"));
        var overrides = options.Options.Where(static o => o.Option == 'o').Select(static o => o.Value!).ToList();
        if (options.Problem != null || options.Operands.Count == 0 || overrides.Exists(static o => !o.Contains('=')))
        {
            Sys.WriteOnce(2, Bytes.Of(Usage));
            return 1;
        }
        var config = MailConfig.Load(MailConfig.DefaultDirectory);
        config.Set("process_name", "posttls-finger");
        foreach (string o in overrides)
            config.Set(o[..o.IndexOf('=')].Trim(), o[(o.IndexOf('=') + 1)..].Trim());
        new Probe(FingerSettings.Read(options, config)).Run();
        return 0;
    });
}

/// <summary>Lines as "name: text" on standard output: here they are the result.</summary>
internal sealed class StandardOutputLog(string name) : ILogSink
{
    public void Write(IReadOnlyList<LogLine> lines)
    {
        foreach (var line in lines)
            Sys.WriteOnce(1, Bytes.Of($"{name}: {line.Text}\n"));
    }
}
