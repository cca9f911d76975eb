using System.Net.Sockets;
using System.Text;
using MailSuite.Maps;

namespace MailSuite.Tests.Maps;

/// <summary>proxy: tables, and the protocol of proxymap(8) as Debian's programs were seen to speak it.</summary>
public sealed class ProxyTableTests
{
    [Fact]
    public void Tables_are_approved_where_a_parameter_names_them_with_proxy()
    {
        using var s = new Scratch("virtual_alias_maps = proxy:hash:/a, hash:/b proxy:proxy:static:c\n"
            + "transport_maps = pipemap:{proxy:inline:{x=y},static:d} { proxy:ldap:/e timeout=3 } debug:proxy:cidr:/f\n");
        var approved = new ApprovedTables(ProxymapParams.ProxyReadMaps, s.Config);
        foreach (string table in (string[])["hash:/a", "static:c", "inline:{x=y}", "ldap:/e", "cidr:/f", "unix:passwd.byname"])
            Assert.True(approved.Contains(table), table);
        foreach (string table in (string[])["hash:/b", "static:d", "proxy:hash:/a"])
            Assert.False(approved.Contains(table), table);
    }

    [Fact]
    public void A_table_that_nobody_approved_is_not_opened()
    {
        using var s = new Scratch();
        Assert.Equal(LookupStatus.TryLater, s.Open("proxy:static:x").Find("k").Status);
        Assert.StartsWith("warning: to approve this table for read-only access, list proxy:static:x in main.cf:proxy_read_maps\n"
            + "error: proxymap service is not configured for table \"static:x\"", s.LogText());
    }

    [Theory]
    [InlineData("protocol\0proxymap_protocol\0\0", 28, "protocol=proxymap_protocol")]
    [InlineData("status\00\0value\0\0\0more", 17, "status=0 value=")]
    [InlineData("\0", 1, "")]
    [InlineData("status\00\0value\0\0", 0, null)]
    [InlineData("status\00", 0, null)]
    [InlineData("", 0, null)]
    public void Attribute_lists_end_at_an_empty_name(string wire, int size, string? content)
    {
        var attributes = new List<(string Name, string Value)>();
        Assert.Equal(size, ProxyProtocol.Read(Encoding.Latin1.GetBytes(wire), attributes));
        if (content != null)
            Assert.Equal(content, string.Join(' ', attributes.Select(a => $"{a.Name}={a.Value}")));
    }

    // What Debian's proxymap said, recorded with strace.
    [Fact]
    public void A_table_on_a_server_is_asked_through_the_service()
    {
        using var s = new Scratch();
        using var server = new FakeProxymap(s,
            ("request\0open\0table\0tcp:127.0.0.1:1\0flags\00\0\0", "status\00\0flags\0524384\0\0"),
            ("request\0lookup\0table\0tcp:127.0.0.1:1\0flags\0524353\0key\0Key\0\0", "status\00\0value\0found\0\0"),
            ("request\0lookup\0table\0tcp:127.0.0.1:1\0flags\0524353\0key\0no\0\0", "status\01\0value\0\0\0"),
            ("request\0lookup\0table\0tcp:127.0.0.1:1\0flags\0524353\0key\0later\0\0", "status\02\0value\0\0\0"));
        s.Config.Set("virtual_alias_maps", "proxy:tcp:127.0.0.1:1");
        s.Config.Set("queue_directory", s.Path(""));
        using var table = s.Open("proxy:tcp:127.0.0.1:1");
        Assert.True(table.IsPattern);
        Assert.Equal("found", table.Find("Key").Value);
        Assert.Equal(LookupStatus.NotFound, table.Find("no").Status);
        Assert.Equal(LookupStatus.TryLater, table.Find("later").Status);
        server.Done();
    }

    [Fact]
    public void Without_the_service_the_answer_is_later()
    {
        using var s = new Scratch();
        s.Config.Set("virtual_alias_maps", "proxy:tcp:127.0.0.1:1");
        s.Config.Set("queue_directory", s.Path("nowhere"));
        Assert.Equal(LookupStatus.TryLater, s.Open("proxy:tcp:127.0.0.1:1").Find("k").Status);
    }

    /// <summary>Plays proxymap for one client.</summary>
    private sealed class FakeProxymap : IDisposable
    {
        private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        private readonly Task talk;

        public FakeProxymap(Scratch s, params (string Request, string Answer)[] script)
        {
            Directory.CreateDirectory(s.Path("private"));
            listener.Bind(new UnixDomainSocketEndPoint(s.Path("private/proxymap")));
            listener.Listen();
            talk = Task.Run(() =>
            {
                using var client = listener.Accept();
                client.Send(Encoding.Latin1.GetBytes("protocol\0proxymap_protocol\0\0"));
                var buffer = new byte[4096];
                foreach (var (request, answer) in script)
                {
                    Assert.Equal(request, Encoding.Latin1.GetString(buffer, 0, client.Receive(buffer)));
                    client.Send(Encoding.Latin1.GetBytes(answer));
                }
            });
        }

        public void Done() => talk.GetAwaiter().GetResult();

        public void Dispose() => listener.Dispose();
    }
}
