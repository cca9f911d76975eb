using System.Runtime.InteropServices;

namespace MailSuite.Net;

/// <summary>CRAM-MD5 (RFC 2195), the client's part.</summary>
public static unsafe partial class CramMd5
{
    private const string Crypto = "libcrypto.so.3";

    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial nint EVP_md5();
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial byte* HMAC(nint digest, byte* key, int keyLength, byte* data, nint size, byte* to, uint* length);

    /// <summary>The response to a challenge: the user's name, a blank, and the keyed digest in hexadecimal.</summary>
    public static byte[] Response(string user, string password, ReadOnlySpan<byte> challenge)
    {
        byte* digest = stackalloc byte[64];
        uint length = 0;
        fixed (byte* key = Bytes.Of(password + '\0'), data = challenge)
            if (HMAC(EVP_md5(), key, Bytes.Count(password), data, challenge.Length, digest, &length) == null)
                throw new FatalException("CRAM-MD5: MD5 is not available in this OpenSSL");
        return Bytes.Of($"{user} {Convert.ToHexStringLower(new ReadOnlySpan<byte>(digest, (int)length))}");
    }
}
