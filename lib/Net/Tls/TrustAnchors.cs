using System.Text;

namespace MailSuite.Net;

/// <summary>Certificates and public keys of authorities in a PEM file (smtp_tls_trust_anchor_file, tafile=), as what DANE calls usage 2: they alone count.</summary>
public static class TrustAnchors
{
    /// <summary>The anchors; null when the file cannot be read or holds none, which has been logged.</summary>
    public static IReadOnlyList<TlsAssociation>? Load(string file)
    {
        string text;
        try
        {
            int fd = Sys.Open(file, Sys.RdOnly);
            try
            {
                var bytes = new byte[1 << 20];
                text = Encoding.Latin1.GetString(bytes, 0, Sys.ReadAt(fd, bytes, 0));
            }
            finally
            {
                Sys.CloseQuietly(fd);
            }
        }
        catch (UnixException e)
        {
            Log.Warning($"error opening trust anchor file: {e.Message}");
            return null;
        }
        var found = new List<TlsAssociation>();
        for (int at = 0; (at = text.IndexOf("-----BEGIN ", at, StringComparison.Ordinal)) >= 0;)
        {
            int label = at + 11, labelEnd = text.IndexOf("-----", label, StringComparison.Ordinal);
            int end = labelEnd < 0 ? -1 : text.IndexOf("-----END ", labelEnd, StringComparison.Ordinal);
            if (end < 0)
                break;
            string kind = text[label..labelEnd];
            byte selector = kind == "PUBLIC KEY" ? (byte)1 : (byte)0;
            var data = new byte[end - labelEnd];
            if ((selector == 1 || kind is "CERTIFICATE" or "X509 CERTIFICATE") && Convert.TryFromBase64String(text[(labelEnd + 5)..end], data, out int size) && size > 0)
                found.Add(new TlsAssociation(2, selector, 0, data[..size]));
            else
                Log.Warning($"trust anchor file {file}: ignoring unusable PEM block \"{Bytes.Printable(kind)}\"");
            at = end + 9;
        }
        if (found.Count == 0)
            Log.Warning($"no trust anchors in file: {file}");
        return found.Count == 0 ? null : found;
    }
}
