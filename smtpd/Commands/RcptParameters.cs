namespace MailSuite.Smtpd.Commands;

/// <summary>The parameters of RCPT: NOTIFY and ORCPT (RFC 3461).</summary>
internal sealed class RcptParameters
{
    /// <summary><see cref="DsnNotify"/> bits; 0 when nothing was said.</summary>
    public int Notify { get; private set; }
    /// <summary>"type;address", the address decoded; empty when nothing was said.</summary>
    public string Original { get; private set; } = "";

    /// <summary>Takes a parameter; the refusal when it is wrong.</summary>
    public SmtpReply? Take(SmtpSession s, string parameter, bool utf8)
    {
        var (name, value) = MailParameters.Split(parameter);
        bool isNotify = Bytes.Same(name, "NOTIFY"), isOriginal = Bytes.Same(name, "ORCPT");
        if (!isNotify && !isOriginal || value == null)
            return Replies.Unsupported(parameter);
        if (s.Discarded.Has("DSN"))
            return Replies.NoDsn;
        if (isNotify)
            return Notify == 0 && (Notify = Mask(value)) != 0 ? null : Replies.BadNotify;
        if (Original.Length > 0 || Decoded(value, utf8) is not { } original)
            return Replies.BadOrcpt;
        Original = original;
        return null;
    }

    /// <summary>
    /// "type;address" with the address decoded: xtext, or what RFC 6533 3 has for "utf-8". In the queue file it stands so; who sends it on
    /// encodes it again. Null when it is none, or hides a control character.
    /// </summary>
    private static string? Decoded(string value, bool utf8)
    {
        int semicolon = value.IndexOf(';');
        if (semicolon <= 0 || semicolon == value.Length - 1 || value.AsSpan(0, semicolon).IndexOfAnyExceptInRange('!', '~') >= 0)
            return null;
        string type = value[..semicolon], address = value[(semicolon + 1)..];
        string? decoded = Bytes.Same(type, "utf-8") ? Utf8Xtext.Decode(address) : Xtext.Decode(address);
        return decoded == null || !utf8 && !System.Text.Ascii.IsValid(address) ? null : $"{type};{decoded}";
    }

    /// <summary>NEVER, or any of SUCCESS,FAILURE,DELAY; 0 when it is neither.</summary>
    private static int Mask(string value)
    {
        int mask = 0;
        foreach (string word in value.Split(',', StringSplitOptions.RemoveEmptyEntries))
            mask |= word.ToUpperInvariant() switch { "NEVER" => DsnNotify.Never, "SUCCESS" => DsnNotify.Success, "FAILURE" => DsnNotify.Failure, "DELAY" => DsnNotify.Delay, _ => 64 };
        return mask > 15 || (mask & DsnNotify.Never) != 0 && mask != DsnNotify.Never ? 0 : mask;
    }
}
