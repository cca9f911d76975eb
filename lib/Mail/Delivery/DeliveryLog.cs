using System.Globalization;
using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>When the stages of one delivery happened, microseconds since 1970: the four delays of the log line.</summary>
/// <param name="AgentStart">The agent took the request.</param>
/// <param name="ConnectionDone">The connection was set up; the same as AgentStart where there is none.</param>
/// <param name="Finished">The outcome was known.</param>
public readonly record struct DeliveryTimes(long AgentStart, long ConnectionDone, long Finished);

/// <summary>The delivery log line, worded as in Postfix because monitoring parses it: "ID: to=..., relay=..., delay=..., delays=a/b/c/d, dsn=..., status=... (text)".</summary>
public static class DeliveryLog
{
    /// <summary>Composes the line. <paramref name="connUse"/> and <paramref name="tls"/> are whole fields with their leading ", ".</summary>
    public static string Line(DeliveryRequest request, DeliveryRecipient recipient, string relay, DeliveryTimes times, OutcomeKind kind, Dsn dsn, int decimals, string statusWord = "", string connUse = "", string tls = "")
    {
        string original = recipient.Original.Length > 0 && !Bytes.Same(recipient.Original, recipient.Address) ? $", orig_to=<{LogAddress.Of(recipient.Original)}>" : "";
        string status = statusWord.Length > 0 ? statusWord : kind switch { OutcomeKind.Delivered => "sent", OutcomeKind.Deferred => "deferred", _ => "bounced" };
        string delays = $"{Seconds(request.ActiveMicros - request.ArrivalMicros, decimals)}/{Seconds(times.AgentStart - request.ActiveMicros, decimals)}/"
            + $"{Seconds(times.ConnectionDone - times.AgentStart, decimals)}/{Seconds(times.Finished - times.ConnectionDone, decimals)}";
        return $"{request.QueueId}: to=<{LogAddress.Of(recipient.Address)}>{original}, relay={relay}{connUse}, delay={Seconds(times.Finished - request.ArrivalMicros, decimals)}, "
            + $"delays={delays}{tls}, dsn={dsn.Status}, status={status} ({dsn.Reason})";
    }

    /// <summary>Seconds with two significant digits and at most so many decimals, without trailing zeros: 0.05, 0.3, 1.2, 12, 0.</summary>
    public static string Seconds(long micros, int decimals)
    {
        if (micros <= 0)
            return "0";
        double seconds = micros / 1e6;
        int places = seconds >= 10 ? 0 : seconds >= 1 ? 1 : seconds >= 0.1 ? 2 : (int)Math.Ceiling(-Math.Log10(seconds)) + 1;
        string text = seconds.ToString("F" + Math.Min(places, decimals).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text;
    }
}
