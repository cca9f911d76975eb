using System.Net;
using System.Net.Sockets;
using System.Text;
using MailSuite.Net;

namespace MailSuite.Tests.Net;

public class DnsMessageTests
{
    private sealed class Message
    {
        private readonly List<byte> bytes = [0, 1, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0];

        public Message(string question, DnsType type, int code = 0)
        {
            bytes[3] = (byte)(0x80 | code);
            Name(question);
            Short((int)type);
            Short(1);
        }

        public int Position => bytes.Count;

        public Message Name(string name)
        {
            foreach (var label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
            {
                bytes.Add((byte)label.Length);
                bytes.AddRange(Encoding.Latin1.GetBytes(label));
            }
            bytes.Add(0);
            return this;
        }

        public Message Short(int value)
        {
            bytes.Add((byte)(value >> 8 & 255));
            bytes.Add((byte)(value & 255));
            return this;
        }

        public Message Record(DnsType type, byte[] data, int owner = 12, int? length = null)
        {
            bytes[7]++;
            Short(0xC000 | owner).Short((int)type).Short(1).Short(0).Short(300).Short(length ?? data.Length);
            bytes.AddRange(data);
            return this;
        }

        public static byte[] Wire(string name)
        {
            var m = new Message("", DnsType.A);
            int start = m.Position;
            m.Name(name);
            return [.. m.bytes[start..]];
        }

        public byte[] Bytes => [.. bytes];
    }

    [Fact]
    public void Addresses_and_exchangers_are_read()
    {
        var a = DnsMessage.Read(new Message("example.com", DnsType.A).Record(DnsType.A, [192, 0, 2, 1]).Record(DnsType.A, [192, 0, 2, 2]).Bytes, "Example.COM", DnsType.A, out _);
        Assert.Equal(["192.0.2.1", "192.0.2.2"], a.Records.Select(static r => r.Address!.ToString()));
        var mx = DnsMessage.Read(new Message("example.com", DnsType.MX).Record(DnsType.MX, [0, 10, .. Message.Wire("mx.example.com")]).Bytes, "example.com", DnsType.MX, out _);
        Assert.Equal((10, "mx.example.com"), (mx.Records[0].Preference, mx.Records[0].Target));
    }

    [Fact]
    public void An_alias_is_followed_inside_the_message_and_out_of_it()
    {
        var inside = new Message("www.example.com", DnsType.A);
        int owner = inside.Position + 12;
        inside.Record(DnsType.CNAME, Message.Wire("real.example.net")).Record(DnsType.A, [192, 0, 2, 9], owner);
        Assert.Equal("192.0.2.9", DnsMessage.Read(inside.Bytes, "www.example.com", DnsType.A, out _).Records[0].Address!.ToString());
        var outside = new Message("www.example.com", DnsType.A).Record(DnsType.CNAME, Message.Wire("real.example.net"));
        Assert.Equal(DnsStatus.NoData, DnsMessage.Read(outside.Bytes, "www.example.com", DnsType.A, out var alias).Status);
        Assert.Equal("real.example.net", alias);
    }

    [Fact]
    public void An_alias_of_itself_ends()
    {
        var loop = new Message("a.example", DnsType.A).Record(DnsType.CNAME, Message.Wire("a.example"));
        Assert.Equal("Name server loop for a.example", DnsMessage.Read(loop.Bytes, "a.example", DnsType.A, out _).Reason);
    }

    [Fact]
    public void The_root_as_only_exchanger_takes_no_mail()
    {
        var answer = DnsMessage.Read(new Message("example.com", DnsType.MX).Record(DnsType.MX, [0, 0, 0]).Bytes, "example.com", DnsType.MX, out _);
        Assert.Equal((DnsStatus.Refused, "Domain example.com does not accept mail (nullMX)"), (answer.Status, answer.Reason));
    }

    [Theory]
    [InlineData(3, DnsStatus.NotFound, "Host or domain name not found. Name service error for name=example.com type=MX: Host not found")]
    [InlineData(0, DnsStatus.NoData, "Host or domain name not found. Name service error for name=example.com type=MX: Host found but no data record of requested type")]
    [InlineData(2, DnsStatus.TryLater, "Host or domain name not found. Name service error for name=example.com type=MX: Host not found, try again")]
    [InlineData(5, DnsStatus.TryLater, "Host or domain name not found. Name service error for name=example.com type=MX: Host not found, try again")]
    public void Codes_have_Postfix_words(int code, DnsStatus status, string words)
    {
        var answer = DnsMessage.Read(new Message("example.com", DnsType.MX, code).Bytes, "example.com", DnsType.MX, out _);
        Assert.Equal((status, words), (answer.Status, answer.Reason));
    }

    [Fact]
    public void A_pointer_to_itself_or_forward_is_no_name()
    {
        byte[] self = [0xC0, 0x00], forward = [0xC0, 0x02, 0x01, (byte)'a', 0], pair = [0xC0, 0x02, 0xC0, 0x00];
        foreach (var bytes in (byte[][])[self, forward, pair])
        {
            int at = 0;
            Assert.False(DnsMessage.ReadName(bytes, ref at, out _));
        }
    }

    [Fact]
    public void A_message_cut_anywhere_is_no_answer_and_no_crash()
    {
        var whole = new Message("example.com", DnsType.MX).Record(DnsType.MX, [0, 10, .. Message.Wire("mx.example.com")]).Bytes;
        for (int size = 0; size < whole.Length; size++)
            Assert.Equal(DnsStatus.TryLater, DnsMessage.Read(whole.AsSpan(0, size), "example.com", DnsType.MX, out _).Status);
    }

    [Fact]
    public void Random_bytes_are_survived()
    {
        var random = new Random(42);
        var whole = new Message("example.com", DnsType.MX).Record(DnsType.MX, [0, 10, .. Message.Wire("mx.example.com")]).Record(DnsType.TXT, [5, 1, 2, 3, 4, 5]).Record(DnsType.SRV, [0, 1, 0, 2, 0, 25, 0]).Bytes;
        for (int i = 0; i < 20000; i++)
        {
            var bytes = (byte[])whole.Clone();
            for (int flips = random.Next(1, 6); flips > 0; flips--)
                bytes[random.Next(2, bytes.Length)] = (byte)random.Next(256);
            DnsMessage.Read(bytes, "example.com", (DnsType)(i % 2 == 0 ? 15 : 16), out _);
        }
    }

    [Theory]
    [InlineData("example.com", true)]
    [InlineData("_25._tcp.example.com", true)]
    [InlineData("a-b.example", true)]
    [InlineData("192.0.2.1", false)]
    [InlineData("a..b", false)]
    [InlineData("-a.example", false)]
    [InlineData("a b", false)]
    [InlineData("a\\046b", false)]
    [InlineData("", false)]
    public void Names_of_hosts(string name, bool valid) => Assert.Equal(valid, DnsMessage.IsHostName(name));

    [Fact]
    public void The_C_librarys_resolver_asks_and_we_read()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.ReceiveTimeout = 5000;
        var answers = new Queue<byte[]>(
        [
            new Message("example.com", DnsType.MX).Record(DnsType.MX, [0, 10, .. Message.Wire("mx.example.com")]).Bytes,
            new Message("xn--bcher-kva.example", DnsType.MX).Record(DnsType.MX, [0, 10, .. Message.Wire("mx.example.com")]).Bytes,
            new Message("gone.example", DnsType.A, 3).Bytes,
            new Message("www.example.com", DnsType.A).Record(DnsType.CNAME, Message.Wire("real.example.net")).Bytes,
            new Message("real.example.net", DnsType.A).Record(DnsType.A, [192, 0, 2, 9]).Bytes,
        ]);
        var server = new Thread(() =>
        {
            var buffer = new byte[1500];
            while (answers.TryDequeue(out var answer))
            {
                EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                socket.ReceiveFrom(buffer, ref from);
                (answer[0], answer[1]) = (buffer[0], buffer[1]);
                socket.SendTo(answer, from);
            }
        });
        server.Start();
        using var resolver = new LibcResolver();
        resolver.AskServer(IPAddress.Loopback, ((IPEndPoint)socket.LocalEndPoint!).Port);
        Assert.Equal("mx.example.com", resolver.Lookup("example.com", DnsType.MX).Records[0].Target);
        Assert.Equal("mx.example.com", resolver.Lookup("Bücher.example", DnsType.MX).Records[0].Target);
        Assert.Equal(DnsStatus.NotFound, resolver.Lookup("gone.example.", DnsType.A).Status);
        Assert.Equal("192.0.2.9", resolver.Lookup("www.example.com", DnsType.A).Records[0].Address!.ToString());
        Assert.Equal("Name service error for a..b: invalid host or domain name", resolver.Lookup("a..b", DnsType.A).Reason);
        server.Join(5000);
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void The_resolvers_word_for_DNSSEC_counts_where_it_was_asked_for(bool asked, bool saysAuthentic, bool believed)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        byte[] answer = new Message("_25._tcp.mx.example.com", DnsType.TLSA).Record(DnsType.TLSA, [3, 1, 1, .. new byte[32]]).Bytes;
        if (saysAuthentic)
            answer[3] |= 0x20;
        var server = new Thread(() =>
        {
            var buffer = new byte[1500];
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            socket.ReceiveFrom(buffer, ref from);
            (answer[0], answer[1]) = (buffer[0], buffer[1]);
            socket.SendTo(answer, from);
        });
        server.Start();
        using var resolver = new LibcResolver(dnssec: asked);
        resolver.AskServer(IPAddress.Loopback, ((IPEndPoint)socket.LocalEndPoint!).Port);
        var found = resolver.Lookup("_25._tcp.mx.example.com", DnsType.TLSA);
        Assert.Equal(35, Assert.Single(found.Records).Data!.Length);
        Assert.Equal(believed, found.Authentic);
        server.Join(5000);
    }
}
