namespace MailSuite.Sendmail;

internal enum Mode { Deliver, Smtp, List, Flush, Aliases, Daemon, Nothing }

/// <summary>The command line, as cron, at, mailx, mutt, PHP and thirty years of scripts write it. What Sendmail had and we need not is taken and ignored.</summary>
internal sealed class SendmailOptions
{
    private const string Specification = "+A:B:C:F:GIL:N:O:R:UV:X:b:ce:f:h:imno:p:r:q:tvx";

    public Mode Mode { get; private set; }
    public string? ConfigDirectory { get; private set; }
    /// <summary>-f or -r; null when not given, empty for the null sender.</summary>
    public string? Sender { get; private set; }
    public string? FullName { get; private set; }
    public string Encoding { get; private set; } = "";
    public string EnvelopeId { get; private set; } = "";
    public string AliasFile { get; private set; } = "";
    public string FlushSite { get; private set; } = "";
    public string FlushId { get; private set; } = "";
    public int Return { get; private set; }
    public int Notify { get; private set; }
    public int Verbose { get; private set; }
    /// <summary>-t.</summary>
    public bool FromHeaders { get; private set; }
    /// <summary>-i: a lone "." is content.</summary>
    public bool DotIsContent { get; private set; }
    /// <summary>-G: the message comes from outside.</summary>
    public bool Remote { get; private set; }
    /// <summary>-bv.</summary>
    public bool VerifyOnly { get; private set; }
    public IReadOnlyList<string> Recipients { get; private set; } = [];

    public static SendmailOptions Parse(string name, string[] args)
    {
        var options = new SendmailOptions { Mode = name switch { "mailq" => Mode.List, "newaliases" => Mode.Aliases, _ => Mode.Deliver } };
        // getopt(3) cannot say that a value is optional: "-q" alone is an option of its own.
        bool flush = false;
        var plain = new List<string>();
        bool ended = false;
        foreach (string a in args)
        {
            ended |= a == "--" || !a.StartsWith('-');
            if (!ended && a == "-q")
                flush = true;
            else
                plain.Add(a);
        }
        if (flush && options.Mode == Mode.Deliver)
            options.Mode = Mode.Flush;
        var read = new GetOpt(plain, Specification);
        if (read.Problem is { } problem)
            throw Wrong($"usage: {name} [options] ({problem})");
        foreach (var (option, value) in read.Options)
            options.Take(option, value ?? "");
        options.Recipients = read.Operands;
        options.Check();
        return options;
    }

    private static FatalException Wrong(string text) => new(text, ExitStatus.Usage);

    private void Take(char option, string value)
    {
        switch (option)
        {
            case 'b': BecomeMode(value); break;
            case 'B': Encoding = BodyType(value); break;
            case 'C': ConfigDirectory = value.EndsWith("/main.cf", StringComparison.Ordinal) ? value[..^8] : value; break;
            case 'f' or 'r': Sender = value; break;
            case 'F': FullName = value; break;
            case 'G': Remote = true; break;
            case 'i': DotIsContent = true; break;
            case 'I': Mode = Mode.Aliases; break;
            case 'N': Notify = NotifyOf(value); break;
            case 'R': Return = ReturnOf(value); break;
            case 'V': EnvelopeId = EnvelopeIdOf(value); break;
            case 'n': throw Wrong("-n option not supported");
            case 'o': Old(value); break;
            case 'q': FlushMode(value); break;
            case 't': FromHeaders = true; break;
            case 'v': Verbose++; break;
        }
    }

    private void BecomeMode(string value)
    {
        Mode = value.Length == 0 ? throw Wrong("bad value of option -b") : value[0] switch
        {
            'd' or 'l' => Mode.Daemon,
            'h' or 'H' => Mode.Nothing,
            'i' => Mode.Aliases,
            'm' => Mode.Deliver,
            'p' => Mode.List,
            's' => Mode.Smtp,
            'v' => Mode.Deliver,
            _ => throw Wrong($"unsupported: -b{value}"),
        };
        VerifyOnly = value[0] == 'v';
    }

    private void FlushMode(string value)
    {
        if (value.Length > 0 && char.IsAsciiDigit(value[0]))
        {
            // "-q30m": the daemon's own timer does that.
            if (Mode == Mode.Deliver)
                Mode = Mode.Nothing;
            return;
        }
        Mode = Mode.Flush;
        if (value.StartsWith('R'))
            FlushSite = value[1..];
        else if (value.StartsWith('I'))
            FlushId = value[1..];
        else
            throw Wrong($"-q{value}: this queue flush mode is not supported");
    }

    private void Old(string value)
    {
        if (value.StartsWith('A') && value.Length > 1)
            AliasFile = value[1..];
        else if (value.StartsWith('i'))
            DotIsContent = true;
        else if (value is "8")
            Encoding = "8bit";
        else if (value is "7")
            Encoding = "7bit";
    }

    private static string BodyType(string value) =>
        Bytes.Same(value, "8BITMIME") ? "8bit" : Bytes.Same(value, "7BIT") ? "7bit" : throw Wrong("specify -B 7BIT or -B 8BITMIME");

    private static int NotifyOf(string value)
    {
        int mask = 0;
        foreach (string word in value.Split(',', StringSplitOptions.TrimEntries))
            mask |= word.ToUpperInvariant() switch { "NEVER" => DsnNotify.Never, "SUCCESS" => DsnNotify.Success, "FAILURE" => DsnNotify.Failure, "DELAY" => DsnNotify.Delay, _ => 64 };
        return mask > 15 || (mask & DsnNotify.Never) != 0 && mask != DsnNotify.Never ? throw Wrong("bad -N option value -- specify \"never\" or any combination of \"failure\", \"delay\" or \"success\"") : mask;
    }

    private static int ReturnOf(string value) =>
        Bytes.Same(value, "full") ? DsnReturn.Full : Bytes.Same(value, "hdrs") ? DsnReturn.Headers : throw Wrong("specify -R full or -R hdrs");

    private static string EnvelopeIdOf(string value) =>
        value.Length is > 0 and <= 100 && value.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 ? Xtext.Encode(value) : throw Wrong("too much or bad text in -V option value");

    private void Check()
    {
        if (VerifyOnly && (FromHeaders || Notify != 0 || Return != 0 || Verbose > 0))
            throw Wrong("-bv is incompatible with -t, -N, -R and -v");
        if (FromHeaders && Mode != Mode.Deliver)
            throw Wrong("-t can be used only in delivery mode");
        if (Mode == Mode.Deliver && !FromHeaders && Recipients.Count == 0)
            throw Wrong("Recipient addresses must be specified on the command line or via the -t option");
    }
}
