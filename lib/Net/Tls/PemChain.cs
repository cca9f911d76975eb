namespace MailSuite.Net;

/// <summary>Private keys and certificate chains from PEM text (RFC 7468), for one connection: a key, then its certificate, then those that vouch for it; and so on.</summary>
internal static unsafe class PemChain
{
    /// <summary>Puts them in the place of all that the connection had; false when the text makes no sense (the library's errors say more).</summary>
    internal static bool Load(nint ssl, string pem)
    {
        OpenSsl.ERR_clear_error();
        OpenSsl.SSL_certs_clear(ssl);
        nint key = 0, leaf = 0, chain = OpenSsl.OPENSSL_sk_new_null();
        var owned = new List<nint>();
        int loaded = 0;
        try
        {
            foreach (var (label, text) in Blocks(pem))
                if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
                {
                    if (key != 0 && !Use())
                        return false;
                    if ((key = Parse(text, isKey: true)) == 0)
                        return false;
                }
                else if (label.EndsWith("CERTIFICATE", StringComparison.Ordinal))
                {
                    if (key == 0 || Parse(text, isKey: false) is var certificate && certificate == 0)
                        return false;
                    owned.Add(certificate);
                    if (leaf == 0)
                        leaf = certificate;
                    else
                        OpenSsl.OPENSSL_sk_push(chain, certificate);
                }
            return key != 0 && Use() && loaded > 0;
        }
        finally
        {
            Forget();
            OpenSsl.OPENSSL_sk_free(chain);
        }

        bool Use()
        {
            // Fails when the certificate is another key's.
            bool ok = leaf != 0 && OpenSsl.SSL_use_cert_and_key(ssl, leaf, key, chain, 1) == 1;
            Forget();
            OpenSsl.OPENSSL_sk_free(chain);
            chain = OpenSsl.OPENSSL_sk_new_null();
            loaded++;
            return ok;
        }

        void Forget()
        {
            if (key != 0)
                OpenSsl.EVP_PKEY_free(key);
            owned.ForEach(OpenSsl.X509_free);
            owned.Clear();
            (key, leaf) = (0, 0);
        }
    }

    /// <summary>The blocks of a PEM text, each with the label behind BEGIN.</summary>
    private static IEnumerable<(string Label, string Text)> Blocks(string pem)
    {
        const string begin = "-----BEGIN ", end = "-----END ", dashes = "-----";
        for (int at = 0; (at = pem.IndexOf(begin, at, StringComparison.Ordinal)) >= 0;)
        {
            int label = at + begin.Length, closing = pem.IndexOf(dashes, label, StringComparison.Ordinal);
            int last = closing < 0 ? -1 : pem.IndexOf(end, closing, StringComparison.Ordinal);
            int stop = last < 0 ? -1 : pem.IndexOf(dashes, last + end.Length, StringComparison.Ordinal);
            if (stop < 0)
                yield break;
            yield return (pem[label..closing], pem[at..(stop + dashes.Length)] + "\n");
            at = stop + dashes.Length;
        }
    }

    // A key that asks for a pass phrase is of no use to a daemon: the empty one is tried, nobody is asked.
    private static nint Parse(string text, bool isKey)
    {
        var bytes = Bytes.Of(text);
        fixed (byte* p = bytes, none = OpenSsl.CString(""))
        {
            nint bio = OpenSsl.BIO_new_mem_buf(p, bytes.Length);
            if (bio == 0)
                return 0;
            nint parsed = isKey ? OpenSsl.PEM_read_bio_PrivateKey(bio, null, 0, none) : OpenSsl.PEM_read_bio_X509(bio, null, 0, none);
            OpenSsl.BIO_free(bio);
            return parsed;
        }
    }
}
