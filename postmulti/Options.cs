namespace MailSuite.Postmulti;

/// <summary>What the command line asks for; contradictions end it.</summary>
internal sealed class Options
{
    private const string Usage =
        "Usage:postmulti -l [-v] [-a] [-g group] [-i instance] | postmulti -p [-v] [-a] [-g group] [-i instance] command... | "
        + "postmulti -x [-v] [-a] [-i name] [-g group] command... | "
        + "postmulti -e action [-v] [-a] [-i name] [-g group] [-I name] [-G group] [param=value ...]";

    private static readonly string[] Actions = ["create", "destroy", "import", "deport", "enable", "disable", "assign", "init"];

    public Options(string[] args)
    {
        var read = new GetOpt(args, "+ae:g:i:jG:I:lpRvx");
        if (read.Problem != null)
        {
            Sys.Write(2, Bytes.Of($"postmulti: {read.Problem}\n"));
            throw new FatalException(Usage);
        }
        int selections = 0, modes = 0;
        foreach (var (option, value) in read.Options)
            switch (option)
            {
                case 'a' or 'g' or 'i':
                    selections++;
                    All |= option == 'a';
                    Group = option == 'g' ? value : Group;
                    Name = option == 'i' ? value : Name;
                    break;
                case 'e':
                    modes++;
                    Action = Actions.Contains(value) ? value : throw new FatalException(
                        $"Invalid '-e' edit action '{value}'. Specify {string.Join(", ", Actions[..^1].Select(a => $"'{a}'"))} or 'init'");
                    break;
                case 'G':
                    NewGroup = NewGroup == null ? value : throw new FatalException("Specify at most one '-G' option");
                    if (!IsSafe(value!))
                        throw new FatalException($"Unsafe characters in '-G {value}'");
                    break;
                case 'I':
                    NewName = NewName == null ? value : throw new FatalException("Specify at most one '-I' option");
                    break;
                case 'l' or 'p' or 'x':
                    modes++;
                    Mode = option;
                    break;
                case 'R': Reverse = true; break;
                case 'j': Json = true; break;
                default: Log.Verbose++; break;
            }
        Operands = read.Operands;
        if (modes != 1)
            throw new FatalException("Specify exactly one of '-e', '-l', '-p', '-x'");
        if (selections > 1)
            throw new FatalException("Specity no more than one of '-a', '-g', '-i'");
        Check();
    }

    /// <summary>'l', 'p' or 'x'; nothing with -e.</summary>
    public char Mode { get; }
    /// <summary>-e: what is to be done with an instance.</summary>
    public string? Action { get; }
    public bool All { get; }
    /// <summary>-g: the group that is meant.</summary>
    public string? Group { get; }
    /// <summary>-i: the instance that is meant, by its name or directory, "-" for the primary one.</summary>
    public string? Name { get; }
    /// <summary>-G: the group it gets, "-" for none.</summary>
    public string? NewGroup { get; }
    /// <summary>-I: the name it gets, "-" for none.</summary>
    public string? NewName { get; }
    public bool Reverse { get; }
    public bool Json { get; }
    /// <summary>The command, or name=value.</summary>
    public List<string> Operands { get; }

    private void Check()
    {
        if (Mode is 'p' or 'x' && Operands.Count == 0)
            throw new FatalException("Command required with '-p' or '-x' option");
        if (Mode == 'l' && Operands.Count > 0)
            throw new FatalException("Command not allowed with '-l'");
        if (Reverse && (Mode == 'p' || Action != null))
            throw new FatalException("The '-p' and '-e' options preclude the use of '-R'");
        if (Json && Mode != 'l')
            throw new FatalException("Specify '-j' with '-l' only");
        bool assigns = NewName != null || NewGroup != null;
        if (assigns && Action == null)
            throw new FatalException("Cannot assign instance name or group without '-e assign'");
        if (assigns && Action is "init" or "destroy" or "deport" or "enable" or "disable" && assigns)
            throw new FatalException($"Cannot assign instance name or group with '-e {Action}'");
        if (Action == "assign" && !assigns)
            throw new FatalException("Specify new instance name or group with '-e assign'");
        if (Action != null && Operands.Count > 0 && Action is not ("create" or "import"))
            throw new FatalException($"Parameter overrides not valid with '-e {Action}'");
    }

    /// <summary>Throws when the new name is none for an instance.</summary>
    public void CheckNewName()
    {
        if (NewName is null or "-")
            return;
        if (NewName.Contains('/'))
            throw new FatalException($"Illegal '/' character in new instance name: '{NewName}'");
        if (!IsSafe(NewName))
            throw new FatalException($"Unsafe characters in new instance name: '{NewName}'");
        if (!NewName.StartsWith("postfix-", StringComparison.Ordinal))
            throw new FatalException("New instance name must start with 'postfix-'");
    }

    private static bool IsSafe(string text) => text.All(static c => char.IsAsciiLetterOrDigit(c) || "!@%-_=+:,./".Contains(c));
}
