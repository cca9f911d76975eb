using MailSuite.Qshape;

namespace MailSuite.Tests.Queue;

/// <summary>qshape(1): the columns and rows of Debian's program.</summary>
public class QshapeTests
{
    private const long Now = 1_000_000_000;

    [Fact]
    public void Columns_double_and_rows_are_sorted_by_their_totals()
    {
        var shape = new Shape(Now, 10, 5, linear: false, parents: false);
        shape.Add(Now - 10, ["a@x.example", "b@X.example.", "c@y.example"]);
        shape.Add(Now - 301, ["a@x.example"]);
        shape.Add(Now - 2400, [""]);
        shape.Add(Now - 86400 * 5, ["a@x.example"]);
        string[] lines = new ShapeTable(shape, 80, 5).Text(0).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, static l => Assert.Equal(80, l.Length));
        Assert.EndsWith("  T  5 10 20 40 80 160 320 640 1280 1280+", lines[0]);
        Assert.EndsWith("  TOTAL  6  3  1  0  0  1   0   0   0    0     1", lines[1]);
        Assert.EndsWith("  x.example  4  2  1  0  0  0   0   0   0    0     1", lines[2]);
        Assert.EndsWith("  y.example  1  1  0  0  0  0   0   0   0    0     0", lines[3]);
        Assert.EndsWith("  MAILER-DAEMON  1  0  0  0  0  1   0   0   0    0     0", lines[4]);
    }

    [Fact]
    public void Parents_need_some_subdomains_and_are_no_top_level_domains()
    {
        var shape = new Shape(Now, 2, 5, linear: true, parents: true);
        shape.Add(Now, ["u@a.x.example", "u@b.x.example", "u@b.x.example", "u@one.y.example"]);
        Assert.Equal(["TOTAL", ".x.example", "b.x.example", "a.x.example", "one.y.example"], shape.Rows(2).Select(static r => r.Domain));
        Assert.Equal(["T", "5", "5+"], shape.Heads());
    }

    [Fact]
    public void Messages_are_read_with_what_is_left_of_them_and_rubbish_is_passed_over()
    {
        using var bench = new QueueBench();
        bench.Message("deferred", "A1B2C3D4", "s@x.example", ["r@y.example", "q@y.example"], "x", done: ["q@y.example"], behind: ["p@z.example"]);
        bench.Message("incoming", "A1B2C3D5", "s@x.example", ["r@y.example"], "x", done: ["r@y.example"]);
        File.WriteAllText("incoming/A1B2C3D6", "rubbish");
        File.SetUnixFileMode("incoming/A1B2C3D6", (UnixFileMode)0x1C0);
        Assert.Equal("r@y.example p@z.example", string.Join(' ', ShapeReader.Messages("deferred").Single().Recipients));
        Assert.Empty(ShapeReader.Messages("incoming"));
    }
}
