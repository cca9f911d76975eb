namespace MailSuite.Smtpd.Restrictions;

/// <summary>Writes down each step of a <see cref="PolicyCheck"/>: the element, the tables that it asked, its verdict. What would ask a stranger's server is named instead, unless that is wanted.</summary>
/// <param name="explanation">Where it is written.</param>
/// <param name="asks">May policy servers, DNS lists and the verify service be asked?</param>
internal sealed class PolicyTrace(Explanation explanation, bool asks)
{
    /// <summary>A list begins.</summary>
    public void Begin(Stage stage, string name) => explanation.Say(new ExplainLine("list", name, stage.Class, "", ""));

    /// <summary>Judges an element, and writes down how.</summary>
    public Verdict Judge(PolicyCheck c, Element e, int depth)
    {
        string name = NameOf(e);
        int at = explanation.Say(new ExplainLine("restriction", name, "", "", "", depth - 1));
        var verdict = Verdict.Dunno;
        string outcome, text = "";
        if (!asks && WouldAsk(e) is { } whom)
            (outcome, text) = ("not asked", whom);
        else if (e.Row.Takes == Takes.Number)
            (outcome, text) = ("DUNNO", $"would wait {e.Number} s");
        else
        {
            try
            {
                verdict = e.Row.Judge(c, e);
                outcome = verdict.Kind switch { VerdictKind.Permit => "OK", VerdictKind.Dunno => "DUNNO", _ => verdict.Reply!.Code < 500 ? "DEFER" : "REJECT" };
                text = verdict.Reply is { } reply ? $"{reply.Code} {reply.Text}" : "";
            }
            catch (PeerGoneException)
            {
                (outcome, text, verdict) = ("HANGUP", "the connection ends without a reply", Verdict.Refuse(new SmtpReply(421, "4.0.0 (no reply)")));
            }
        }
        explanation.Replace(at, new ExplainLine("restriction", name, "", outcome, text, depth - 1));
        return verdict;
    }

    private static string NameOf(Element e) =>
        e.Table != null ? $"{e.Row.Name} {e.Table.Name}" : e.List != null ? $"{e.Row.Name} {e.List.Name}" : e.Server != null ? $"{e.Row.Name} {e.Server.Name}" : e.Row.Name;

    private static string? WouldAsk(Element e) =>
        e.Server != null ? $"the policy server {e.Server.Name} would be asked"
        : e.List != null ? $"the DNS list {e.List.Domain} would be asked"
        : e.Row.Name.Contains("_unverified_", StringComparison.Ordinal) ? "the verify service would be asked, and send a probe" : null;
}
