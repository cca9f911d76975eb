using System.Net;
using System.Net.Sockets;

namespace MailSuite.Smtpd;

/// <summary>One NAME=value of XCLIENT or XFORWARD, decoded and made safe.</summary>
/// <param name="Name">Upper case.</param>
/// <param name="Value">Without xtext; as it came when it is no xtext (Postfix before 2.3 sent none).</param>
internal readonly record struct ClientAttribute(string Name, string Value)
{
    /// <summary>The word for what is not known, in names and addresses.</summary>
    public const string Unknown = "unknown";

    /// <summary>Reads an argument; the refusal when it is none.</summary>
    public static SmtpReply? Read(string argument, out ClientAttribute attribute)
    {
        attribute = default;
        int at = argument.IndexOf('=');
        if (at <= 0 || at == argument.Length - 1)
            return Replies.AttributeExpected;
        string value = argument[(at + 1)..];
        if (value.Length > 255 * 3)
            return Replies.AttributeTooLong;
        value = SafeText.Of(Xtext.DecodeBytes(value) ?? value);
        if (value.Length > 255)
            return Replies.AttributeTooLong;
        attribute = new ClientAttribute(argument[..at].ToUpperInvariant(), value);
        return null;
    }

    /// <summary>[UNAVAILABLE]: there is none.</summary>
    public bool IsUnavailable => Bytes.Same(Value, "[UNAVAILABLE]");

    /// <summary>[TEMPUNAVAIL]: it could not be found out.</summary>
    public bool IsTemporarilyUnavailable => Bytes.Same(Value, "[TEMPUNAVAIL]");

    /// <summary>The refusal of this value.</summary>
    public SmtpReply Bad => Replies.BadAttribute(Name, Value);

    /// <summary>A host name, or unknown; null when it is neither.</summary>
    public string? HostName => IsUnavailable || IsTemporarilyUnavailable ? Unknown : HostPort.IsHostName(Value) ? Value : null;

    /// <summary>An IPv4 address, "IPV6:" and an IPv6 address, or unknown; null when it is none of these.</summary>
    public string? Address
    {
        get
        {
            if (IsUnavailable)
                return Unknown;
            bool six = Value.StartsWith("IPV6:", StringComparison.OrdinalIgnoreCase);
            string text = six ? Value[5..] : Value;
            if (!IPAddress.TryParse(text, out var ip) || !six && ip.AddressFamily == AddressFamily.InterNetwork && text.Count('.') != 3)
                return null;
            return ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4().ToString() : ip.ToString();
        }
    }

    /// <summary>A port number, or unknown; null when it is neither.</summary>
    public string? Port => IsUnavailable ? Unknown : Value.Length <= 5 && Value.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 ? Value : null;
}
