using System.Text;

namespace MailSuite.Bounce;

/// <summary>The templates as postconf -t (as they are) and postconf -b (expanded) show them, by way of "bounce -SVn dump_templates".</summary>
internal static class TemplateDisplay
{
    private const string Dump = "dump_templates", Expand = "expand_templates";

    internal static readonly string[] Services = [Dump, Expand];

    internal static string Text(string service, MailConfig config, BounceTemplates templates)
    {
        var text = new StringBuilder();
        foreach (string name in (string[])[BounceTemplate.FailureName, BounceTemplate.DelayName, BounceTemplate.SuccessName, BounceTemplate.VerifyName])
        {
            var template = templates[name];
            if (text.Length > 0)
                text.Append('\n');
            if (service == Dump)
                Whole(text, template);
            else
            {
                text.Append($"expanded_{name.Replace("_template", "_text", StringComparison.Ordinal)} = <<EOF\n");
                foreach (string line in template.Lines(config))
                    text.Append(line).Append('\n');
                text.Append("EOF\n");
            }
        }
        return text.ToString();
    }

    private static void Whole(StringBuilder text, BounceTemplate template)
    {
        text.Append($"{template.Name} = <<EOF\nCharset: {template.Charset}\nFrom: {(template.From.Length > 0 ? template.From : "Mail Delivery System <MAILER-DAEMON>")}\nSubject: {template.Subject}\n");
        if (template.PostmasterSubject.Length > 0)
            text.Append($"Postmaster-Subject: {template.PostmasterSubject}\n");
        text.Append($"\n{template.Body}\nEOF\n");
    }
}
