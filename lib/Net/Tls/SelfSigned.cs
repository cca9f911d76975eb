using System.Runtime.InteropServices;

namespace MailSuite.Net;

/// <summary>Makes a certificate that nobody vouches for: so that a first instance, a demo or a test has STARTTLS at once.</summary>
public static unsafe partial class SelfSigned
{
    private const string Crypto = "libcrypto.so.3";

    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial nint EVP_PKEY_CTX_new_from_name(nint library, byte* name, nint query);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial void EVP_PKEY_CTX_free(nint context);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial int EVP_PKEY_keygen_init(nint context);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial int EVP_PKEY_CTX_set_group_name(nint context, byte* name);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial int EVP_PKEY_generate(nint context, nint* key);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial nint X509_new();
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial void X509_free(nint certificate);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial int X509_set_version(nint certificate, nint version);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial nint X509_get_serialNumber(nint certificate);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial int ASN1_INTEGER_set_uint64(nint integer, ulong value);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial nint X509_getm_notBefore(nint certificate);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial nint X509_getm_notAfter(nint certificate);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial nint X509_gmtime_adj(nint time, nint seconds);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial int X509_set_pubkey(nint certificate, nint key);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial int X509_NAME_add_entry_by_txt(nint name, byte* field, int type, byte* text, int length, int at, int set);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial int X509_set_issuer_name(nint certificate, nint name);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial nint X509V3_EXT_conf_nid(nint table, nint context, int nid, byte* value);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial int X509_add_ext(nint certificate, nint extension, int at);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial void X509_EXTENSION_free(nint extension);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial nint EVP_sha256();
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial int X509_sign(nint certificate, nint key, nint digest);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial nint BIO_new(nint method);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial nint BIO_s_mem();
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial nint BIO_ctrl(nint bio, int command, nint number, byte** data);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial int BIO_free(nint bio);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial int PEM_write_bio_PrivateKey(nint bio, nint key, nint cipher, byte* phrase, int length, nint callback, nint argument);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] private static partial int PEM_write_bio_X509(nint bio, nint certificate);

    /// <summary>A P-256 key and a certificate for the host name, as one PEM text in the order that smtpd_tls_chain_files wants: key, then certificate.</summary>
    public static byte[] Pem(string hostName, int days = 3650)
    {
        nint context = 0, key = 0, certificate = 0, bio = 0;
        try
        {
            fixed (byte* ec = OpenSsl.CString("EC"), curve = OpenSsl.CString("P-256"))
            {
                context = EVP_PKEY_CTX_new_from_name(0, ec, 0);
                Must(context != 0 && EVP_PKEY_keygen_init(context) == 1 && EVP_PKEY_CTX_set_group_name(context, curve) == 1 && EVP_PKEY_generate(context, &key) == 1);
            }
            certificate = X509_new();
            nint name = OpenSsl.X509_get_subject_name(certificate);
            Must(X509_set_version(certificate, 2) == 1);
            Must(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), (ulong)Clock.System.UnixMicros) == 1);
            X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
            X509_gmtime_adj(X509_getm_notAfter(certificate), days * (nint)86400);
            Must(X509_set_pubkey(certificate, key) == 1);
            fixed (byte* cn = OpenSsl.CString("CN"), host = OpenSsl.CString(hostName), alternative = OpenSsl.CString("DNS:" + hostName))
            {
                Must(X509_NAME_add_entry_by_txt(name, cn, 0x1000, host, -1, -1, 0) == 1 && X509_set_issuer_name(certificate, name) == 1);
                nint extension = X509V3_EXT_conf_nid(0, 0, 85, alternative);
                Must(extension != 0 && X509_add_ext(certificate, extension, -1) == 1);
                X509_EXTENSION_free(extension);
            }
            Must(X509_sign(certificate, key, EVP_sha256()) > 0);
            bio = BIO_new(BIO_s_mem());
            Must(PEM_write_bio_PrivateKey(bio, key, 0, null, 0, 0, 0) == 1 && PEM_write_bio_X509(bio, certificate) == 1);
            byte* data;
            nint size = BIO_ctrl(bio, 3, 0, &data);   // BIO_get_mem_data
            return new ReadOnlySpan<byte>(data, (int)size).ToArray();
        }
        finally
        {
            if (bio != 0)
                BIO_free(bio);
            if (certificate != 0)
                X509_free(certificate);
            OpenSsl.EVP_PKEY_free(key);
            if (context != 0)
                EVP_PKEY_CTX_free(context);
        }
    }

    /// <summary>Writes <see cref="Pem"/> to a file that only its owner reads.</summary>
    public static void WriteFile(string path, string hostName) => Sys.ReplaceFile(path, Pem(hostName), 0x180);

    private static void Must(bool ok)
    {
        if (!ok)
            throw new FatalException("cannot make a certificate: " + string.Join("; ", OpenSsl.TakeErrors()));
    }
}
