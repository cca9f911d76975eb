using SocketAddress = MailSuite.Base.SocketAddress;

namespace MailSuite.Tests.Base;

public class DatagramLogTests
{
    private static List<string> Received(bool together, int lines, int length)
    {
        string path = Path.Join(Directory.CreateTempSubdirectory("log").FullName, "socket");
        int reader = Sys.DatagramSocket(1);
        Sys.TryBind(reader, SocketAddress.Unix(path));
        var log = new DatagramLog(path, static l => l.Text, together: together);
        log.Write([.. Enumerable.Range(0, lines).Select(i => new LogLine(0, LogLevel.Info, $"{i} {new string('x', length)}"))]);
        var got = new List<string>();
        var buffer = new byte[65536];
        while (Sys.Receive(reader, buffer, wait: false) is > 0 and var n)
            got.Add(Bytes.Text(buffer.AsSpan(0, n)));
        Sys.Close(reader);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        return got;
    }

    [Fact]
    public void Syslog_gets_a_datagram_for_each_line() => Assert.Equal(["0 xx", "1 xx", "2 xx"], Received(together: false, 3, 2));

    [Fact]
    public void Postlogd_gets_all_lines_of_a_turn_in_one() => Assert.Equal(["0 xx\n1 xx\n2 xx"], Received(together: true, 3, 2));

    [Fact]
    public void A_datagram_does_not_grow_beyond_what_is_read_at_once()
    {
        var got = Received(together: true, 64, 1900);
        Assert.All(got, static d => Assert.True(d.Length < 33000));
        Assert.Equal(Enumerable.Range(0, 64), got.SelectMany(static d => d.Split('\n')).Select(static l => int.Parse(l.Split(' ')[0])));
    }

    [Fact]
    public void Lines_that_nobody_reads_wait_and_come_in_order_when_somebody_does()
    {
        string path = Path.Join(Directory.CreateTempSubdirectory("log").FullName, "socket");
        int reader = Sys.DatagramSocket(1);
        Sys.TryBind(reader, SocketAddress.Unix(path));
        var log = new DatagramLog(path, static l => l.Text, together: true);
        for (int i = 0; i < 5000; i++)
            log.Write([new LogLine(0, LogLevel.Info, i.ToString())]);
        Assert.True(((ILogSink)log).HasWaiting);
        var got = new List<string>();
        var buffer = new byte[65536];
        while (((ILogSink)log).HasWaiting)
        {
            while (Sys.Receive(reader, buffer, wait: false) is > 0 and var n)
                got.AddRange(Bytes.Text(buffer.AsSpan(0, n)).Split('\n'));
            log.Write([]);
        }
        while (Sys.Receive(reader, buffer, wait: false) is > 0 and var n)
            got.AddRange(Bytes.Text(buffer.AsSpan(0, n)).Split('\n'));
        Sys.Close(reader);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        int whole = got.Count - 1;
        Assert.True(whole > 4096);
        Assert.Equal(Enumerable.Range(0, whole).Select(static i => i.ToString()), got.Take(whole));
        Assert.Equal($"warning: {5000 - whole} log lines were lost: {path} was not read", got[^1]);
    }
}
