using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MailSuite.Auth.Passwords;

/// <summary>crypt(3) of the host, for all that shadow(5) may hold: yescrypt, bcrypt, SHA-crypt, MD5-crypt, DES.</summary>
internal static unsafe partial class Crypt
{
    private const int DataSize = 32768;   // struct crypt_data of libxcrypt, part of its ABI

    [LibraryImport("libcrypt.so.1")]
    private static partial byte* crypt_r(byte* phrase, byte* setting, byte* data);

    /// <summary>Does the password belong to the hash? A hash that crypt(3) does not know belongs to nobody.</summary>
    internal static bool Verify(ReadOnlySpan<byte> password, string hash)
    {
        byte* data = (byte*)NativeMemory.AllocZeroed(DataSize);
        Span<byte> phrase = stackalloc byte[Math.Min(password.Length, 512) + 1];
        password[..(phrase.Length - 1)].CopyTo(phrase);
        phrase[^1] = 0;
        try
        {
            byte[] setting = Bytes.Of(hash + "\0");
            fixed (byte* p = phrase, s = setting)
            {
                byte* result = password.Length > 512 ? null : crypt_r(p, s, data);
                // "*0" and "*1" are crypt's tokens for failure; they must not match a field that holds the same text.
                if (result == null || *result == '*')
                    return false;
                return CryptographicOperations.FixedTimeEquals(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(result), setting.AsSpan(..^1));
            }
        }
        finally
        {
            phrase.Clear();
            new Span<byte>(data, DataSize).Clear();
            NativeMemory.Free(data);
        }
    }
}
