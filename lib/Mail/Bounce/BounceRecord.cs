using System.Globalization;
using System.Text;
using MailSuite.Protocol;

namespace MailSuite.Mail;

/// <summary>
/// One recipient's outcome in a message's bounce, defer or trace log. In the file it is a paragraph of name=value lines, as Postfix
/// writes them, so that the showq and bounce programs of either suite read the other's logs.
/// </summary>
/// <param name="Recipient">In external (quoted) form, as reports show it.</param>
/// <param name="Original">The recipient as the sender gave it, external form; empty when it is the same.</param>
/// <param name="Offset">Offset of the recipient's record in the queue file; 0 when unknown.</param>
/// <param name="DsnOriginal">RFC 3461 ORCPT, "type;address"; empty when none.</param>
/// <param name="Notify">RFC 3461 NOTIFY bits.</param>
/// <param name="Action">RFC 3464 action: failed, delayed, delivered, relayed, expanded, deliverable, undeliverable.</param>
/// <param name="Dsn">What happened.</param>
public sealed record BounceRecord(string Recipient, string Original, long Offset, string DsnOriginal, int Notify, string Action, Dsn Dsn)
{
    /// <summary>From an agent's request.</summary>
    public static BounceRecord Of(BounceRequest request)
    {
        var r = request.Recipient;
        string original = r.Original.Length == 0 || Bytes.Same(r.Original, r.Address) ? "" : MailAddress.Quote(r.Original);
        return new BounceRecord(r.Address.Length == 0 ? "<>" : MailAddress.Quote(r.Address), original, r.Offset, r.DsnOriginal, r.Notify, request.ActionWord, request.Dsn);
    }

    private const int LongestValue = 4096;

    /// <summary>The paragraph. What a remote server said can neither end a line, nor look like another attribute, nor go on for ever.</summary>
    /// <param name="compatible">With the line that Postfix before 2.0 reads, too (backwards_bounce_logfile_compatibility).</param>
    public string ToText(bool compatible = true)
    {
        var text = new StringBuilder(512);
        text.Append('\n');
        if (compatible)
            text.Append('<').Append(Clean(Recipient == "<>" ? "" : Recipient)).Append(">: ").Append(Clean(Dsn.Reason)).Append('\n');
        Add("recipient", Recipient);
        Add("original_recipient", Original);
        if (Offset > 0)
            Add("offset", Offset.ToString(CultureInfo.InvariantCulture));
        Add("dsn_orig_rcpt", DsnOriginal);
        if (Notify != 0)
            Add("notify_flags", Notify.ToString(CultureInfo.InvariantCulture));
        Add("status", Dsn.Status);
        Add("action", Action);
        if (Dsn.DiagnosticType.Length > 0 && Dsn.Diagnostic.Length > 0)
        {
            Add("diag_type", Dsn.DiagnosticType);
            Add("diag_text", Dsn.Diagnostic);
        }
        if (Dsn.Mta.Length > 0)
        {
            Add("mta_type", "dns");
            Add("mta_mname", Dsn.Mta);
        }
        Add("reason", Dsn.Reason);
        return text.Append('\n').ToString();

        void Add(string name, string value)
        {
            if (value.Length > 0)
                text.Append(name).Append('=').Append(Clean(value)).Append('\n');
        }
    }

    private static string Clean(string value) => Bytes.Printable(value.Length > LongestValue ? value[..LongestValue] + "..." : value);

    /// <summary>Reads all paragraphs of a log. What is not understood is passed over: a report with one line less is better than none.</summary>
    public static List<BounceRecord> Parse(string text)
    {
        var records = new List<BounceRecord>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
            if (line.Length == 0)
                Finish();
            else if (line[0] == '<' && line.IndexOf(">: ", StringComparison.Ordinal) is > 0 and var at)
            {
                values.TryAdd("recipient", at == 1 ? "<>" : line[1..at]);
                values.TryAdd("reason", line[(at + 3)..]);
            }
            else if (line.IndexOf('=') is > 0 and var equals)
                values[line[..equals]] = line[(equals + 1)..];
        Finish();
        return records;

        void Finish()
        {
            if (values.ContainsKey("recipient"))
                records.Add(new BounceRecord(Value("recipient"), Value("original_recipient"), Number("offset"), Value("dsn_orig_rcpt"), (int)Math.Clamp(Number("notify_flags"), 0, 15), Value("action"),
                    new Dsn(Value("status"), Value("reason"), Value("diag_type"), Value("diag_text"), Value("mta_mname"))));
            values.Clear();
        }

        string Value(string name) => values.GetValueOrDefault(name, "");
        long Number(string name) => long.TryParse(Value(name), NumberStyles.None, CultureInfo.InvariantCulture, out long n) ? n : 0;
    }
}
