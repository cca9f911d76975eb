using System.Globalization;

namespace MailSuite.Smtpd.Commands;

/// <summary>The parameters of MAIL, one row each: SIZE, BODY, AUTH, DSN's, SMTPUTF8, REQUIRETLS, XVERP.</summary>
internal sealed class MailParameters
{
    private sealed record Row(string Name, Func<MailParameters, SmtpSession, string?, SmtpReply?> Take, bool HasValue = true);

    // The value is null when there is no "=", which only those may be that say so.
    private static readonly Row[] Table =
    [
        new("SIZE", static (p, _, value) => p.TakeSize(value)),
        new("BODY", static (p, _, value) => p.TakeBody(value)),
        new("AUTH", static (p, s, value) => p.TakeAuth(s, value)),
        new("RET", static (p, s, value) => p.TakeReturn(s, value)),
        new("ENVID", static (p, s, value) => p.TakeEnvelopeId(s, value)),
        new("SMTPUTF8", static (p, s, value) => value == null && s.Settings.DemandsUtf8 && !s.Discarded.Has("SMTPUTF8") ? p.Want(SendOption.Smtputf8Requested) : Unsupported, HasValue: false),
        new("REQUIRETLS", static (p, s, value) => p.TakeRequireTls(s, value), HasValue: false),
        new("XVERP", static (p, s, value) => s.Settings.MayUseVerp(s.Peer) ? p.TakeVerp(s, value) : Unsupported, HasValue: false),
    ];

    // Stands for the reply that names the parameter.
    private static readonly SmtpReply Unsupported = Replies.Unsupported("");

    public string Encoding { get; private set; } = "";
    public string EnvelopeId { get; private set; } = "";
    public string Submitter { get; private set; } = "";
    public int Return { get; private set; }
    public long Size { get; private set; }
    public int SendOptions { get; private set; }
    public string? Verp { get; private set; }

    /// <summary>Is the address in this command to be read as UTF-8 that was declared? It stands before the parameter that says so.</summary>
    public bool IsUtf8 => (SendOptions & SendOption.Smtputf8Requested) != 0;

    public static (string Name, string? Value) Split(string parameter)
    {
        int at = parameter.IndexOf('=');
        return at < 0 ? (parameter, null) : (parameter[..at], parameter[(at + 1)..]);
    }

    /// <summary>Takes a parameter; the refusal when it is wrong.</summary>
    public SmtpReply? Take(SmtpSession s, string parameter)
    {
        var (name, value) = Split(parameter);
        var reply = Array.Find(Table, row => Bytes.Same(row.Name, name)) is { } found && (value != null || !found.HasValue) ? found.Take(this, s, value) : Unsupported;
        return ReferenceEquals(reply, Unsupported) ? Replies.Unsupported(parameter) : reply;
    }

    private SmtpReply? TakeSize(string? value)
    {
        if (string.IsNullOrEmpty(value) || value.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0)
            return Replies.BadSize;
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long size))
            return Replies.SizeOverflow;
        Size = size;
        return null;
    }

    private SmtpReply? TakeBody(string? value)
    {
        if (!Bytes.Same(value, "8BITMIME") && !Bytes.Same(value, "7BIT"))
            return Unsupported;
        Encoding = Bytes.Same(value, "7BIT") ? "7bit" : "8bit";
        return null;
    }

    private SmtpReply? TakeAuth(SmtpSession s, string? value)
    {
        if (Submitter.Length > 0)
            return Replies.TwoAuthOptions;
        if (Xtext.Decode(value ?? "") is not { Length: > 0 } submitter)
            return Replies.BadAuthParameter;
        // RFC 4954 5: believed only of those who logged in themselves.
        if (s.Settings.Sasl.Enabled)
            Submitter = s.SaslUser.Length > 0 ? submitter : "<>";
        return null;
    }

    private SmtpReply? TakeReturn(SmtpSession s, string? value)
    {
        if (s.Discarded.Has("DSN"))
            return Replies.NoDsn;
        int code = Bytes.Same(value, "FULL") ? DsnReturn.Full : Bytes.Same(value, "HDRS") ? DsnReturn.Headers : 0;
        if (Return != 0 || code == 0)
            return Replies.BadRet;
        Return = code;
        return null;
    }

    private SmtpReply? TakeEnvelopeId(SmtpSession s, string? value)
    {
        if (s.Discarded.Has("DSN"))
            return Replies.NoDsn;
        // RFC 3461 4.4: 100 characters at most, none of them a control character.
        if (EnvelopeId.Length > 0 || value is not { Length: > 0 and <= 100 } || Xtext.Decode(value) == null)
            return Replies.BadEnvid;
        EnvelopeId = value;
        return null;
    }

    /// <summary>RFC 8689 3: only in TLS, where it is offered.</summary>
    private SmtpReply? TakeRequireTls(SmtpSession s, string? value)
    {
        if (value != null || !s.Settings.OffersRequireTls || s.Discarded.Has("REQUIRETLS"))
            return Unsupported;
        return s.Tls == null ? Replies.RequireTlsNeedsTls : Want(SendOption.RequireTls);
    }

    private SmtpReply? TakeVerp(SmtpSession s, string? value)
    {
        var config = s.Settings.Config;
        string delimiters = value ?? config.Get(GlobalParams.DefaultVerpDelimiters);
        if (value != null && !VerpSender.IsAllowed(config, delimiters))
            return Replies.BadVerp with { Text = Replies.BadVerp.Text + config.Get(GlobalParams.VerpDelimiterFilter) };
        Verp = delimiters;
        return null;
    }

    private SmtpReply? Want(int option)
    {
        SendOptions |= option;
        return null;
    }
}
