using System.Runtime.InteropServices;
using System.Text;

namespace MailSuite.Net;

/// <summary>
/// The few functions of OpenSSL 3 that a mail server needs, from the host's own library: its fixes come with the host's updates. Loaded on
/// first use (before the jail), so that a daemon without TLS does not pay for it. SetLastError keeps errno of the read or write inside.
/// </summary>
internal static unsafe partial class OpenSsl
{
    private const string Ssl = "libssl.so.3", Crypto = "libcrypto.so.3";

    // SSL_CTX_ctrl and SSL_ctrl commands (the C macros of ssl.h).
    internal const int CtrlMode = 33, CtrlClearMode = 78, CtrlReadAhead = 41, CtrlSessionCacheMode = 44, CtrlHostName = 55, CtrlTicketKeys = 59,
        CtrlServerNameCallback = 53, CtrlServerNameArgument = 54,
        CtrlGroupsList = 92, CtrlDhAuto = 118, CtrlMinProtocol = 123, CtrlMaxProtocol = 124,
        CtrlPeerSignatureNid = 108, CtrlPeerTmpKey = 109, CtrlSignatureNid = 132;
    internal const int ErrorSsl = 1, ErrorWantRead = 2, ErrorWantWrite = 3, ErrorSyscall = 5, ErrorZeroReturn = 6;
    internal const int ReasonUnexpectedEof = 294;

    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint TLS_server_method();
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint TLS_client_method();
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint SSL_CTX_new(nint method);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial void SSL_CTX_free(nint ctx);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint SSL_CTX_ctrl(nint ctx, int command, nint number, byte* data);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial ulong SSL_CTX_set_options(nint ctx, ulong options);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial void SSL_CTX_set_security_level(nint ctx, int level);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_CTX_set_cipher_list(nint ctx, byte* list);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_CTX_use_certificate_chain_file(nint ctx, byte* file);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_CTX_use_PrivateKey_file(nint ctx, byte* file, int type);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_CTX_check_private_key(nint ctx);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_CTX_load_verify_file(nint ctx, byte* file);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_CTX_load_verify_dir(nint ctx, byte* directory);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_CTX_set_default_verify_paths(nint ctx);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_CTX_set_num_tickets(nint ctx, nint count);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_CTX_set_session_id_context(nint ctx, byte* id, uint length);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial void SSL_CTX_set_verify(nint ctx, int mode, delegate* unmanaged[Cdecl]<int, nint, int> callback);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial void SSL_CTX_set_alpn_select_cb(nint ctx, delegate* unmanaged[Cdecl]<nint, byte**, byte*, byte*, uint, nint, int> callback, nint argument);

    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint SSL_CTX_set_timeout(nint ctx, nint seconds);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_CTX_set0_tmp_dh_pkey(nint ctx, nint key);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint PEM_read_bio_Parameters(nint bio, nint* key);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint BIO_new_file(byte* name, byte* mode);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int BIO_free(nint bio);

    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint SSL_CTX_callback_ctrl(nint ctx, int command, delegate* unmanaged[Cdecl]<nint, int*, nint, int> callback);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial void SSL_certs_clear(nint ssl);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_use_cert_and_key(nint ssl, nint certificate, nint key, nint chain, int overriding);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint BIO_new_mem_buf(byte* bytes, int count);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint PEM_read_bio_PrivateKey(nint bio, nint* into, nint callback, byte* phrase);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint PEM_read_bio_X509(nint bio, nint* into, nint callback, byte* phrase);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial void X509_free(nint certificate);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint OPENSSL_sk_new_null();
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int OPENSSL_sk_push(nint stack, nint item);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial void OPENSSL_sk_free(nint stack);

    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint SSL_new(nint ctx);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial void SSL_free(nint ssl);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_set_fd(nint ssl, int fd);
    [LibraryImport(Ssl, SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_accept(nint ssl);
    [LibraryImport(Ssl, SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_connect(nint ssl);
    [LibraryImport(Ssl, SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_read(nint ssl, byte* buffer, int count);
    [LibraryImport(Ssl, SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_write(nint ssl, byte* buffer, int count);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_shutdown(nint ssl);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_get_error(nint ssl, int result);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_has_pending(nint ssl);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint SSL_ctrl(nint ssl, int command, nint number, byte* data);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial byte* SSL_get_version(nint ssl);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_version(nint ssl);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_session_reused(nint ssl);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint SSL_get_current_cipher(nint ssl);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint SSL_get_rbio(nint ssl);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial void SSL_set_info_callback(nint ssl, delegate* unmanaged[Cdecl]<nint, int, int, void> callback);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial byte* SSL_state_string_long(nint ssl);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial byte* SSL_alert_type_string_long(int value);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial byte* SSL_alert_desc_string_long(int value);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial void BIO_set_callback_ex(nint bio, delegate* unmanaged[Cdecl]<nint, int, byte*, nint, int, nint, int, nint*, nint> callback);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_CTX_dane_mtype_set(nint ctx, nint digest, byte type, byte order);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial byte* SSL_CIPHER_get_name(nint cipher);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_CIPHER_get_bits(nint cipher, int* algorithmBits);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_get_signature_type_nid(nint ssl, int* nid);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_get_peer_signature_type_nid(nint ssl, int* nid);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint SSL_get_certificate(nint ssl);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint SSL_get0_peer_certificate(nint ssl);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint SSL_get_verify_result(nint ssl);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial byte* SSL_get_servername(nint ssl, int type);

    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_set_cipher_list(nint ssl, byte* list);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial ulong SSL_set_options(nint ssl, ulong options);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_CTX_dane_enable(nint ctx);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial ulong SSL_CTX_dane_set_flags(nint ctx, ulong flags);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_dane_enable(nint ssl, byte* baseDomain);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_dane_tlsa_add(nint ssl, byte usage, byte selector, byte matching, byte* data, nint length);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_get0_dane_authority(nint ssl, nint* certificate, nint* key);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial void SSL_set_hostflags(nint ssl, uint flags);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_set1_host(nint ssl, byte* name);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_add1_host(nint ssl, byte* name);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial void SSL_CTX_set_verify_depth(nint ctx, int depth);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint SSL_get1_session(nint ssl);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_set_session(nint ssl, nint session);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial void SSL_SESSION_free(nint session);
    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int SSL_SESSION_is_resumable(nint session);

    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial void ERR_clear_error();
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nuint ERR_peek_error();
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nuint ERR_get_error_all(byte** file, int* line, byte** function, byte** data, int* flags);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial void ERR_error_string_n(nuint code, byte* buffer, nint size);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial byte* OBJ_nid2sn(int nid);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int EVP_PKEY_get_id(nint key);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int EVP_PKEY_get_bits(nint key);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int EVP_PKEY_get_group_name(nint key, byte* name, nint size, nint* length);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial void EVP_PKEY_free(nint key);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint X509_get0_pubkey(nint certificate);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int X509_check_host(nint certificate, byte* name, nint length, uint flags, byte** matched);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint X509_get_subject_name(nint certificate);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint X509_get_issuer_name(nint certificate);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int X509_NAME_get_text_by_NID(nint name, int nid, byte* buffer, int size);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int X509_digest(nint certificate, nint digest, byte* to, uint* length);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint X509_get_X509_PUBKEY(nint certificate);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int i2d_X509_PUBKEY(nint key, byte** to);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int EVP_Digest(byte* data, nint count, byte* to, uint* size, nint type, nint engine);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial void CRYPTO_free(void* memory, byte* file, int line);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint EVP_get_digestbyname(byte* name);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial byte* X509_verify_cert_error_string(nint code);

    [LibraryImport(Ssl), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint SSL_get_peer_cert_chain(nint ssl);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int OPENSSL_sk_num(nint stack);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial nint OPENSSL_sk_value(nint stack, int index);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial byte* X509_NAME_oneline(nint name, byte* buffer, int size);
    [LibraryImport(Crypto), DefaultDllImportSearchPaths(DllImportSearchPath.System32)] internal static partial int i2d_X509(nint certificate, byte** to);

    /// <summary>A C string as text; null is empty.</summary>
    internal static string Text(byte* text) => text == null ? "" : Bytes.Text(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    /// <summary>Text as a C string.</summary>
    internal static byte[] CString(string text) => Bytes.Of(text + '\0');

    /// <summary>Takes every queued error of the library as the texts that Postfix logs: "error:0A00010B:SSL routines::wrong version number:file:line:".</summary>
    internal static List<string> TakeErrors()
    {
        var texts = new List<string>();
        byte* file, function, data;
        int line, flags;
        byte* buffer = stackalloc byte[256];
        while (ERR_get_error_all(&file, &line, &function, &data, &flags) is var code && code != 0 && texts.Count < 16)
        {
            ERR_error_string_n(code, buffer, 256);
            var text = new StringBuilder(Text(buffer)).Append(':').Append(Text(file)).Append(':').Append(line).Append(':');
            if ((flags & 2) != 0)   // ERR_TXT_STRING
                text.Append(Text(data)).Append(':');
            texts.Add(Bytes.Printable(text.ToString()));
        }
        ERR_clear_error();
        return texts;
    }

    /// <summary>Logs and forgets the library's queued errors.</summary>
    internal static void LogErrors()
    {
        foreach (var text in TakeErrors())
            Log.Warning("TLS library problem: " + text);
    }
}
