using System.Globalization;
using MailSuite.Protocol.Pop3;

namespace MailSuite.Pop3d.Commands;

/// <summary>STAT, LIST and UIDL.</summary>
internal static class Listing
{
    internal static Pop3Reply Stat(Pop3Session session, Pop3Line line)
    {
        var drop = session.Maildrop!;
        return Pop3Reply.Ok(string.Create(CultureInfo.InvariantCulture, $"{drop.Remaining} {drop.RemainingSize}"));
    }

    internal static Pop3Reply List(Pop3Session session, Pop3Line line) =>
        OneOrAll(session.Maildrop!, line, static (drop, n) => drop.SizeOf(n).ToString(CultureInfo.InvariantCulture),
            static drop => string.Create(CultureInfo.InvariantCulture, $"{drop.Remaining} messages:"));

    internal static Pop3Reply Uidl(Pop3Session session, Pop3Line line) => OneOrAll(session.Maildrop!, line, static (drop, n) => drop.UidlOf(n), static _ => "");

    private static Pop3Reply OneOrAll(Maildrop drop, Pop3Line line, Func<Maildrop, int, string> value, Func<Maildrop, string> heading)
    {
        if (line.AtEnd)
            return Pop3Reply.Ok(heading(drop)) with { Lines = All(drop, value) };
        int number = line.Number();
        line.End();
        if (!line.Ok)
            return Replies.BadArguments;

        if (drop.Refusal(number) is { } refusal)
            return refusal;

        return Pop3Reply.Ok(string.Create(CultureInfo.InvariantCulture, $"{number} {value(drop, number)}"));
    }

    private static IEnumerable<string> All(Maildrop drop, Func<Maildrop, int, string> value)
    {
        for (int n = 1; n <= drop.Count; n++)
            if (!drop.IsDeleted(n))
                yield return string.Create(CultureInfo.InvariantCulture, $"{n} {value(drop, n)}");
    }
}
