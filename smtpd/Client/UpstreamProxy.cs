namespace MailSuite.Smtpd;

/// <summary>smtpd_upstream_proxy_protocol: who the client is, as the proxy in front tells before anything else.</summary>
internal static class UpstreamProxy
{
    /// <summary>Reads the proxy's header; null when there is none that can be believed, which has been logged: the connection is of no use.</summary>
    public static SmtpPeer? Read(Client client, SmtpdSettings settings, LineStream stream)
    {
        stream.Transport.SetTimeout(settings.UpstreamProxyTimeout);
        stream.Transport.SetDeadline(settings.Context.Clock.Milliseconds + (long)settings.UpstreamProxyTimeout.TotalMilliseconds);
        try
        {
            while (true)
            {
                switch (ProxyHeader.Read(stream.Available, out var header, out int length, out string error))
                {
                    case ProxyParse.Complete:
                        stream.Advance(length);
                        stream.Transport.SetDeadline(null);
                        stream.Transport.SetTimeout(settings.Timeout);
                        return SmtpPeer.Of(client, settings, header);
                    case ProxyParse.Bad:
                        Log.Warning($"haproxy read: {error}");
                        return null;
                }
                if (stream.Fill())
                    continue;
                Log.Warning("haproxy read: EOF");
                return null;
            }
        }
        catch (PeerTimeoutException)
        {
            Log.Warning("haproxy read: timeout error");
        }
        catch (PeerGoneException)
        {
            Log.Warning("haproxy read: lost connection");
        }
        catch (ServiceStoppingException)
        {
            // Nobody has been told anything yet.
        }
        return null;
    }
}
