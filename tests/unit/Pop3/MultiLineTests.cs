using System.Text;
using MailSuite.Protocol.Pop3;

namespace MailSuite.Tests.Pop3;

public class MultiLineTests
{
    private static string Sent(string message, long? lines, int pieceSize)
    {
        var reply = new MultiLine(lines);
        var text = new StringBuilder();
        byte[] bytes = Encoding.ASCII.GetBytes(message);
        var room = new byte[MultiLine.RoomFor(pieceSize)];
        for (int at = 0; at < bytes.Length && !reply.IsComplete; at += pieceSize)
        {
            int n = reply.Take(bytes.AsSpan(at, Math.Min(pieceSize, bytes.Length - at)), room);
            text.Append(Encoding.ASCII.GetString(room, 0, n));
        }
        return text.Append(Encoding.ASCII.GetString(reply.End)).ToString();
    }

    [Theory]
    [InlineData("A: b\r\n\r\nbody\r\n", null, "A: b\r\n\r\nbody\r\n.\r\n")]
    [InlineData("A: b\r\n\r\n.\r\n..\r\n.x\r\n", null, "A: b\r\n\r\n..\r\n...\r\n..x\r\n.\r\n")]
    [InlineData(".\r\n.\r\n", null, "..\r\n..\r\n.\r\n")]
    [InlineData("no end", null, "no end\r\n.\r\n")]
    [InlineData("no end\r", null, "no end\r\n.\r\n")]
    [InlineData("", null, ".\r\n")]
    [InlineData("A: b\r\n\r\n1\r\n2\r\n3\r\n", 0L, "A: b\r\n\r\n.\r\n")]
    [InlineData("A: b\r\n\r\n1\r\n2\r\n3\r\n", 2L, "A: b\r\n\r\n1\r\n2\r\n.\r\n")]
    [InlineData("A: b\r\n\r\n1\r\n2\r\n3\r\n", 2147483647L, "A: b\r\n\r\n1\r\n2\r\n3\r\n.\r\n")]
    [InlineData("A: b\r\n", 5L, "A: b\r\n.\r\n")]
    [InlineData("\r\nbody\r\n", 1L, "\r\nbody\r\n.\r\n")]
    public void Messages_are_stuffed_and_cut_however_they_come(string message, long? lines, string sent)
    {
        for (int pieceSize = 1; pieceSize <= 24; pieceSize++)
            Assert.Equal(sent, Sent(message, lines, pieceSize));
    }
}

public class UidlFormatTests
{
    [Theory]
    [InlineData("%08Xu%08Xv", "000000056b026b78")]
    [InlineData("%v-%u", "1795320696-5")]
    [InlineData("%v.%u", "1795320696.5")]
    [InlineData("%f", "1795323337.M57P15.vm")]
    [InlineData("%08Xv%08Xu", "6b026b7800000005")]
    public void Ids_are_written_as_other_servers_do(string format, string id) =>
        Assert.Equal(id, UidlFormat.Parse(format)!.Write(5, 0x6b026b78, "1795323337.M57P15.vm"));

    [Theory]
    [InlineData("")]
    [InlineData("same")]
    [InlineData("%v")]
    [InlineData("%q%u")]
    [InlineData("%u%")]
    [InlineData("%999u")]
    public void A_format_that_tells_no_messages_apart_is_none(string format) => Assert.Null(UidlFormat.Parse(format));
}

public class Pop3LineTests
{
    [Theory]
    [InlineData("RETR 1", 1)]
    [InlineData("RETR  12 ", 12)]
    [InlineData("RETR 2147483647", 2147483647)]
    [InlineData("RETR", null)]
    [InlineData("RETR -1", null)]
    [InlineData("RETR +1", null)]
    [InlineData("RETR 2147483648", null)]
    [InlineData("RETR 99999999999999999999", null)]
    [InlineData("RETR 1 2", null)]
    [InlineData("RETR 1x", null)]
    public void One_number_and_nothing_else(string line, int? number)
    {
        var r = new Pop3Line(Encoding.ASCII.GetBytes(line));
        int n = r.Number();
        r.End();
        Assert.Equal(number, r.Ok ? n : null);
    }
}
