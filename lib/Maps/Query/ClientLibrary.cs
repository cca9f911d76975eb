using System.Runtime.InteropServices;

namespace MailSuite.Maps;

/// <summary>A C library that only tables of one type need. It is loaded when the first such table is opened, which daemons do before their jail.</summary>
internal static unsafe class ClientLibrary
{
    /// <summary>Text as a C string; null stays null, "not given".</summary>
    public static byte[]? CString(string? text)
    {
        if (text == null)
            return null;
        var bytes = new byte[Bytes.Count(text) + 1];
        Bytes.Write(text, bytes);
        return bytes;
    }

    /// <summary>A C string as text; null is empty.</summary>
    public static string Text(byte* text) => text == null ? "" : Bytes.Text(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    /// <summary>Calls a harmless function of the library; one that is not installed makes the table unavailable, and the reason names Debian's package.</summary>
    public static void Load(string type, string package, Action call)
    {
        try
        {
            call();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new TableUnavailableException($"unsupported dictionary type: {type}: its client library is not here; install it: apt-get install {package}");
        }
    }
}
