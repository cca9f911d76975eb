namespace MailSuite.Protocol;

/// <summary>What a server answers to one command. Lines of a longer answer are separated by LF; each gets the code.</summary>
/// <param name="Code">Three digits.</param>
/// <param name="Text">What follows the code, usually with an enhanced status code first.</param>
public sealed record SmtpReply(int Code, string Text)
{
    /// <summary>The client made a mistake, or was refused: counts against its error limits.</summary>
    public bool CountsAsError { get; init; } = Code >= 400;

    /// <summary>The connection ends after this reply.</summary>
    public bool Ends { get; init; }

    /// <summary>What goes on after the reply was sent (the content after 354, the handshake after 220): it gives the next reply, or null when there is none.</summary>
    public Func<SmtpReply?>? Then { get; init; }

    /// <summary>Refused, but not the client's mistake.</summary>
    public SmtpReply Uncounted() => this with { CountsAsError = false };

    /// <summary>From text that begins with the code: "554 5.7.1 Relay access denied".</summary>
    public static SmtpReply FromText(string text) =>
        text.Length > 3 && int.TryParse(text.AsSpan(0, 3), out int code) && code is >= 200 and <= 599 ? new SmtpReply(code, text[4..]) : new SmtpReply(451, "4.3.0 Error: " + text);
}
