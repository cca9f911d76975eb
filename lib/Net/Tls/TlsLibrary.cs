using System.Runtime.InteropServices;

namespace MailSuite.Net;

/// <summary>Which TLS library is in use, for postconf -T.</summary>
public static partial class TlsLibrary
{
    [LibraryImport("libcrypto.so.3")] private static partial nint OpenSSL_version(int kind);

    /// <summary>Its name, version and date: "OpenSSL 3.0.17 1 Jul 2025".</summary>
    public static string Version => Marshal.PtrToStringUTF8(OpenSSL_version(0)) ?? "";
}
