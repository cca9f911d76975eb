using System.Globalization;
using MailSuite.Maps;

namespace MailSuite.Pipe;

/// <summary>
/// Expands the macros of argv=. An argument that names anything of a recipient becomes one argument for each recipient; all others stay one.
/// Values are arguments by themselves: no shell sees them, and blanks in them split nothing.
/// </summary>
internal sealed class PipeMacros(PipeAttributes attributes, MailConfig config, DeliveryRequest request)
{
    private static readonly string[] OfRecipients = ["recipient", "original_recipient", "user", "extension", "mailbox", "domain"];

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal)
    {
        ["sender"] = Sender(attributes, request),
        ["nexthop"] = attributes.LowerDomain ? request.Nexthop.ToLowerInvariant() : request.Nexthop,
        ["size"] = request.DataSize.ToString(CultureInfo.InvariantCulture),
        ["queue_id"] = request.QueueId,
        ["envid"] = request.EnvelopeId,
        ["notify"] = NotifyWords(request),
        ["client_address"] = request.Client.Address,
        ["client_helo"] = request.Client.Helo,
        ["client_hostname"] = request.Client.Name,
        ["client_port"] = request.Client.Port,
        ["client_protocol"] = request.Client.Protocol,
        ["sasl_method"] = request.Client.SaslMethod,
        ["sasl_sender"] = request.Client.SaslSender,
        ["sasl_username"] = request.Client.SaslUser,
    };

    /// <summary>The command with its arguments. Throws <see cref="MacroException"/> on a name that there is not.</summary>
    public List<string> Expand()
    {
        var result = new List<string>();
        foreach (string argument in attributes.Arguments)
        {
            var names = MacroExpansion.Names(argument);
            if (names.FirstOrDefault(n => !values.ContainsKey(n) && !OfRecipients.Contains(n)) is { } unknown)
                throw new MacroException($"unknown macro name: \"{unknown}\"");
            if (!names.Any(OfRecipients.Contains))
                result.Add(MacroExpansion.Value(argument, values.GetValueOrDefault, recursive: false));
            else
                foreach (var recipient in request.Recipients)
                    result.Add(MacroExpansion.Value(argument, name => OfRecipients.Contains(name) ? Value(name, recipient) : values[name], recursive: false));
        }
        return result;
    }

    private string Value(string name, DeliveryRecipient recipient)
    {
        if (name is "recipient" or "original_recipient")
            return Folded(name == "recipient" ? recipient.Address : recipient.Original);
        int at = recipient.Address.LastIndexOf('@');
        string local = at < 0 ? recipient.Address : recipient.Address[..at], domain = at < 0 ? "" : recipient.Address[(at + 1)..];
        if (name == "domain")
            return attributes.LowerDomain ? domain.ToLowerInvariant() : domain;
        if (attributes.LowerUser)
            local = local.ToLowerInvariant();
        var (user, extension) = AddressExtension.Split(local, config);
        return name switch { "mailbox" => local, "user" => user, _ => extension.Length > 0 ? extension[1..] : "" };
    }

    private string Folded(string address)
    {
        int at = address.LastIndexOf('@');
        string local = at < 0 ? address : address[..at], domain = at < 0 ? "" : address[at..];
        if (attributes.LowerUser)
            local = local.ToLowerInvariant();
        if (attributes.LowerDomain)
            domain = domain.ToLowerInvariant();
        return attributes.Quote ? Protocol.MailAddress.Quote(local + domain) : local + domain;
    }

    private static string Sender(PipeAttributes attributes, DeliveryRequest request)
    {
        string sender = request.Sender.Length > 0 ? request.Sender : attributes.NullSender;
        return attributes.Quote && sender.Length > 0 ? Protocol.MailAddress.Quote(sender) : sender;
    }

    /// <summary>RFC 3461 NOTIFY of the first recipient, in its own words; empty when the sender asked for nothing.</summary>
    private static string NotifyWords(DeliveryRequest request)
    {
        int notify = request.Recipients[0].Notify;
        var words = new List<string>();
        foreach (var (bit, word) in (ReadOnlySpan<(int, string)>)[(DsnNotify.Never, "NEVER"), (DsnNotify.Success, "SUCCESS"), (DsnNotify.Failure, "FAILURE"), (DsnNotify.Delay, "DELAY")])
            if ((notify & bit) != 0)
                words.Add(word);
        return string.Join(',', words);
    }
}
