using System.Text;
using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>
/// The sender address of probes (address_verify_sender). With address_verify_sender_ttl it changes with time, so that whoever collects it for spam has an
/// address that soon is none; the one before is still good, for probes under way.
/// </summary>
public static class VerifySender
{
    // No vowels, so that no words come out; case does not matter.
    private const string Digits = "0123456789bcdfghjklmnpqrstvwxyz";

    /// <summary>The sender of a probe that is sent now; empty for the null sender.</summary>
    public static string Now(MailConfig config, Clock clock) => At(config, clock.UnixSeconds);

    /// <summary>Is it an address to which servers may answer that were asked by our probes?</summary>
    public static bool IsOne(MailConfig config, Clock clock, string address)
    {
        long now = clock.UnixSeconds, ttl = Ttl(config);
        return Same(config, At(config, now), address) || ttl > 0 && Same(config, At(config, now - ttl), address);
    }

    private static long Ttl(MailConfig config) => (long)config.Get(VerifyParams.SenderTtl).TotalSeconds;

    private static string At(MailConfig config, long time)
    {
        string sender = config.Get(VerifyParams.Sender).Trim('<', '>');
        long ttl = Ttl(config);
        if (sender.Length == 0 || ttl == 0)
            return sender;
        int at = sender.LastIndexOf('@');
        return at < 0 ? sender + Number(time / ttl) : sender[..at] + Number(time / ttl) + sender[at..];
    }

    private static bool Same(MailConfig config, string sender, string address) =>
        sender.Length > 0 && (Bytes.Same(sender, address) || !sender.Contains('@') && Bytes.Same($"{sender}@{config.Get(GlobalParams.Myorigin)}", address));

    private static string Number(long value)
    {
        var text = new StringBuilder();
        do
        {
            text.Insert(0, Digits[(int)(value % Digits.Length)]);
            value /= Digits.Length;
        }
        while (value > 0);
        return text.ToString();
    }
}
