using System.Net;
using MailSuite.Daemon;
using MailSuite.Protocol;
using MailSuite.Smtpd;

namespace MailSuite.Tests.Smtpd;

/// <summary>S-20: the PROXY protocol, whole and broken. A header that cannot be believed ends the connection; its sender never becomes a trusted client.</summary>
public sealed class UpstreamProxyTests
{
    private const string V2 = "\r\n\r\n\0\r\nQUIT\n";

    private static byte[] Raw(string text) => System.Text.Encoding.Latin1.GetBytes(text);

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 1234 25\r\n", "192.0.2.1", 1234, "198.51.100.2", 25)]
    [InlineData("PROXY TCP6 2001:db8::1 2001:db8::2 1234 25\r\n", "2001:db8::1", 1234, "2001:db8::2", 25)]
    [InlineData("PROXY TCP6 ::ffff:192.0.2.1 ::ffff:198.51.100.2 1234 25\r\n", "192.0.2.1", 1234, "198.51.100.2", 25)]
    [InlineData(V2 + "\x21\x11\0\x0c\xc0\0\x02\x01\xc6\x33\x64\x02\x04\xd2\0\x19", "192.0.2.1", 1234, "198.51.100.2", 25)]
    [InlineData(V2 + "\x21\x11\0\x10\xc0\0\x02\x01\xc6\x33\x64\x02\x04\xd2\0\x19\x03\0\x01\0", "192.0.2.1", 1234, "198.51.100.2", 25)]
    public void A_header_names_both_ends(string text, string source, int sourcePort, string destination, int destinationPort)
    {
        byte[] bytes = Raw(text);
        for (int i = 0; i < bytes.Length; i++)
            Assert.Equal(ProxyParse.Incomplete, ProxyHeader.Read(bytes.AsSpan(0, i), out _, out _, out _));
        Assert.Equal(ProxyParse.Complete, ProxyHeader.Read([.. bytes, .. "HELO"u8], out var header, out int length, out _));
        Assert.Equal(bytes.Length, length);
        Assert.Equal(new ProxyHeader(IPAddress.Parse(source), sourcePort, IPAddress.Parse(destination), destinationPort), header);
    }

    [Fact]
    public void The_proxy_may_speak_for_itself()
    {
        Assert.Equal(ProxyParse.Complete, ProxyHeader.Read(Raw(V2 + "\x20\x11\0\x0c\x7f\0\0\x01\x7f\0\0\x01\0\x19\0\x19"), out var header, out int length, out _));
        Assert.Equal((28, null), (length, header.Source));
    }

    public static TheoryData<string> Broken() =>
    [
        "HELO c\r\n", "EHLO c\r\nQUIT\r\n", "PROXY\r\n", "PROXYTCP4 a\r\n", "PROXY UNKNOWN\r\n", "PROXY TCP4\r\n", "PROXY TCP4 192.0.2.1 198.51.100.2 1234\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.2 1234 25 x\r\n", "PROXY TCP4 192.0.2.1 198.51.100.2 123456 25\r\n", "PROXY TCP4 192.0.2.1 198.51.100.2 70000 25\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.2 -1 25\r\n", "PROXY TCP4 192.0.2 198.51.100.2 1 25\r\n", "PROXY TCP4 2001:db8::1 2001:db8::2 1 25\r\n", "PROXY TCP6 192.0.2.1 198.51.100.2 1 25\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.2 1234 25\n", "PROXY TCP4 " + new string('1', 200), "\x16\x03\x01\0\xff",
        V2 + "\x11\x11\0\x0c\xc0\0\x02\x01\xc6\x33\x64\x02\x04\xd2\0\x19", V2 + "\x22\x11\0\x0c\xc0\0\x02\x01\xc6\x33\x64\x02\x04\xd2\0\x19",
        V2 + "\x21\x31\0\x0c\xc0\0\x02\x01\xc6\x33\x64\x02\x04\xd2\0\x19", V2 + "\x21\0\0\0", V2 + "\x21\x12\0\x0c\xc0\0\x02\x01\xc6\x33\x64\x02\x04\xd2\0\x19",
        V2 + "\x21\x11\0\x04\xc0\0\x02\x01", V2 + "\x21\x11\xff\xff", V2 + "\x21\x21\0\x0c\xc0\0\x02\x01\xc6\x33\x64\x02\x04\xd2\0\x19",
    ];

    [Theory]
    [MemberData(nameof(Broken))]
    public void S_20_what_is_no_header_is_no_client(string text)
    {
        Assert.Equal(ProxyParse.Bad, ProxyHeader.Read(Raw(text), out var header, out _, out string error));
        Assert.Null(header.Source);
        Assert.NotEmpty(error);
        SmtpPeer? peer = null;
        using var s = Begin(found => peer = found);
        s.Send(text);
        Assert.Null(s.Hear());
        s.End();
        Assert.Null(peer);
        Assert.Contains(s.Logged, static l => l.StartsWith("haproxy read: ", StringComparison.Ordinal) || l.StartsWith("warning: haproxy read: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PROXY TCP4 192.0.2.1")]
    [InlineData(V2 + "\x21\x11\0\x0c\xc0\0")]
    public void S_20_a_header_that_ends_early_is_none(string text)
    {
        SmtpPeer? peer = null;
        using var s = Begin(found => peer = found);
        s.Send(text);
        s.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        Assert.Null(s.Hear());
        s.End();
        Assert.Null(peer);
    }

    [Fact]
    public void S_20_a_proxy_that_says_nothing_is_not_waited_for()
    {
        SmtpPeer? peer = null;
        using var s = Begin(found => peer = found);
        Assert.Null(s.Hear());
        s.End();
        Assert.Null(peer);
        Assert.Contains(s.Logged, static l => l.Contains("haproxy read: timeout error", StringComparison.Ordinal));
    }

    [Fact]
    public void The_client_is_the_one_that_the_proxy_names()
    {
        SmtpPeer? peer = null;
        using var s = Begin(found => peer = found);
        s.Send("PROXY TCP4 192.0.2.1 198.51.100.2 1234 587\r\n");
        Assert.Null(s.Hear());
        s.End();
        Assert.Equal(("unknown[192.0.2.1]", "1234", "198.51.100.2", "587"), (peer!.Display, peer.Port, peer.LocalAddress, peer.LocalPort));
    }

    private static LiveSession Begin(Action<SmtpPeer?> take) => new((server, fd) =>
    {
        var client = new Client(fd, fd, MailSuite.Base.SocketAddress.Inet(IPAddress.Loopback, 40000));
        var stream = new LineStream(client.NewTransport(), 32768);
        take(UpstreamProxy.Read(client, server.Settings, stream));
        stream.Release();
        return false;
    }, "smtpd_upstream_proxy_protocol = haproxy", "smtpd_upstream_proxy_timeout = 1s", "smtpd_peername_lookup = no");
}
