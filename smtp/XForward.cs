using MailSuite.Mail;
using MailSuite.Protocol;

namespace MailSuite.Smtp;

/// <summary>What the first server knew of the client, handed on to a content filter that asks for it (XFORWARD_README).</summary>
internal static class XForward
{
    /// <summary>The commands for a message: none when the server takes no attribute that we know.</summary>
    internal static IEnumerable<string> Commands(IReadOnlySet<string> taken, DeliveryRequest request)
    {
        var c = request.Client;
        (string Name, string Value)[] first = [("NAME", c.Name), ("ADDR", Address(c.Address)), ("PORT", c.Port)];
        (string Name, string Value)[] second = [("PROTO", c.Protocol), ("HELO", c.Helo), ("IDENT", c.LogIdent.Length > 0 ? c.LogIdent : request.QueueId),
            ("SOURCE", c.RewriteContext.Length == 0 ? "" : c.RewriteContext == "local" ? "LOCAL" : "REMOTE")];
        foreach (var group in ((string Name, string Value)[][])[first, second])
        {
            var known = group.Where(a => taken.Contains(a.Name)).ToList();
            if (known.Exists(static a => a.Value.Length > 0))
                yield return "XFORWARD " + string.Join(' ', known.Select(static a => $"{a.Name}={(a.Value.Length > 0 ? Xtext.Encode(a.Value) : "[UNAVAILABLE]")}"));
        }
    }

    private static string Address(string address) => address.Contains(':') && !address.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? "IPv6:" + address : address;
}
