namespace MailSuite.Base;

/// <summary>
/// Options the way getopt(3) of the GNU C library reads them, because Postfix's commands do and scripts rely on it: clusters
/// (-nh), values joined or apart (-q key, -qkey), options behind operands unless "--" or POSIXLY_CORRECT ends them.
/// </summary>
public sealed class GetOpt
{
    /// <summary>The options in order; the value of one without argument is null.</summary>
    public List<(char Option, string? Value)> Options { get; } = [];

    /// <summary>What is left: the operands.</summary>
    public List<string> Operands { get; } = [];

    /// <summary>The first thing wrong ("invalid option -- 'x'", "option requires an argument -- 'x'"), or null.</summary>
    public string? Problem { get; }

    /// <summary>Reads arguments by a getopt string such as "c:nhv". A leading "+" stops at the first operand.</summary>
    public GetOpt(IReadOnlyList<string> arguments, string specification)
    {
        bool stopAtOperand = specification.StartsWith('+');
        for (int i = 0; i < arguments.Count; i++)
        {
            string a = arguments[i];
            if (a == "--")
            {
                Operands.AddRange(arguments.Skip(i + 1));
                return;
            }
            if (a.Length < 2 || a[0] != '-')
            {
                if (stopAtOperand)
                {
                    Operands.AddRange(arguments.Skip(i));
                    return;
                }
                Operands.Add(a);
                continue;
            }
            for (int j = 1; j < a.Length; j++)
            {
                int at = a[j] is ':' or '+' ? -1 : specification.IndexOf(a[j]);
                if (at < 0)
                {
                    Problem ??= $"invalid option -- '{a[j]}'";
                    continue;
                }
                bool takesValue = at + 1 < specification.Length && specification[at + 1] == ':';
                if (!takesValue)
                    Options.Add((a[j], null));
                else if (j + 1 < a.Length)
                {
                    Options.Add((a[j], a[(j + 1)..]));
                    break;
                }
                else if (i + 1 < arguments.Count)
                {
                    Options.Add((a[j], arguments[++i]));
                    break;
                }
                else
                    Problem ??= $"option requires an argument -- '{a[j]}'";
            }
        }
    }

    /// <summary>Was the option given?</summary>
    public bool Has(char option) => Options.Exists(o => o.Option == option);

    /// <summary>The last value of an option, or null.</summary>
    public string? Value(char option) => Options.FindLast(o => o.Option == option).Value;

    /// <summary>How often the option was given.</summary>
    public int Count(char option) => Options.Count(o => o.Option == option);
}
