using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace MailSuite.Net;

/// <summary>How much of TLS goes to the log: smtp_tls_loglevel and its kin.</summary>
public static class TlsLogLevel
{
    private static readonly string[] Words = ["none", "routine", "debug", "ssl-expert", "ssl-developer"];

    /// <summary>0 nothing, 1 a summary, 2 the steps of the handshake, 3 its bytes, 4 the bytes of the whole session. A word behind the number ("1,trace") asks for more than a log.</summary>
    public static int Of(string text)
    {
        if (text.Length > 0 && char.IsAsciiDigit(text[0]))
            return Math.Min(text[0] - '0', 4);
        string first = text.Split(',')[0].Trim();
        return Math.Max(0, Array.FindIndex(Words, word => Bytes.Same(word, first)));
    }
}

/// <summary>What the library does in a session, step by step and byte by byte, as Postfix logs it from log level 2 on.</summary>
internal static unsafe class TlsTrace
{
    private const int Loop = 1, Exit = 2, Reading = 4, Connecting = 0x1000, Accepting = 0x2000, Alert = 0x4000;   // SSL_CB_...
    private const int HasRead = 0x82, HasWritten = 0x83;                                                            // BIO_CB_... | BIO_CB_RETURN

    /// <summary>Before the handshake.</summary>
    internal static void Begin(nint ssl, int level, string peer, string ciphers)
    {
        if (level < 2)
            return;
        Log.Info($"{peer}: TLS cipher list \"{ciphers}\"");
        OpenSsl.SSL_set_info_callback(ssl, &Step);
        if (level > 2)
            OpenSsl.BIO_set_callback_ex(OpenSsl.SSL_get_rbio(ssl), &Moved);
    }

    /// <summary>After it: only level 4 goes on.</summary>
    internal static void End(nint ssl, int level)
    {
        if (level == 3)
            OpenSsl.BIO_set_callback_ex(OpenSsl.SSL_get_rbio(ssl), null);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Step(nint ssl, int where, int result)
    {
        string side = (where & Connecting) != 0 ? "SSL_connect" : (where & Accepting) != 0 ? "SSL_accept" : "unknown";
        string state = OpenSsl.Text(OpenSsl.SSL_state_string_long(ssl));
        if ((where & Loop) != 0)
            Log.Info($"{side}:{state}");
        else if ((where & Alert) != 0 && (result & 0xff) != 0)   // 0: close_notify
            Log.Info($"SSL3 alert {((where & Reading) != 0 ? "read" : "write")}:{OpenSsl.Text(OpenSsl.SSL_alert_type_string_long(result))}:{OpenSsl.Text(OpenSsl.SSL_alert_desc_string_long(result))}");
        else if (where == (Accepting | Exit) && result == 0 || where == (Connecting | Exit) && result == 0)
            Log.Info($"{side}:failed in {state}");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Moved(nint bio, int operation, byte* bytes, nint size, int number, nint more, int result, nint* count)
    {
        if (operation is HasRead or HasWritten && result > 0 && count != null)
        {
            Log.Info($"{(operation == HasRead ? "read from" : "write to")} {bio:X} [{(nint)bytes:X}] ({size} bytes => {*count} (0x{*count:X}))");
            foreach (string line in Dump(new ReadOnlySpan<byte>(bytes, (int)*count)))
                Log.Info(line);
        }
        return result;
    }

    /// <summary>Sixteen bytes a line, "0010 58 76 ac 57 91 ed 81 82|cb 74 ...  Xv.W.... .t.."; blanks and NULs at the end are only counted.</summary>
    internal static List<string> Dump(ReadOnlySpan<byte> bytes)
    {
        var lines = new List<string>();
        int size = bytes.LastIndexOfAnyExcept((byte)' ', (byte)0) + 1;
        for (int at = 0; at < size; at += 16)
        {
            var hex = new StringBuilder($"{at:x4} ");
            var text = new StringBuilder();
            for (int i = at; i < at + 16; i++)
            {
                hex.Append(i < size ? bytes[i].ToString("x2", System.Globalization.CultureInfo.InvariantCulture) : "  ").Append(i == at + 7 && i < size ? '|' : ' ');
                if (i < size)
                    text.Append(bytes[i] is >= 32 and < 127 ? (char)bytes[i] : '.').Append(i == at + 7 ? " " : "");
            }
            lines.Add($"{hex} {text}");
        }
        if (size < bytes.Length)
            lines.Add($"{bytes.Length:x4} - <SPACES/NULs>");
        return lines;
    }
}
