using System.Net;

namespace MailSuite.Postfix.Explaining;

/// <summary>What postfix explain is asked: an address, and who would send to it.</summary>
/// <param name="Address">The recipient.</param>
/// <param name="Sender">The envelope sender; empty is the null sender.</param>
/// <param name="Client">The client's address.</param>
/// <param name="ClientName">Its name; empty: as DNS says.</param>
/// <param name="SaslUser">Who is logged in; empty when nobody.</param>
/// <param name="Helo">The HELO name; empty when it said none.</param>
/// <param name="Service">The smtpd service of master.cf; empty is the first one.</param>
/// <param name="Ask">Ask policy servers, DNS lists and the verify service, too.</param>
/// <param name="Json">Print JSON.</param>
internal sealed record ExplainOptions(string Address, string Sender, string Client, string ClientName, string SaslUser, string Helo, string Service, bool Ask, bool Json)
{
    internal const string Usage = "usage: postfix explain [-j] [--client address] [--sender address] [--sasl-user name] [--helo name] [--service name] [--ask] address";

    /// <summary>A host that nobody has (RFC 5737): what is true of it is true of every stranger.</summary>
    internal const string Stranger = "192.0.2.1";

    internal static ExplainOptions Parse(IReadOnlyList<string> words)
    {
        string address = "", sender = "", client = Stranger, name = "", user = "", helo = "", service = "";
        bool ask = false, json = false, hasAddress = false;
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            int equals = word.StartsWith("--", StringComparison.Ordinal) ? word.IndexOf('=') : -1;
            string option = equals < 0 ? word : word[..equals];
            string Value() => equals >= 0 ? word[(equals + 1)..] : ++i < words.Count ? words[i] : throw Wrong($"option {option} needs a value");
            switch (option)
            {
                case "-j" or "--json": json = true; break;
                case "--ask": ask = true; break;
                case "--client": (name, client) = ClientOf(Value()); break;
                case "--sender": sender = Value() is var s && s == "<>" ? "" : s; break;
                case "--sasl-user": user = Value(); break;
                case "--helo": helo = Value(); break;
                case "--service": service = Value(); break;
                default:
                    if (word.StartsWith('-') || hasAddress)
                        throw Wrong(word.StartsWith('-') ? $"unknown option {word}" : "one address at a time");
                    (address, hasAddress) = (word, true);
                    break;
            }
        }
        return address.Length > 0 ? new ExplainOptions(address, sender, client, name, user, helo, service, ask, json) : throw Wrong("an address is needed");
    }

    private static FatalException Wrong(string what) => new($"{what}; {Usage}");

    /// <summary>"192.0.2.7", or "name[192.0.2.7]" as the log has it.</summary>
    private static (string Name, string Address) ClientOf(string text)
    {
        int open = text.IndexOf('[');
        var (name, address) = open > 0 && text.EndsWith(']') ? (text[..open], text[(open + 1)..^1]) : ("", text);
        return IPAddress.TryParse(address, out _) ? (name, address) : throw Wrong($"bad client address: {text}");
    }
}
