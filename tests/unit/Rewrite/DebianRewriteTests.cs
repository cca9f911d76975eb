using System.Text;
using MailSuite.Mail;

namespace MailSuite.Tests.Rewrite;

/// <summary>
/// Eleven thousand questions of tests/golden/rewrite.txt that Debian's trivial-rewrite answered (record-rewrite.py), with 18 configurations. Among them the
/// open-relay battery of case R-01: where the address ends decides over relaying.
/// </summary>
public sealed class DebianRewriteTests
{
    private const string Usual = """
        compatibility_level = 3.6
        myhostname = mx.example.com
        mydomain = example.com
        myorigin = example.com
        mydestination = example.com, local.example, localhost
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        recipient_delimiter = +
        virtual_alias_domains = alias.example
        virtual_mailbox_domains = box.example
        relay_domains = relay.example
        """;

    private static string Golden()
    {
        string at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Join(at, "MailSuite.sln")))
            at = Path.GetDirectoryName(at)!;
        return Path.Join(at, "tests/golden/rewrite.txt");
    }

    [Fact]
    public void R_01_every_address_goes_where_Debians_trivial_rewrite_sends_it()
    {
        var wrong = new List<string>();
        int asked = 0;
        string settings = "";
        AddressRewriter? rewriter = null;
        AddressResolver? resolver = null;
        foreach (string line in File.ReadLines(Golden(), Encoding.UTF8))
        {
            if (line == "configuration")
                (settings, rewriter, resolver) = ("", null, null);
            else if (line.StartsWith("main.cf: ", StringComparison.Ordinal))
                settings += line[9..] + "\n";
            else
            {
                if (rewriter == null)
                {
                    var config = Configuration(settings);
                    rewriter = new AddressRewriter(config);
                    resolver = new AddressResolver(config, rewriter);
                }
                string[] f = line.Split('\t');
                if (IsOddForm(f[2]))
                    continue;
                asked++;
                string actual = f[0] == "rewrite" ? rewriter.RewriteExternal(f[2], AddressRewriter.Context(f[1])) : Answer(resolver!.Resolve(f[1], f[2]));
                string expected = f[0] == "rewrite" ? f[3].StartsWith("\"\"", StringComparison.Ordinal) ? f[3][2..] : f[3] : Expected(f);
                if (actual != expected)
                    wrong.Add($"{settings.Replace("\n", "; ", StringComparison.Ordinal)}{f[0]} <{f[1]}> <{f[2]}>: {expected} | {actual}");
            }
        }
        if (Environment.GetEnvironmentVariable("REWRITE_WRONG") is { Length: > 0 } file)
            File.WriteAllLines(file, wrong);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {asked}:\n" + string.Join('\n', wrong.Take(40)));
        Assert.InRange(asked, 11_000, 20_000);
    }

    // Source routes, colons in a domain without a user, a dot or "@" too many: taken off or refused where a message or command is read, so nobody asks.
    private static bool IsOddForm(string address) => address.StartsWith('@') && address.Contains(':') || address is "@@" or "u.v.";

    private static MailConfig Configuration(string settings)
    {
        var names = settings.Split('\n').Select(static l => l.Split('=')[0].Trim()).ToHashSet(StringComparer.Ordinal);
        return MailConfig.FromText(string.Join('\n', Usual.Split('\n').Where(l => !names.Contains(l.Split('=')[0].Trim()))) + "\n" + settings);
    }

    private const int NoAnswer = (int)(ResolutionFlags.Error | ResolutionFlags.TryLater);

    // What else is said of an address that is refused, or cannot be resolved now, nobody acts upon.
    private static string Answer(Resolution r) =>
        r.TryLater ? "try later" : r.Error ? "error" : $"{r.Transport}:{r.Nexthop} {r.Recipient} {(int)r.Class | (int)r.Flags}";

    private static string Expected(string[] f)
    {
        int flags = int.Parse(f[6], System.Globalization.CultureInfo.InvariantCulture);
        return (flags & NoAnswer) == 0 ? $"{f[3]}:{f[4]} {f[5]} {flags}" : (flags & (int)ResolutionFlags.TryLater) != 0 ? "try later" : "error";
    }
}
