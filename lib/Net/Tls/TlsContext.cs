using System.Runtime.InteropServices;

namespace MailSuite.Net;

/// <summary>What server and client sides share: protocol and cipher choice, groups, memory habits. A bad setting is logged in Postfix's words.</summary>
internal static unsafe class TlsContext
{
    private const ulong OpNoCompression = 0x20000, OpNoRenegotiation = 0x40000000;

    /// <summary>Is the library here? A host without it has no TLS; everything else works.</summary>
    internal static bool LibraryIsHere()
    {
        try
        {
            OpenSsl.ERR_clear_error();
            return true;
        }
        catch (DllNotFoundException)
        {
            Log.Warning("TLS is not available: libssl.so.3 is not installed");
            return false;
        }
    }

    /// <summary>A context with everything that does not depend on the side; 0 when something is wrong, which has been logged.</summary>
    internal static nint Make(bool server, string side, string protocolList, string cipherList, string groups, ulong options)
    {
        if (TlsProtocols.Parse(protocolList) is not { } protocols)
        {
            Log.Warning($"Invalid TLS protocol list \"{protocolList}\": disabling TLS support");
            return 0;
        }
        OpenSsl.ERR_clear_error();
        nint ctx = OpenSsl.SSL_CTX_new(server ? OpenSsl.TLS_server_method() : OpenSsl.TLS_client_method());
        if (ctx == 0)
            return Failed(ctx, $"cannot allocate {side} SSL_CTX: disabling TLS support");
        // The library's security level would refuse what *_tls_protocols and *_tls_ciphers allow; those are the administrator's word.
        OpenSsl.SSL_CTX_set_security_level(ctx, 0);
        OpenSsl.SSL_CTX_set_options(ctx, options | OpNoCompression | OpNoRenegotiation | protocols.Excluded);
        OpenSsl.SSL_CTX_ctrl(ctx, OpenSsl.CtrlMinProtocol, protocols.Min, null);
        OpenSsl.SSL_CTX_ctrl(ctx, OpenSsl.CtrlMaxProtocol, protocols.Max, null);
        OpenSsl.SSL_CTX_ctrl(ctx, OpenSsl.CtrlClearMode, 4, null);          // AUTO_RETRY: we count records that carry no data
        OpenSsl.SSL_CTX_ctrl(ctx, OpenSsl.CtrlMode, 2 | 0x10, null);        // ACCEPT_MOVING_WRITE_BUFFER; RELEASE_BUFFERS: an idle session holds no 34 KB
        OpenSsl.SSL_CTX_ctrl(ctx, OpenSsl.CtrlReadAhead, 1, null);          // one read(2) a record instead of two
        OpenSsl.SSL_CTX_ctrl(ctx, OpenSsl.CtrlDhAuto, 1, null);
        fixed (byte* list = OpenSsl.CString(cipherList))
            if (OpenSsl.SSL_CTX_set_cipher_list(ctx, list) != 1)
                return Failed(ctx, $"invalid TLS cipher list \"{cipherList}\": disabling TLS support");
        if (groups.Length > 0)
            fixed (byte* list = OpenSsl.CString(string.Join(':', groups.Split((char[])[' ', ',', '\t', ':'], StringSplitOptions.RemoveEmptyEntries))))
                if (OpenSsl.SSL_CTX_ctrl(ctx, OpenSsl.CtrlGroupsList, 0, list) != 1)
                    return Failed(ctx, $"configured TLS groups unavailable: \"{groups}\"");
        return ctx;
    }

    /// <summary>Loads a certificate chain and its key; false when it cannot, which has been logged.</summary>
    internal static bool LoadPair(nint ctx, string certificateFile, string keyFile)
    {
        OpenSsl.ERR_clear_error();
        fixed (byte* certificate = OpenSsl.CString(certificateFile), key = OpenSsl.CString(keyFile))
        {
            if (OpenSsl.SSL_CTX_use_certificate_chain_file(ctx, certificate) != 1)
                Log.Warning($"cannot get certificate from file \"{certificateFile}\": disabling TLS support");
            else if (OpenSsl.SSL_CTX_use_PrivateKey_file(ctx, key, 1) != 1)
                Log.Warning($"cannot get private key from file \"{keyFile}\": disabling TLS support");
            // A pair of which one half was replaced already must not be used.
            else if (OpenSsl.SSL_CTX_check_private_key(ctx) != 1)
                Log.Warning($"private key from file \"{keyFile}\" does not match certificate from file \"{certificateFile}\": disabling TLS support");
            else
                return true;
        }
        OpenSsl.LogErrors();
        return false;
    }

    /// <summary>Diffie-Hellman parameters of a file; when they cannot be read the library chooses, which has been logged.</summary>
    internal static void LoadDh(nint ctx, string file)
    {
        OpenSsl.ERR_clear_error();
        nint bio;
        fixed (byte* name = OpenSsl.CString(file), mode = OpenSsl.CString("r"))
            bio = OpenSsl.BIO_new_file(name, mode);
        nint key = bio == 0 ? 0 : OpenSsl.PEM_read_bio_Parameters(bio, null);
        if (bio != 0)
            OpenSsl.BIO_free(bio);
        if (key != 0 && OpenSsl.SSL_CTX_set0_tmp_dh_pkey(ctx, key) == 1)
            return;
        if (key != 0)
            OpenSsl.EVP_PKEY_free(key);
        Log.Warning($"cannot load DH parameters from file {file} -- using compiled-in defaults");
        OpenSsl.LogErrors();
    }

    /// <summary>Trust in the authorities of a file, a directory, and the host's own when asked.</summary>
    internal static bool LoadTrust(nint ctx, string file, string directory, bool hostDefaults)
    {
        bool ok = true;
        OpenSsl.ERR_clear_error();
        if (file.Length > 0)
            fixed (byte* p = OpenSsl.CString(file))
                ok &= OpenSsl.SSL_CTX_load_verify_file(ctx, p) == 1 || Unreadable("CAfile", file);
        if (directory.Length > 0)
            fixed (byte* p = OpenSsl.CString(directory))
                ok &= OpenSsl.SSL_CTX_load_verify_dir(ctx, p) == 1 || Unreadable("CApath", directory);
        if (hostDefaults)
            OpenSsl.SSL_CTX_set_default_verify_paths(ctx);
        return ok;
    }

    private static bool Unreadable(string what, string path)
    {
        Log.Warning($"cannot load Certification Authority data, {what}=\"{path}\": disabling TLS support");
        OpenSsl.LogErrors();
        return false;
    }

    internal static nint Failed(nint ctx, string why)
    {
        Log.Warning(why);
        OpenSsl.LogErrors();
        if (ctx != 0)
            OpenSsl.SSL_CTX_free(ctx);
        return 0;
    }

    /// <summary>A verify callback that lets every handshake go on: whom to believe is decided afterwards, by level, with words for the log.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    internal static int AnyCertificate(int ok, nint store) => 1;
}
