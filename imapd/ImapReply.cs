namespace MailSuite.Imapd;

/// <summary>The end of a command: the tagged line. Untagged lines were written before.</summary>
internal readonly record struct ImapReply(string Status, string Code, string Text)
{
    /// <summary>No line at all: the command has said everything itself, or the connection is at its end.</summary>
    internal static ImapReply Silent => default;

    internal bool IsSilent => Status == null;

    /// <summary>The client's mistake, for the session's count.</summary>
    internal bool IsBad => Status == "BAD";

    internal static ImapReply Done(string command) => new("OK", "", command + " completed.");

    internal static ImapReply Ok(string code, string text) => new("OK", code, text);

    internal static ImapReply No(string code, string text) => new("NO", code, text);

    internal static ImapReply Bad(string text) => new("BAD", "", text);

    internal string Line(string tag) => Code.Length > 0 ? $"{tag} {Status} [{Code}] {Text}\r\n" : $"{tag} {Status} {Text}\r\n";
}
