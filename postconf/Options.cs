namespace MailSuite.Postconf;

/// <summary>What the command line asks for: one letter per option, as in the manual.</summary>
internal sealed class Options
{
    private const string Letters = "aAbdefFhHjlmMnopPqtTxX#";
    private const string Usage =
        "usage: postconf [-a (server SASL types)] [-A (client SASL types)] [-b (bounce templates)] [-c config_dir] [-C param_class] "
        + "[-d (parameter defaults)] [-e (edit configuration)] [-f (fold lines)] [-F (master.cf fields)] [-h (no names)] [-H (no values)] "
        + "[-j (JSON format)] [-l (lock types)] [-m (map types)] [-M (master.cf)] [-n (non-default parameters)] [-o name=value (override parameter value)] "
        + "[-p (main.cf, default)] [-P (master.cf parameters)] [-q (no warnings)] [-t (bounce templates)] "
        + "[-T compile-version|run-version|public-key-algorithms] [-v (verbose)] [-x (expand parameter values)] [-X (exclude)] [-# (comment-out)] [name...]";

    /// <summary>Sets of which one option at most may be given.</summary>
    private static readonly string[] Exclusive = ["aAbFlmMpPtT", "denX#", "efjX#", "exX#", "deoX#", "ehHX#", "hHj", "jX#"];

    /// <summary>What goes with each mode, apart from -c, -q and -v.</summary>
    private static readonly (char Mode, string With)[] Allowed =
    [
        ('a', ""), ('A', ""), ('b', ""), ('l', ""), ('m', ""), ('t', ""), ('T', ""),
        ('p', "CdefhHjnoxX#"), ('M', "efjoxX#"), ('F', "efhHjox"), ('P', "efhHjoxX"),
    ];

    private readonly HashSet<char> given = [];

    public Options(string[] args)
    {
        var read = new GetOpt(args, "+aAbc:C:deEfFhHjlmMno:pPqtT:vxX#");
        if (read.Problem != null)
        {
            Sys.Write(2, Bytes.Of($"{Invocation.Name}: {read.Problem}\n"));
            throw new FatalException(Usage);
        }
        foreach (var (option, value) in read.Options)
        {
            // A letter that is known and has no meaning.
            if (option == 'E')
                throw new FatalException(Usage);
            given.Add(option);
            if (option == 'T' && TlsQuestion != null)
                throw new FatalException("At most one -T <mode> option may be specified");
            if (option == 'T')
                TlsQuestion = value;
            if (option == 'o')
                Overrides.Add(value!);
        }
        Directory = read.Value('c');
        Classes = read.Value('C') is { } list ? ReadClasses(list) : ParameterClass.All;
        ParameterScope = read.Count('P') > 1;
        Log.Verbose = read.Count('v');
        Operands = read.Operands;
        if (Operands is [var first, ..] && first.Contains('=') && "pMFP".Contains(Mode))
            given.Add('e');
        Check();
    }

    /// <summary>Names, or name=value.</summary>
    public List<string> Operands { get; }
    public List<string> Overrides { get; } = [];
    public string? Directory { get; }
    public ParameterClass Classes { get; }
    public string? TlsQuestion { get; }
    /// <summary>-PP.</summary>
    public bool ParameterScope { get; }

    public bool Has(char option) => given.Contains(option);
    public bool Edits => Has('e') || Has('X') || Has('#');
    /// <summary>The major mode; 'p' when none is named.</summary>
    public char Mode => given.FirstOrDefault(o => "aAbFlmMPtT".Contains(o), 'p');

    private static ParameterClass ReadClasses(string list)
    {
        var classes = (ParameterClass)0;
        foreach (string word in list.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries))
            classes |= word.ToLowerInvariant() switch
            {
                "builtin" => ParameterClass.Builtin,
                "service" => ParameterClass.Service,
                "user" => ParameterClass.User,
                "all" => ParameterClass.All,
                _ => throw new FatalException($"unknown -C option value \"{word}\" in \"{list}\""),
            };
        return classes;
    }

    private void Check()
    {
        foreach (string set in Exclusive)
        {
            var together = Letters.Where(o => set.Contains(o) && Has(o)).Select(o => $"-{o}").ToList();
            if (together.Count > 1)
                throw new FatalException($"specify one of {string.Join(' ', together)}");
        }
        string with = Array.Find(Allowed, row => row.Mode == Mode).With;
        foreach (char option in Letters)
            if (Has(option) && option is not ('q' or 'p') && option != Mode && !with.Contains(option))
                throw new FatalException($"with option -{Mode}, do not specify -{option}");
    }
}
