using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MailSuite.Net;

/// <summary>What was found for a name that a client asks for.</summary>
public enum ChainAnswer
{
    /// <summary>Keys and certificates of its own.</summary>
    Found,
    /// <summary>None: the server's usual ones.</summary>
    NotFound,
    /// <summary>The table cannot be asked now.</summary>
    TryLater,
}

/// <summary>Looks up the keys and certificates for a server name, or for those below it (".example.com"), as PEM text: each key in front of its chain.</summary>
public delegate ChainAnswer ChainLookup(string name, out string pem);

/// <summary>
/// Certificates by the name that a client asks for (SNI, RFC 6066 3): tls_server_sni_maps. One handshake at a time is under way in a process, so
/// who it is with, and what was chosen for it, stands here.
/// </summary>
internal sealed unsafe class NamedChains : IDisposable
{
    private const int Ok = 0, Fatal = 2, NotAcknowledged = 3, InternalError = 80;

    private readonly ChainLookup lookup;
    private GCHandle self;
    private string peer = "";

    internal NamedChains(ChainLookup lookup, nint ctx)
    {
        this.lookup = lookup;
        self = GCHandle.Alloc(this);
        OpenSsl.SSL_CTX_callback_ctrl(ctx, OpenSsl.CtrlServerNameCallback, &Asked);
        OpenSsl.SSL_CTX_ctrl(ctx, OpenSsl.CtrlServerNameArgument, 0, (byte*)GCHandle.ToIntPtr(self));
    }

    /// <summary>The name for which there were certificates in this handshake; empty: the usual ones were shown.</summary>
    internal string Matched { get; private set; } = "";

    /// <summary>A handshake begins, with somebody whom the log calls so.</summary>
    internal void Begin(string with) => (peer, Matched) = (with, "");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Asked(nint ssl, int* alert, nint argument)
    {
        *alert = InternalError;
        return ((NamedChains)GCHandle.FromIntPtr(argument).Target!).Choose(ssl, OpenSsl.Text(OpenSsl.SSL_get_servername(ssl, 0)));
    }

    private int Choose(nint ssl, string name)
    {
        if (name.Length == 0)
            return NotAcknowledged;
        if (!IsHostName(name))
        {
            Log.Warning($"TLS SNI from {peer} is invalid: {Bytes.Printable(name)}");
            return NotAcknowledged;
        }
        // A client whose key share did not fit asks a second time (RFC 8446 4.1.4).
        if (Matched == name)
            return Ok;
        var answer = ChainAnswer.NotFound;
        string key = name.ToLowerInvariant(), pem = "";
        for (int at = 0; at >= 0 && (answer = lookup(key[at..], out pem)) == ChainAnswer.NotFound;)
            at = key.IndexOf('.', at + 1);
        if (answer == ChainAnswer.TryLater)
        {
            Log.Warning($"tls_server_sni_maps: {name} map lookup problem");
            return Fatal;
        }
        if (answer == ChainAnswer.NotFound)
        {
            Log.Info($"TLS SNI {name} from {peer} not matched, using default chain");
            return NotAcknowledged;
        }
        if (!PemChain.Load(ssl, pem))
        {
            OpenSsl.LogErrors();
            Log.Warning($"error loading private keys and certificates from: SNI data for {name}: aborting TLS handshake");
            return Fatal;
        }
        Matched = name;
        return Ok;
    }

    private static bool IsHostName(string name)
    {
        if (name.Length > 255)
            return false;
        foreach (string label in name.Split('.'))
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-' || label.AsSpan().ContainsAnyExcept(LabelCharacters))
                return false;
        return true;
    }

    private static readonly System.Buffers.SearchValues<char> LabelCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public void Dispose() => self.Free();
}
