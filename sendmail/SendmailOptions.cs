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
    /// <summary>-XV: delimiters of a return path of its own for each recipient; empty: the default ones; null: not asked for.</summary>
    public string? Verp { get; private set; }
    /// <summary>-O smtputf8=yes, -O requiretls=yes: bits of <see cref="SendOption"/>.</summary>
    public int SendOptions { get; private set; }
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
        for (int i = 0; i < args.Length; i++)
        {
            string a = args[i];
            ended |= a == "--" || !a.StartsWith('-');
            if (!ended && a == "-q")
                flush = true;
            else if (!ended && (a is ['-', 'V', _, _] || a == "-V" && i + 1 < args.Length && args[i + 1].StartsWith('-')))
            {
                // VERP, before -V was taken for RFC 3461's envelope id.
                Log.Warning($"option {a} is deprecated with Postfix 2.3; specify -X{a[1..]} instead");
                plain.Add("-X" + a[1..]);
            }
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
            case 'X': Verp = value.StartsWith('V') ? value[1..] : throw Wrong($"unsupported: -X{value}"); break;
            case 'O': Modern(value); break;
            case 'n': throw Wrong("-n option not supported");
            case 'o': Old(value); break;
            case 'q': FlushMode(value); break;
            case 't': FromHeaders = true; break;
            case 'v': Verbose++; break;
        }
    }

    private void BecomeMode(string value)
    {
        Mode = value.Length == 0 ? throw Wrong("unsupported: -b") : value[0] switch
        {
            'd' or 'l' => Mode.Daemon,
            'h' or 'H' => Mode.Nothing,
            'i' => Mode.Aliases,
            'm' => Mode.Deliver,
            'p' => Mode.List,
            's' => Mode.Smtp,
            'v' => Mode.Deliver,
            _ => throw Wrong($"unsupported: -b{value[0]}"),
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
            FlushSite = value.Length > 1 ? value[1..] : throw Wrong("specify: -qRsitename");
        else if (value.StartsWith('I'))
            FlushId = value.Length > 1 ? value[1..] : throw Wrong("specify: -qIqueueid");
        else
            throw Wrong($"-q{value[..Math.Min(1, value.Length)]} is not implemented");
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
        Bytes.Same(value, "8BITMIME") ? "8bit" : Bytes.Same(value, "7BIT") ? "7bit" : throw Wrong("-B option needs 8BITMIME or 7BIT");

    // What Sendmail took for something else must not stop a script: the option is ignored, with a warning.
    private static int NotifyOf(string value)
    {
        int mask = 0;
        foreach (string word in value.Split(',', StringSplitOptions.TrimEntries))
        {
            int bit = word.ToUpperInvariant() switch { "NEVER" => DsnNotify.Never, "SUCCESS" => DsnNotify.Success, "FAILURE" => DsnNotify.Failure, "DELAY" => DsnNotify.Delay, _ => 64 };
            if (bit == 64)
                Log.Warning($"unknown DSN NOTIFY command value \"{word}\" in \"{value}\"");
            mask |= bit;
        }
        return mask > 15 || (mask & DsnNotify.Never) != 0 && mask != DsnNotify.Never ? Ignored("bad -N option value", 0) : mask;
    }

    private static int ReturnOf(string value) =>
        Bytes.Same(value, "full") ? DsnReturn.Full : Bytes.Same(value, "hdrs") ? DsnReturn.Headers : Ignored("bad -R option value", 0);

    private static string EnvelopeIdOf(string value) =>
        value.Length > 100 ? Ignored("too long -V option value", "") : value.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0 ? Ignored("bad syntax in -V option value", "") : Xtext.Encode(value);

    private static T Ignored<T>(string what, T instead)
    {
        Log.Warning(what + " -- ignored");
        return instead;
    }

    /// <summary>-O name=value: the two that say something of delivery; Sendmail's own are taken and ignored.</summary>
    private void Modern(string value)
    {
        int equals = value.IndexOf('=');
        int bit = equals < 0 ? 0 : value[..equals].ToLowerInvariant() switch { "smtputf8" => SendOption.Smtputf8Requested, "requiretls" => SendOption.RequireTls, _ => 0 };
        if (bit != 0)
            SendOptions = value[(equals + 1)..].ToLowerInvariant() switch
            {
                "yes" => SendOptions | bit,
                "no" => SendOptions & ~bit,
                _ => throw Wrong($"bad -O option value: {value} -- specify yes or no"),
            };
    }

    private void Check()
    {
        foreach (var (option, given) in (ReadOnlySpan<(char, bool)>)[('t', FromHeaders), ('N', Notify != 0), ('R', Return != 0), ('v', Verbose == 1)])
            if (VerifyOnly && given)
                throw Wrong($"-{option} option cannot be used with -bv");
        if (FromHeaders && Mode != Mode.Deliver)
            throw Wrong("-t can be used only in delivery mode");
        if (Mode == Mode.Deliver && !FromHeaders && Recipients.Count == 0)
            throw Wrong("Recipient addresses must be specified on the command line or via the -t option");
    }
}
