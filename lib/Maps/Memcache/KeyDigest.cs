using System.Runtime.InteropServices;

namespace MailSuite.Maps;

/// <summary>key_digest: each key goes there as its digest in hexadecimal, by libcrypto, so that it fits into the 250 bytes that memcached takes.</summary>
internal sealed unsafe partial class KeyDigest
{
    private const string Library = "libcrypto.so.3";
    private const int Largest = 64;

    [LibraryImport(Library)] private static partial void* EVP_get_digestbyname(byte[]? name);
    [LibraryImport(Library)] private static partial int EVP_Digest(byte* data, nuint size, byte* digest, uint* digestSize, void* type, void* engine);

    private readonly void* type;

    public KeyDigest(string name, string table)
    {
        type = EVP_get_digestbyname(ClientLibrary.CString(name));
        if (type == null)
            throw new TableUnavailableException($"{table}: unsupported parameter value: key_digest = {name}");
    }

    public string Of(string key)
    {
        byte* digest = stackalloc byte[Largest];
        uint size;
        var bytes = Bytes.Of(key);
        fixed (byte* data = bytes)
            return EVP_Digest(data, (nuint)bytes.Length, digest, &size, type, null) == 1 ? Convert.ToHexStringLower(new ReadOnlySpan<byte>(digest, (int)size))
                : throw new FatalException("EVP_Digest failed");
    }
}
