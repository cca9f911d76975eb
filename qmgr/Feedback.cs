using System.Globalization;

namespace MailSuite.Qmgr;

/// <summary>How strongly one delivery changes a destination's window: "number", "number/concurrency" or "number/sqrt_concurrency" (postconf(5)).</summary>
internal readonly record struct Feedback
{
    private readonly double number;
    private readonly Func<double, double>? divisor;

    internal Feedback(string name, string text)
    {
        int slash = text.IndexOf('/');
        divisor = (slash < 0 ? "" : text[(slash + 1)..].Trim()) switch
        {
            "concurrency" => static window => window,
            "sqrt_concurrency" => Math.Sqrt,
            _ => null,
        };
        if (double.TryParse(slash < 0 ? text : text[..slash], NumberStyles.Float, CultureInfo.InvariantCulture, out number) && number is >= 0 and <= 1 && slash < 0 == (divisor == null))
            return;
        Log.Warning($"{name}: ignoring malformed or unreasonable feedback: {text}");
        (number, divisor) = (1, null);
    }

    internal double At(int window) => divisor == null ? number : number / divisor(Math.Max(window, 1));
}
