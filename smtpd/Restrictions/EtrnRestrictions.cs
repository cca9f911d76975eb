namespace MailSuite.Smtpd.Restrictions;

/// <summary>Restrictions by the domain that ETRN asks for.</summary>
internal static class EtrnRestrictions
{
    public static Verdict Access(PolicyCheck c, Element e) =>
        c.EtrnDomain.Length > 0 ? AccessLookup.Host(c, e.Table!, c.EtrnDomain, "", c.EtrnDomain, Stage.EtrnCommand) : Verdict.Dunno;
}
