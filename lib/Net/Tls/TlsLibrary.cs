using System.Runtime.InteropServices;

namespace MailSuite.Net;

/// <summary>Which TLS library is in use, for postconf -T.</summary>
public static partial class TlsLibrary
{
    [LibraryImport("libcrypto.so.3")] private static partial nint OpenSSL_version(int kind);

    /// <summary>Does it know a digest ("sha256")?</summary>
    public static unsafe bool HasDigest(string name)
    {
        fixed (byte* p = OpenSsl.CString(name))
            return OpenSsl.EVP_get_digestbyname(p) != 0;
    }

    /// <summary>Its name, version and date: "OpenSSL 3.0.17 1 Jul 2025".</summary>
    public static string Version => Marshal.PtrToStringUTF8(OpenSSL_version(0)) ?? "";
}
