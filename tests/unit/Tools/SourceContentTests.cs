using System.Text;

namespace MailSuite.Tests.Tools;

public class SourceContentTests
{
    private static string Of(int length) => Encoding.ASCII.GetString(SmtpSource.Content.OfLength(length));

    [Fact]
    public void A_body_of_so_many_bytes_has_numbered_lines_of_eighty()
    {
        Assert.Equal("XXX\r\n", Of(3));
        Assert.Equal("1" + new string('X', 77) + "\r\n", Of(80));
        Assert.Equal("1" + new string('X', 77) + "\r\n2" + new string('X', 77) + "\r\nX\r\n", Of(161));
        Assert.StartsWith("10X", Of(1000).Split("\r\n")[9]);
    }

    [Fact]
    public void A_file_gets_line_ends_and_dots()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, ".dot\nline\r\n\nlast");
        Assert.Equal("..dot\r\nline\r\n\r\nlast\r\n", Encoding.ASCII.GetString(SmtpSource.Content.OfFile(path)));
        File.Delete(path);
    }
}
