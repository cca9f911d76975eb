using System.Globalization;
using MailSuite.Protocol.Pop3;

namespace MailSuite.Pop3d.Commands;

/// <summary>RETR and TOP.</summary>
internal static class Reading
{
    internal static Pop3Reply Retr(Pop3Session session, Pop3Line line)
    {
        int number = line.Number();
        line.End();
        if (!line.Ok)
            return Replies.BadArguments;

        var drop = session.Maildrop!;
        if (drop.Refusal(number) is { } refusal)
            return refusal;

        if (drop.Open(number) is not { } message)
            return Replies.Gone;
        session.Counts.Retrieved++;
        drop.WasRead(number);
        return Pop3Reply.Ok(string.Create(CultureInfo.InvariantCulture, $"{message.Length} octets")) with { Message = message };
    }

    internal static Pop3Reply Top(Pop3Session session, Pop3Line line)
    {
        int number = line.Number(), lines = line.Number();
        line.End();
        if (!line.Ok)
            return Replies.BadArguments;

        var drop = session.Maildrop!;
        if (drop.Refusal(number) is { } refusal)
            return refusal;

        if (drop.Open(number) is not { } message)
            return Replies.Gone;
        session.Counts.Tops++;
        return Replies.Nothing with { Message = message, BodyLines = lines };
    }
}
